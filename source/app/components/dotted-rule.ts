import {trusted, type SafeText} from '../../domain/safe-text.ts';
import {displayWidth, truncateText} from '../../presentation/fit.ts';
import type {Span} from './line.tsx';

/** The line above a detail pane: `┄┄ DEMO02 B ┄┄┄┄┄┄`, as wide as `columns`. */
export function dottedRule(title: SafeText, columns: number): readonly Span[] {
	const shown = truncateText(title, Math.max(0, columns - 8));
	return [
		{text: trusted('┄┄ '), role: 'dim'},
		{text: shown},
		{text: trusted(` ${'┄'.repeat(Math.max(0, columns - displayWidth(shown) - 4))}`), role: 'dim'},
	];
}
