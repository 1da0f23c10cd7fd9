import type {PageAnchor} from '../../../domain/log-entry.ts';
import {toAppError} from '../../../errors.ts';
import {createStore} from '../../../stores/create-store.ts';
import {createCurrentReads} from './current-reads.ts';
import type {LogWindow, LogWindowOptions} from './log-window.ts';
import {createPacer} from './pacer.ts';
import {
	emptyWindow,
	endInSight,
	follow,
	moveBy,
	settle,
	withRows,
	type RowShape,
	type WindowState,
} from './window-state.ts';

/** Ten repaints a second are as many as a person can read. */
const leastPauseMs = 100;
/** New rows that come faster than this make a log busy. */
const busyMs = 600;
const keptPages = 6;
/** So many pages are read to count what waits; then the next pause is awaited. */
const countedPagesAtOnce = 5;

/** A window over a log of any length. Reads by key, ahead of the person, so that a key is answered from memory. */
export function createLogWindow<Row, Filter>(options: LogWindowOptions<Row, Filter>): LogWindow<Row, Filter> {
	const {read, idOf, startsGroup, pageRows, overlapRows, now} = options;
	const shape: RowShape<Row> = {idOf, startsGroup};
	const maximumRows = pageRows * keptPages;
	const state = createStore<WindowState<Row, Filter>>(emptyWindow(options.filter));

	/** Rows that the person moved by and that are still being read. */
	let owed = 0;
	/** The newest row that was counted as waiting, while the window does not reach to it. */
	let countedId: string | undefined;
	let appendedAt = 0;

	const reads = createCurrentReads<'older' | 'newer' | 'jump' | 'tail'>({
		onDone() {
			state.update(present =>
				present.problem === undefined && present.reading === 'nothing'
					? present
					: {...present, problem: undefined, reading: 'nothing'},
			);
			readAhead();
		},
		onFailed(error) {
			owed = 0;
			state.update(present => ({...present, reading: 'nothing', problem: toAppError(error)}));
		},
	});

	const jump = (to: 'head' | 'tail') => {
		reads.startOver();
		owed = 0;
		const {filter} = state.getSnapshot();
		state.update(present => ({...present, reading: present.reading === 'first' ? 'first' : 'again'}));
		void reads.run('jump', async isWanted => {
			const page = await read(filter, {from: to}, pageRows);
			if (!isWanted()) {
				return;
			}

			state.update(present =>
				settle(shape, {
					...present,
					rows: page.rows,
					hasOlder: page.hasOlder,
					hasNewer: page.hasNewer,
					top: 0,
					spare: 0,
					selected: to === 'head' && page.rows.length > 0 ? 0 : page.rows.length - 1,
					waiting: to === 'head' ? present.waiting : 0,
				}),
			);
		});
	};

	/** The rows around one that is not in the window. It may have been deleted since it was seen: then the row after it is as near as one can get. */
	const jumpTo = (target: Row) => {
		reads.startOver();
		owed = 0;
		const {filter, hasNewer, rows} = state.getSnapshot();
		countedId = hasNewer ? countedId : idOfLast(rows);
		state.update(present => ({...present, reading: present.reading === 'first' ? 'first' : 'more'}));
		void reads.run('jump', async isWanted => {
			const older = await read(filter, {from: 'before', id: idOf(target)}, pageRows);
			const before = idOfLast(older.rows);
			const newer = await read(
				filter,
				before === undefined ? {from: 'head'} : {from: 'after', id: before},
				pageRows + 1,
			);
			if (!isWanted()) {
				return;
			}

			state.update(present => {
				const selected = older.rows.length;
				return settle(shape, {
					...present,
					rows: [...older.rows, ...newer.rows],
					hasOlder: older.hasOlder,
					hasNewer: newer.hasNewer,
					selected,
					top: Math.max(0, selected - Math.floor(present.lines / 2)),
					spare: 0,
				});
			});
		});
	};

	/** What came before the window, or after it. The far end is let go once the window is full. */
	const extend = (kind: 'older' | 'newer') => {
		const {filter, rows} = state.getSnapshot();
		const edge = kind === 'older' ? rows[0] : rows.at(-1);
		if (edge === undefined || reads.isUnderWay(kind) || reads.isUnderWay('jump')) {
			return;
		}

		void reads.run(kind, async isWanted => {
			const page = await read(filter, {from: kind === 'older' ? 'before' : 'after', id: idOf(edge)}, pageRows);
			if (!isWanted()) {
				return;
			}

			state.update(present => {
				const extended =
					kind === 'older'
						? trimmed([...page.rows, ...present.rows], 'newer', {...present, hasOlder: page.hasOlder})
						: trimmed([...present.rows, ...page.rows], 'older', {...present, hasNewer: page.hasNewer});
				const {state: moved, rest} = moveBy(shape, settleOwed(extended), {rows: owed, isPage: false});
				owed = rest;
				return moved;
			});
		});
	};

	/** Owed moves start where the person stands; nothing else changes when rows come on either side. */
	const settleOwed = (present: WindowState<Row, Filter>) => (owed === 0 ? settle(shape, present) : present);

	const trimmed = (
		rows: readonly Row[],
		letGo: 'older' | 'newer',
		present: WindowState<Row, Filter>,
	): WindowState<Row, Filter> => {
		if (rows.length <= maximumRows) {
			return withRows(shape, present, rows);
		}

		if (letGo === 'older') {
			return withRows(shape, {...present, hasOlder: true}, rows.slice(-maximumRows));
		}

		if (!present.hasNewer) {
			countedId = idOfLast(rows);
		}

		return withRows(shape, {...present, hasNewer: true}, rows.slice(0, maximumRows));
	};

	const readAhead = () => {
		const present = state.getSnapshot();
		const end = endInSight(shape, present);
		const margin = Math.max(pageRows, present.lines * 2);
		if (present.hasOlder && (present.top < margin || owed < 0)) {
			extend('older');
		}

		if (present.hasNewer && (present.rows.length - end < margin || owed > 0)) {
			extend('newer');
		}
	};

	const step = (rows: number, isPage: boolean) => {
		const before = state.getSnapshot();
		if (before.rows.length === 0) {
			return;
		}

		const {state: moved, rest} = moveBy(shape, before, {rows, isPage});
		const isBeyond = rest < 0 ? before.hasOlder : rest > 0 && before.hasNewer;
		owed = isBeyond ? (Math.sign(owed) === Math.sign(rest) ? owed : 0) + rest : 0;
		state.update(() => (isBeyond ? {...moved, reading: 'more'} : moved));
		readAhead();
	};

	/** New rows below a window that reaches to the newest. */
	const append = async (isWanted: () => boolean) => {
		const {filter, rows} = state.getSnapshot();
		const anchor = rows[Math.max(0, rows.length - 1 - overlapRows)];
		const page = await read(
			filter,
			anchor === undefined ? {from: 'tail'} : {from: 'after', id: idOf(anchor)},
			pageRows + overlapRows,
		);
		if (!isWanted()) {
			return;
		}

		const present = state.getSnapshot();
		if (present.isFollowing && page.hasNewer) {
			// More came than one page holds: what is between is a PageUp away.
			jump('tail');
			return;
		}

		// Older rows may have come in front meanwhile, so the anchor is looked up where it stands now.
		const from = anchor === undefined ? 0 : present.rows.lastIndexOf(anchor) + 1;
		const kept = present.rows.slice(0, from);
		const known = new Map(present.rows.slice(from).map(row => [idOf(row), row]));
		const merged = [...kept, ...page.rows.map(row => known.get(idOf(row)) ?? row)];
		const added = page.rows.filter(row => !known.has(idOf(row))).length;
		if (added === 0 && merged.length === present.rows.length && !page.hasNewer) {
			return;
		}

		const isBusy = now().getTime() - appendedAt < busyMs;
		appendedAt = now().getTime();
		state.update(current => {
			const next = {
				...current,
				hasNewer: page.hasNewer,
				hasOlder: current.hasOlder || (anchor === undefined && page.hasOlder),
			};
			if (current.isFollowing) {
				return follow(shape, trimmed(merged, 'older', next), isBusy);
			}

			countedId = idOfLast(merged);
			if (page.hasNewer) {
				tail.askAgain();
			}

			return settle(shape, {...trimmed(merged, 'newer', next), waiting: current.waiting + added});
		});
	};

	/** What comes while the window is elsewhere is only counted. */
	const countWaiting = async (isWanted: () => boolean) => {
		for (let pages = 0; pages < countedPagesAtOnce && countedId !== undefined; pages++) {
			const page = await read(state.getSnapshot().filter, {from: 'after', id: countedId}, pageRows);
			if (!isWanted()) {
				return;
			}

			const newest = page.rows.at(-1);
			if (newest === undefined) {
				return;
			}

			countedId = idOf(newest);
			state.update(present => ({...present, waiting: present.waiting + page.rows.length}));
			if (!page.hasNewer) {
				return;
			}
		}

		tail.askAgain();
	};

	const tail = createPacer({
		work: async () => reads.run('tail', state.getSnapshot().hasNewer ? countWaiting : append),
		mayWork: () => reads.isOpen() && !reads.isUnderWay('tail') && !reads.isUnderWay('jump'),
		leastPauseMs,
	});

	const idOfLast = (rows: readonly Row[]) => {
		const last = rows.at(-1);
		return last === undefined ? undefined : idOf(last);
	};

	return {
		state,
		idOf,
		startsGroup,
		start() {
			reads.open();
			if (options.startAt === undefined) {
				jump('tail');
			} else {
				jumpTo(options.startAt);
			}
		},
		getSelected() {
			const {rows, selected} = state.getSnapshot();
			return rows[selected];
		},
		move(rows) {
			step(rows, false);
		},
		page(direction) {
			const {lines} = state.getSnapshot();
			step(direction * Math.max(1, lines - 1), true);
		},
		toFirst() {
			const {hasOlder, hasNewer, rows} = state.getSnapshot();
			if (hasOlder) {
				countedId = hasNewer ? countedId : idOfLast(rows);
				jump('head');
			} else {
				step(-rows.length, false);
			}
		},
		toLast() {
			const {hasNewer, rows} = state.getSnapshot();
			if (hasNewer) {
				jump('tail');
			} else {
				step(rows.length, false);
			}
		},
		async find(side, narrow) {
			const {filter, rows, selected} = state.getSnapshot();
			const from = rows[selected];
			if (from === undefined) {
				return false;
			}

			const isWanted = reads.mark();
			const anchor: PageAnchor = {from: side === 'older' ? 'before' : 'after', id: idOf(from)};
			const {rows: found} = await read(narrow(filter), anchor, 1);
			const target = found[0];
			// A filter that changed meanwhile is the newer wish.
			if (target !== undefined && isWanted()) {
				const index = state.getSnapshot().rows.findIndex(row => idOf(row) === idOf(target));
				if (index === -1) {
					jumpTo(target);
				} else {
					state.update(present => settle(shape, {...present, selected: index}));
					readAhead();
				}
			}

			return target !== undefined;
		},
		resize(lines) {
			state.update(present => (present.lines === lines ? present : settle(shape, {...present, lines, spare: 0})));
		},
		setFilter(change) {
			state.update(present => ({...present, filter: change(present.filter), waiting: 0}));
			jump('tail');
		},
		lookForNewer: tail.ask,
		reload() {
			jump('tail');
		},
		stop() {
			reads.close();
			tail.stop();
		},
	};
}
