import {trusted} from '../domain/safe-text.ts';
import type {Cell} from '../presentation/cell.ts';
import {displayWidth, type Align} from '../presentation/fit.ts';
import type {Span} from '../presentation/roles.ts';

/** One column of a printed table: as wide as its widest value, because paper and pipes have no right margin. */
export type TableColumn<Row> = {
	readonly title: string;
	readonly align?: Align;
	/** Never narrower than this, so that rows printed later line up. @default 0 */
	readonly minimumWidth?: number;
	readonly cell: (row: Row) => Cell;
};

const gap: Span = {text: trusted('  '), role: 'normal'};

/** The rows under their headings, in columns. Nothing is cut; the last column is not padded. */
export function tableLines<Row>(columns: ReadonlyArray<TableColumn<Row>>, rows: readonly Row[]): Span[][] {
	const headings = columns.map(({title}): Cell => ({text: trusted(title), role: 'heading'}));
	return alignedLines(columns, [headings, ...rows.map(row => columns.map(column => column.cell(row)))]);
}

/** The rows alone, for what is printed as it comes. */
export function rowLines<Row>(columns: ReadonlyArray<TableColumn<Row>>, rows: readonly Row[]): Span[][] {
	return alignedLines(
		columns,
		rows.map(row => columns.map(column => column.cell(row))),
	);
}

/** Names and values, one pair a line. */
export function detailLines(pairs: ReadonlyArray<readonly [name: string, value: Cell]>): Span[][] {
	return alignedLines(
		[{}, {}],
		pairs.map(([name, value]) => [{text: trusted(name), role: 'dim'}, value]),
	);
}

function alignedLines(
	columns: ReadonlyArray<{readonly align?: Align; readonly minimumWidth?: number}>,
	lines: ReadonlyArray<readonly Cell[]>,
): Span[][] {
	const widths = columns.map(({minimumWidth = 0}, index) =>
		lines.reduce((widest, line) => Math.max(widest, displayWidth(line[index]?.text ?? trusted(''))), minimumWidth),
	);
	return lines.map(line =>
		line.flatMap(({text, role = 'normal'}, index) => {
			const padding = trusted(' '.repeat((widths[index] ?? 0) - displayWidth(text)));
			const isRight = columns[index]?.align === 'right';
			const isLast = index === line.length - 1;
			const padded = isRight ? padding + text : isLast ? text : text + padding;
			return [...(index === 0 ? [] : [gap]), {text: trusted(padded), role}];
		}),
	);
}
