import {useLayoutEffect, useRef} from 'react';
import {useKeyContext} from '../hooks/use-key-context.ts';
import {useLocalStore} from '../hooks/use-local-store.ts';
import {defineBindings} from '../keymap/binding.ts';

export const listBindingsTable = defineBindings('List', [
	{id: 'list.move', keys: ['up', 'down'], label: 'move', help: 'One row up or down'},
	{id: 'list.page', keys: ['pageup', 'pagedown'], label: 'page', help: 'A page up or down', isInFooter: false},
	{
		id: 'list.ends',
		keys: ['home', 'end'],
		label: 'first, last',
		help: 'To the first or the last row',
		isInFooter: false,
	},
]);

export type TableStateOptions<Row> = {
	readonly rows: readonly Row[];
	readonly idOf: (row: Row) => string;
	/** Rows that one page moves by. */
	readonly pageRows: number;
	/** Whether the arrows are this table's. */
	readonly isActive: boolean;
	readonly initialId?: string;
};

export type TableState<Row> = {
	readonly selected: Row | undefined;
	readonly selectedId: string | undefined;
	/** The selection as it is now, for key handlers: the frame may be one key behind. */
	readonly getSelected: () => Row | undefined;
	readonly select: (id: string) => void;
};

/** Which row is selected: an id, never an index, so it stays with its row when rows come, go or are sorted. A row that went hands on to its neighbour. */
export function useTableState<Row>({
	rows,
	idOf,
	pageRows,
	isActive,
	initialId,
}: TableStateOptions<Row>): TableState<Row> {
	const [{id, index}, store] = useLocalStore<{readonly id: string | undefined; readonly index: number}>(() => ({
		id: initialId,
		index: 0,
	}));
	const latest = useRef(rows);
	useLayoutEffect(() => {
		latest.current = rows;
	});

	const indexIn = (list: readonly Row[], state: {readonly id: string | undefined; readonly index: number}): number => {
		const found = list.findIndex(row => idOf(row) === state.id);
		return found === -1 ? Math.max(0, Math.min(list.length - 1, state.index)) : found;
	};

	const moveTo = (target: (present: number, count: number) => number) => {
		store.update(state => {
			const list = latest.current;
			const next = Math.max(0, Math.min(list.length - 1, target(indexIn(list, state), list.length)));
			const row = list[next];
			return row === undefined ? state : {id: idOf(row), index: next};
		});
	};

	useKeyContext({
		layer: 'part',
		table: listBindingsTable,
		isActive: isActive && rows.length > 0,
		actions: {
			'list.move'({chord}) {
				moveTo(present => present + (chord === 'up' ? -1 : 1));
			},
			'list.page'({chord}) {
				moveTo(present => present + (chord === 'pageup' ? -pageRows : pageRows));
			},
			'list.ends'({chord}) {
				moveTo((_, count) => (chord === 'home' ? 0 : count - 1));
			},
		},
	});

	const selected = rows[indexIn(rows, {id, index})];
	return {
		selected,
		selectedId: selected === undefined ? undefined : idOf(selected),
		getSelected: () => latest.current[indexIn(latest.current, store.getSnapshot())],
		select(wanted) {
			moveTo(present => {
				const found = latest.current.findIndex(row => idOf(row) === wanted);
				return found === -1 ? present : found;
			});
		},
	};
}
