import {trusted, type SafeText} from '../domain/safe-text.ts';

/** A sentence of our own with safe parts in it: safe`signed in as ${name}`. Only safe text and numbers may be put in. */
export function safe(strings: TemplateStringsArray, ...parts: ReadonlyArray<SafeText | number>): SafeText {
	return trusted(String.raw({raw: strings}, ...parts));
}
