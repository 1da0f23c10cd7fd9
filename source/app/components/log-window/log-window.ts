import type {Page, PageAnchor} from '../../../domain/log-entry.ts';
import type {Store} from '../../../stores/create-store.ts';
import type {RowShape, WindowState} from './window-state.ts';

export type LogWindowOptions<Row, Filter> = RowShape<Row> & {
	readonly filter: Filter;
	/** The row to begin at, or its neighbour where it is gone; without one the newest. */
	readonly startAt?: Row;
	readonly read: (filter: Filter, anchor: PageAnchor, limit: number) => Promise<Page<Row>>;
	/** Rows of one read. The window keeps at most six times as many. */
	readonly pageRows: number;
	/**
	Rows at the tail that are read once more when new ones come: another process may commit a row after one with a higher id.
	*/
	readonly overlapRows: number;
	readonly now: () => Date;
};

export type LogWindow<Row, Filter> = {
	readonly state: Store<WindowState<Row, Filter>>;
	readonly idOf: (row: Row) => string;
	readonly startsGroup: RowShape<Row>['startsGroup'];
	/** The selection as it is now. */
	readonly getSelected: () => Row | undefined;
	readonly move: (rows: number) => void;
	/** A screenful up (-1) or down (1). */
	readonly page: (direction: -1 | 1) => void;
	readonly toFirst: () => void;
	/** To the newest row, and follow from there. */
	readonly toLast: () => void;
	/** To the nearest row on one side that `narrow` lets through as well. Resolves to false where there is none. @throws what the read throws */
	readonly find: (side: 'older' | 'newer', narrow: (filter: Filter) => Filter) => Promise<boolean>;
	readonly resize: (lines: number) => void;
	/** Other rows count from now on; starts again at the newest of them. The old rows stay until those are read. */
	readonly setFilter: (change: (filter: Filter) => Filter) => void;
	/** Read for the first time. */
	readonly start: () => void;
	/** Rows may have been added. */
	readonly lookForNewer: () => void;
	/** Start again at the newest row: after rows were deleted, or after a failure. */
	readonly reload: () => void;
	readonly stop: () => void;
};
