import {trusted, type SafeText} from '../domain/safe-text.ts';
import type {Cell} from './cell.ts';
import {fitText, truncateText, type Align} from './fit.ts';
import type {Role} from './roles.ts';

/** What cells may need besides their row. */
export type CellContext = {
	readonly now: Date;
	/** True where every column counts: cells use their short words. */
	readonly isNarrow: boolean;
};

/** A column: a heading and a pure function from row to cell. Rows never know how wide the screen is. */
export type Column<Row> = {
	readonly title: string;
	/** Columns it takes; with `isFlexible` the least it takes. */
	readonly width: number;
	/** The same where the whole table is narrow, for cells that have short words then. @default width */
	readonly narrowWidth?: number;
	/** Takes what room is left; several share it evenly. @default false */
	readonly isFlexible?: boolean;
	/** @default 'left' */
	readonly align?: Align;
	/** 0 stays always; the highest number is the first to go where room is short. */
	readonly priority: number;
	readonly cell: (row: Row, context: CellContext) => Cell;
};

export type LaidOutColumn<Row> = {readonly column: Column<Row>; readonly width: number};

const gap = 2;

/** Below this many columns a table is narrow: cells use their short words. */
export const narrowBelow = 78;

/** Which columns fit into `columns`, and how wide each is: the least important ones go first, then flexible ones take what is left. */
export function layOutColumns<Row>(
	all: ReadonlyArray<Column<Row>>,
	columns: number,
): ReadonlyArray<LaidOutColumn<Row>> {
	let kept = all.map(column => ({
		column,
		width: columns < narrowBelow ? (column.narrowWidth ?? column.width) : column.width,
	}));
	const widthOf = (list: ReadonlyArray<LaidOutColumn<Row>>) =>
		list.reduce((sum, {width}) => sum + width, 0) + gap * (list.length - 1);
	while (kept.length > 1 && widthOf(kept) > columns) {
		const last = Math.max(...kept.map(({column}) => column.priority));
		const index = kept.findLastIndex(({column}) => column.priority === last);
		if (last === 0) {
			break;
		}

		kept = kept.filter((_, position) => position !== index);
	}

	const flexible = kept.filter(({column}) => column.isFlexible).length;
	const spare = Math.max(0, columns - widthOf(kept));
	let given = 0;
	let seen = 0;
	return kept.map(({column, width}) => {
		if (!column.isFlexible) {
			return {column, width};
		}

		seen++;
		const share = Math.round((spare * seen) / flexible) - given;
		given += share;
		return {column, width: width + share};
	});
}

export type RowSpan = {readonly text: SafeText; readonly role: Role | undefined};

/** One row as spans, each cell fitted to its column, two spaces between. Where nothing follows in a row, the last text takes the room to the edge. */
export function rowSpans<Row>(
	layout: ReadonlyArray<LaidOutColumn<Row>>,
	row: Row,
	context: CellContext,
): readonly RowSpan[] {
	const cells = layout.map(({column}) => column.cell(row, context));
	const last = Math.max(
		0,
		cells.findLastIndex(({text}) => text !== ''),
	);
	return layout.slice(0, last + 1).flatMap(({column, width}, index): readonly RowSpan[] => {
		const {text, role} = cells[index] ?? {text: trusted(''), role: undefined};
		if (index < last) {
			return [
				{text: fitText(text, width, column.align), role},
				{text: trusted(' '.repeat(gap)), role: undefined},
			];
		}

		if (column.align === 'right') {
			return [{text: fitText(text, width, 'right'), role}];
		}

		const rest = layout.slice(index + 1).reduce((sum, following) => sum + gap + following.width, 0);
		// No padding at the end: what is not written cannot flicker.
		return [{text: truncateText(text, width + rest), role}];
	});
}

/** The heading over such rows. A title that is too long is cut without a sign: it is a label, not data. */
export function headingText<Row>(layout: ReadonlyArray<LaidOutColumn<Row>>): SafeText {
	return trusted(
		layout.map(({column, width}) => fitText(trusted(column.title.slice(0, width)), width, column.align)).join('  '),
	);
}
