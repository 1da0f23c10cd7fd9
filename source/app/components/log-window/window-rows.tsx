import {Box} from 'ink';
import {useMemo} from 'react';
import {trusted} from '../../../domain/safe-text.ts';
import {layOutColumns, rowSpans, type Column} from '../../../presentation/column.ts';
import {useStore} from '../../hooks/use-store.ts';
import {useTheme} from '../../terminal-context.ts';
import {PaintedLine, paintSpans, type Span} from '../line.tsx';
import type {LogWindow} from './log-window.ts';
import {endInSight, hasHeading} from './window-state.ts';

export type WindowRowsProps<Row, Filter> = {
	readonly window: LogWindow<Row, Filter>;
	readonly columns: ReadonlyArray<Column<Row>>;
	readonly width: number;
	readonly height: number;
	readonly isFocused: boolean;
	/** The heading above the row at `index`, where the window has headings. */
	readonly heading?: (rows: readonly Row[], index: number) => readonly Span[];
};

/** Cells of a log show instants, never ages, so that a painted row stays right. */
const noClock = new Date(0);

/**
The rows in sight, each one painted string. A row that was painted is never painted again unless the width or the theme changes, however many
others come: its string is kept beside the row itself, and goes when the row does.
*/
export function WindowRows<Row extends object, Filter>({
	window,
	columns,
	width,
	height,
	isFocused,
	heading,
}: WindowRowsProps<Row, Filter>) {
	const theme = useTheme();
	const state = useStore(window.state, present => present);
	const paint = useMemo(() => {
		const layout = layOutColumns(columns, width - 2);
		const painted = new WeakMap<Row, string>();
		const spansOf = (row: Row) => rowSpans(layout, row, {now: noClock, isNarrow: width < 80});
		return {
			plain(row: Row): string {
				const known = painted.get(row);
				if (known !== undefined) {
					return known;
				}

				const fresh = paintSpans(theme, [{text: trusted('  ')}, ...spansOf(row)]);
				painted.set(row, fresh);
				return fresh;
			},
			selected(row: Row, isBright: boolean): string {
				const spans = spansOf(row).map(span =>
					isBright && span.role === undefined ? {...span, role: 'strong' as const} : span,
				);
				return paintSpans(theme, [{text: trusted('▸ '), role: isBright ? 'accent' : 'dim'}, ...spans]);
			},
		};
	}, [columns, width, theme]);

	const {rows, top, selected} = state;
	const end = endInSight(window, state);
	return (
		<Box flexDirection="column" height={height} overflow="hidden">
			{rows.slice(top, end).flatMap((row, offset) => {
				const index = top + offset;
				const id = window.idOf(row);
				const line = (
					<PaintedLine key={id} painted={index === selected ? paint.selected(row, isFocused) : paint.plain(row)} />
				);
				return heading !== undefined && height > 1 && hasHeading(window, rows, {index, top})
					? [<PaintedLine key={`above ${id}`} painted={paintSpans(theme, heading(rows, index))} />, line]
					: [line];
			})}
		</Box>
	);
}
