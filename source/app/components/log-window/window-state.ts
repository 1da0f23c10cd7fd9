import type {AppError} from '../../../errors.ts';

/**
A bounded stretch of a long log around what is in sight. `rows` have no gap; they are oldest first.

Positions (`top`, `selected`) are indices into `rows`, moved along by the functions here whenever rows come or go.
*/
export type WindowState<Row, Filter> = {
	readonly filter: Filter;
	readonly rows: readonly Row[];
	/** Whether matching rows lie outside the window on either side, as far as was told. */
	readonly hasOlder: boolean;
	readonly hasNewer: boolean;
	/** The first row in sight. */
	readonly top: number;
	/** -1 while there is no row. */
	readonly selected: number;
	/** Terminal lines that rows and their headings may take. */
	readonly lines: number;
	/** Lines that may stay empty below the newest row: a busy log is written into them instead of moving everything for each row. */
	readonly spare: number;
	/** Whether the newest row is kept in sight. True exactly while it is the selected one. */
	readonly isFollowing: boolean;
	/** Rows that came since the person scrolled up and are still out of sight. */
	readonly waiting: number;
	/** `first`: nothing was read yet. `again`: what is in sight is being replaced. */
	readonly reading: 'first' | 'again' | 'more' | 'nothing';
	/** Why the last read failed; the rows stay. */
	readonly problem: AppError | undefined;
};

/** What the window must know about rows: who they are, and where one of them has a heading line above it. */
export type RowShape<Row> = {
	readonly idOf: (row: Row) => string;
	/** Whether a heading stands between two neighbours. With it, the first row in sight has one too. Undefined: no headings at all. */
	readonly startsGroup: ((row: Row, previous: Row) => boolean) | undefined;
};

export function emptyWindow<Row, Filter>(filter: Filter): WindowState<Row, Filter> {
	return {
		filter,
		rows: [],
		hasOlder: false,
		hasNewer: false,
		top: 0,
		selected: -1,
		lines: 20,
		spare: 0,
		isFollowing: true,
		waiting: 0,
		reading: 'first',
		problem: undefined,
	};
}

/** Whether a heading line stands above the row at `index` when the first row in sight is at `top`. */
export function hasHeading<Row>(
	{startsGroup}: RowShape<Row>,
	rows: readonly Row[],
	{index, top}: {readonly index: number; readonly top: number},
): boolean {
	const row = rows[index];
	const previous = rows[index - 1];
	return (
		startsGroup !== undefined &&
		row !== undefined &&
		(index === top || previous === undefined || startsGroup(row, previous))
	);
}

/** The index after the last row in sight: as many as fit into `lines`, the first one always. */
export function endInSight<Row, Filter>(shape: RowShape<Row>, {rows, top, lines}: WindowState<Row, Filter>): number {
	let used = 0;
	for (let index = top; index < rows.length; index++) {
		used += hasHeading(shape, rows, {index, top}) ? 2 : 1;
		if (used > lines && index > top) {
			return index;
		}
	}

	return rows.length;
}

/** The first row that may stand in sight when `bottom` is to be the last one. */
function topFor<Row, Filter>(shape: RowShape<Row>, state: WindowState<Row, Filter>, bottom: number): number {
	let top = bottom;
	while (top > 0 && endInSight(shape, {...state, top: top - 1}) > bottom) {
		top--;
	}

	return Math.max(0, top);
}

/** Scroll no further than needed for the selected row to be in sight, and leave no more empty lines below the last row than are spare. */
export function settle<Row, Filter>(shape: RowShape<Row>, state: WindowState<Row, Filter>): WindowState<Row, Filter> {
	const last = state.rows.length - 1;
	const selected = Math.max(-1, Math.min(last, state.selected));
	let top = Math.max(0, Math.min(state.top, selected));
	if (selected >= endInSight(shape, {...state, top})) {
		top = topFor(shape, state, selected);
	}

	if (top > 0 && endInSight(shape, {...state, top}) > last) {
		top = Math.min(top, topFor(shape, {...state, lines: state.lines - state.spare}, last));
	}

	const isFollowing = selected === last && !state.hasNewer;
	const below = last + 1 - endInSight(shape, {...state, top});
	// Once the newest row is in the window, what waits can be counted instead of remembered.
	const waiting = isFollowing ? 0 : state.hasNewer ? state.waiting : Math.min(state.waiting, below);
	return {...state, top, selected, isFollowing, waiting};
}

/**
The newest row selected and in sight. In a busy log a third of the lines is left free at once, so that the text stands still to be read and few lines
are painted anew.
*/
export function follow<Row, Filter>(
	shape: RowShape<Row>,
	state: WindowState<Row, Filter>,
	isBusy: boolean,
): WindowState<Row, Filter> {
	const selected = state.rows.length - 1;
	const isOutOfSight = selected >= endInSight(shape, state);
	const spare = isOutOfSight ? (isBusy ? Math.floor(state.lines / 3) : 0) : state.spare;
	const top = isOutOfSight ? topFor(shape, {...state, lines: state.lines - spare}, selected) : state.top;
	return settle(shape, {...state, selected, spare, top});
}

/** The same place in other rows: selection and scroll position stay with their rows, by id. */
export function withRows<Row, Filter>(
	shape: RowShape<Row>,
	state: WindowState<Row, Filter>,
	rows: readonly Row[],
): WindowState<Row, Filter> {
	const find = (index: number) => {
		const row = state.rows[index];
		if (row === undefined) {
			return undefined;
		}

		// Rows that stay are the same objects, so this rarely has to look at ids.
		const same = rows.lastIndexOf(row);
		const found = same === -1 ? rows.findIndex(candidate => shape.idOf(candidate) === shape.idOf(row)) : same;
		return found === -1 ? undefined : found;
	};

	const selected = find(state.selected) ?? Math.min(state.selected, rows.length - 1);
	return {...state, rows, selected, top: find(state.top) ?? Math.max(0, selected)};
}

/** The selection moved by a number of rows. `rest` is what could not be done because those rows are not in the window. */
export function moveBy<Row, Filter>(
	shape: RowShape<Row>,
	state: WindowState<Row, Filter>,
	by: {readonly rows: number; readonly isPage: boolean},
): {readonly state: WindowState<Row, Filter>; readonly rest: number} {
	const wanted = state.selected + by.rows;
	const selected = Math.max(0, Math.min(state.rows.length - 1, wanted));
	const top = by.isPage ? Math.max(0, state.top + by.rows) : state.top;
	return {state: settle(shape, {...state, selected, top}), rest: wanted - selected};
}
