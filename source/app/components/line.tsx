import {Text} from 'ink';
import {memo} from 'react';
import type {SafeText} from '../../domain/safe-text.ts';
import type {Role} from '../../presentation/roles.ts';
import {useTheme} from '../terminal-context.ts';
import type {Theme} from '../theme/theme.ts';

/** A stretch of one line in one role. */
export type Span = {readonly text: SafeText; readonly role?: Role};

export function paintSpans(theme: Theme, spans: readonly Span[]): string {
	return spans.map(({text, role}) => theme.paint(text, role)).join('');
}

/** One line that was painted already. One memoised Text per row is what keeps frames cheap. */
export const PaintedLine = memo(function PaintedLine({painted}: {readonly painted: string}) {
	// Ink gives an empty Text no height.
	return <Text wrap="truncate">{painted === '' ? ' ' : painted}</Text>;
});

/** One line of spans; what does not fit is cut at the edge. */
export function Line({spans}: {readonly spans: readonly Span[]}) {
	return <PaintedLine painted={paintSpans(useTheme(), spans)} />;
}
