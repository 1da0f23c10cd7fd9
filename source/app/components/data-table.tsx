import {Box} from 'ink';
import {useMemo} from 'react';
import {trusted, type SafeText} from '../../domain/safe-text.ts';
import {headingText, layOutColumns, rowSpans, type Column} from '../../presentation/column.ts';
import {useTheme} from '../terminal-context.ts';
import {Line, PaintedLine, paintSpans} from './line.tsx';
import {windowAround} from './window-around.ts';

export type DataTableProps<Row> = {
	/** Keep the list of columns in one place outside the component: a fresh one lays everything out anew. */
	readonly columns: ReadonlyArray<Column<Row>>;
	readonly rows: readonly Row[];
	readonly idOf: (row: Row) => string;
	readonly selectedId: string | undefined;
	/** Whether the arrows are here: the mark before the selected row is brighter then. */
	readonly isFocused: boolean;
	/** Width and height of the whole table, heading included. */
	readonly width: number;
	readonly height: number;
	readonly now: Date;
	/** One or more sentences for a table without rows: an invitation. */
	readonly empty: readonly SafeText[];
};

/** Rows as records, only those in sight drawn, each as one painted string: that is what keeps a frame cheap. */
export function DataTable<Row>({
	columns,
	rows,
	idOf,
	selectedId,
	isFocused,
	width,
	height,
	now,
	empty,
}: DataTableProps<Row>) {
	const theme = useTheme();
	const layout = useMemo(() => layOutColumns(columns, width - 2), [columns, width]);
	if (rows.length === 0) {
		return (
			<Box flexDirection="column" height={height}>
				<Line spans={[]} />
				{empty.map((text, index) => (
					<Line key={index} spans={[{text: trusted('  ')}, {text, role: index === 0 ? undefined : 'dim'}]} />
				))}
			</Box>
		);
	}

	const context = {now, isNarrow: width < 80};
	const {start, end} = windowAround(
		rows.findIndex(row => idOf(row) === selectedId),
		rows.length,
		Math.max(1, height - 1),
	);
	return (
		<Box flexDirection="column" height={height}>
			<Line spans={[{text: trusted('  ')}, {text: headingText(layout), role: 'heading'}]} />
			{rows.slice(start, end).map(row => {
				const isSelected = idOf(row) === selectedId;
				const spans = rowSpans(layout, row, context);
				return (
					<PaintedLine
						key={idOf(row)}
						painted={paintSpans(theme, [
							{text: trusted(isSelected ? '▸ ' : '  '), role: isFocused ? 'accent' : 'dim'},
							...(isSelected && isFocused
								? spans.map(span => ({...span, role: span.role ?? ('strong' as const)}))
								: spans),
						])}
					/>
				);
			})}
		</Box>
	);
}
