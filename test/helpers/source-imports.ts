import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, normalize, sep} from 'node:path';

/** One import of a source file. */
export type SourceImport = {
	/** As written: `./x.ts`, `node:fs`, `ink`; `?` for an address that is not a literal. */
	readonly specifier: string;
	/** `type` is gone after compilation; `dynamic` loads at the moment of use. */
	readonly kind: 'static' | 'dynamic' | 'type';
};

/** Path from the project's root, with forward slashes -> text. */
export type SourceFiles = ReadonlyMap<string, string>;

/** Read every TypeScript file below the folders, which are named from `root`. */
export function readSourceFiles(root: string, folders: readonly string[]): SourceFiles {
	const files = new Map<string, string>();
	for (const folder of folders) {
		for (const entry of readdirSync(join(root, folder), {recursive: true, withFileTypes: true})) {
			if (entry.isFile() && /\.tsx?$/.test(entry.name)) {
				const path = join(entry.parentPath, entry.name);
				files.set(path.slice(root.length).split(sep).join('/').replace(/^\//, ''), readFileSync(path, 'utf8'));
			}
		}
	}

	return files;
}

/** The imports of one file, re-exports and `typeof import()` included. It relies on the shape that prettier and `verbatimModuleSyntax` give. */
export function readImports(text: string): readonly SourceImport[] {
	const code = text.replaceAll(/^[ \t]*\/\*[\s\S]*?\*\//gm, '').replaceAll(/^[ \t]*\/\/.*$/gm, '');
	const imports: SourceImport[] = [];

	for (const match of code.matchAll(/^(?:import|export)\s+(type\s+)?(?:[\w$*{][^'";]*?\s)?from\s+'([^']+)'/gm)) {
		imports.push({specifier: match[2] ?? '?', kind: match[1] === undefined ? 'static' : 'type'});
	}

	for (const match of code.matchAll(/^import\s+'([^']+)'/gm)) {
		imports.push({specifier: match[1] ?? '?', kind: 'static'});
	}

	for (const match of code.matchAll(/(typeof\s+)?(?<![\w$.])(?:import|require)\(\s*(?:'([^']+)')?/g)) {
		imports.push({specifier: match[2] ?? '?', kind: match[1] === undefined ? 'dynamic' : 'type'});
	}

	return imports;
}

/** The project path that a relative specifier means, or undefined for a package. */
export function resolveImport(from: string, specifier: string): string | undefined {
	return specifier.startsWith('.')
		? normalize(join(dirname(from), specifier))
				.split(sep)
				.join('/')
		: undefined;
}

/** The bare name of a package: `mysql2/promise` -> `mysql2`, `@a/b/c` -> `@a/b`; `node:` stays. */
export function packageName(specifier: string): string {
	return specifier.startsWith('@')
		? specifier.split('/').slice(0, 2).join('/')
		: (specifier.split('/')[0] ?? specifier);
}
