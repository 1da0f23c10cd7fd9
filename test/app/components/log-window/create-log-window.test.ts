import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {createLogWindow} from '../../../../source/app/components/log-window/create-log-window.ts';
import type {LogWindow} from '../../../../source/app/components/log-window/log-window.ts';
import {endInSight} from '../../../../source/app/components/log-window/window-state.ts';
import type {LogEntry, LogFilter, PageAnchor} from '../../../../source/domain/log-entry.ts';
import {DatabaseConnectionError} from '../../../../source/errors.ts';
import {createFakeLogTable, logEntry, matchesLog} from '../../../helpers/fake-log-table.ts';

beforeEach(() => {
	vi.useFakeTimers();
});

afterEach(() => {
	vi.useRealTimers();
});

const lines = 10;

function setUp(rowCount: number, {startsGroup}: {startsGroup?: (row: LogEntry, previous: LogEntry) => boolean} = {}) {
	const table = createFakeLogTable(
		({logId}: LogEntry) => logId,
		Array.from({length: rowCount}, (_, index) => logEntry(index + 1)),
	);
	let failure: Error | undefined;
	let hold: Promise<void> | undefined;
	const window = createLogWindow<LogEntry, LogFilter>({
		filter: {},
		async read(filter, anchor, limit) {
			await hold;
			if (failure !== undefined) {
				throw failure;
			}

			return table.read(matchesLog(filter), anchor, limit);
		},
		idOf: ({logId}) => logId,
		startsGroup,
		pageRows: 40,
		overlapRows: 4,
		now: () => new Date(Date.now()),
	});
	window.resize(lines);
	return {
		table,
		window,
		fail: (error: Error | undefined) => {
			failure = error;
		},
		/** Reads wait until the returned function is called. */
		holdReads: () => {
			const {promise, resolve} = Promise.withResolvers<void>();
			hold = promise;
			return () => {
				hold = undefined;
				resolve();
			};
		},
		/** Rows arrive, the way another process writes them. */
		add: async (...rows: LogEntry[]) => {
			table.rows.push(...rows);
			window.lookForNewer();
			await settle();
		},
	};
}

/** Everything that was begun, and the pause after it. */
async function settle() {
	await vi.advanceTimersByTimeAsync(150);
}

async function opened(rowCount: number, options: Parameters<typeof setUp>[1] = {}) {
	const made = setUp(rowCount, options);
	made.window.start();
	await settle();
	return made;
}

function inSight(window: LogWindow<LogEntry, LogFilter>): readonly string[] {
	const state = window.state.getSnapshot();
	return state.rows.slice(state.top, endInSight(window, state)).map(({message}) => message);
}

const numbered = (from: number, to: number) => Array.from({length: to - from + 1}, (_, index) => `row ${from + index}`);

const selected = (window: LogWindow<LogEntry, LogFilter>) => window.getSelected()?.message;

describe('following', () => {
	test('begins at the newest row and keeps it in sight as more come', async () => {
		const {window, add} = await opened(100);
		expect(inSight(window)).toEqual(numbered(91, 100));
		expect(selected(window)).toBe('row 100');
		await vi.advanceTimersByTimeAsync(5000);
		await add(logEntry(101), logEntry(102));
		expect(inSight(window)).toEqual(numbered(93, 102));
		expect(selected(window)).toBe('row 102');
	});

	test('a busy log leaves free lines at once, so that the text stands still while they are written', async () => {
		const {window, add} = await opened(100);
		await add(logEntry(101));
		await add(logEntry(102));
		expect(inSight(window)).toEqual(numbered(96, 102));
		const {top} = window.state.getSnapshot();
		await add(logEntry(103), logEntry(104));
		await add(logEntry(105));
		expect(window.state.getSnapshot().top).toBe(top);
		expect(inSight(window)).toEqual(numbered(96, 105));
	});

	test('works with three rows and with none', async () => {
		const {window, add} = await opened(0);
		expect(window.state.getSnapshot()).toMatchObject({rows: [], selected: -1, reading: 'nothing', isFollowing: true});
		window.move(-1);
		window.page(1);
		window.toFirst();
		await add(logEntry(1), logEntry(2), logEntry(3));
		expect(inSight(window)).toEqual(numbered(1, 3));
		window.toFirst();
		expect(selected(window)).toBe('row 1');
		window.move(-5);
		expect(selected(window)).toBe('row 1');
		window.toLast();
		expect(window.state.getSnapshot().isFollowing).toBe(true);
	});

	test('a flood that fills more than a page is skipped to its end, and the skipped rows are a key away', async () => {
		const {window, add} = await opened(100);
		await add(...Array.from({length: 500}, (_, index) => logEntry(101 + index)));
		expect(selected(window)).toBe('row 600');
		window.page(-1);
		await settle();
		expect(inSight(window)).toEqual(numbered(582, 591));
	});

	test('reads at most ten times a second, and misses nothing', async () => {
		const {window, table, add} = await opened(100);
		await vi.advanceTimersByTimeAsync(1000);
		const before = table.reads.length;
		for (let number = 101; number <= 150; number++) {
			table.rows.push(logEntry(number));
			window.lookForNewer();
			await vi.advanceTimersByTimeAsync(20);
		}

		expect(table.reads.length - before).toBeLessThanOrEqual(11);
		await add();
		expect(selected(window)).toBe('row 150');
	});

	test('a row that another process committed late, with a lower id, takes its place', async () => {
		const {window, add} = await opened(20);
		await add(logEntry(22));
		await add(logEntry(21), logEntry(23));
		expect(window.state.getSnapshot().rows.map(({message}) => message)).toEqual(numbered(1, 23));
	});

	test('rows that are there already stay the same objects, so that they need not be painted again', async () => {
		const {window, add} = await opened(30);
		const before = window.state.getSnapshot().rows;
		await add(logEntry(31));
		expect(
			window.state
				.getSnapshot()
				.rows.slice(0, 30)
				.every((row, index) => row === before[index]),
		).toBe(true);
	});

	test('news without rows changes nothing', async () => {
		const {window, add} = await opened(30);
		const before = window.state.getSnapshot();
		await add();
		expect(window.state.getSnapshot()).toBe(before);
	});
});

describe('scrolled up', () => {
	test('the text stands still, and what comes is counted', async () => {
		const {window, add} = await opened(100);
		window.move(-1);
		const before = inSight(window);
		await add(...Array.from({length: 12}, (_, index) => logEntry(101 + index)));
		expect(inSight(window)).toEqual(before);
		expect(window.state.getSnapshot()).toMatchObject({isFollowing: false, waiting: 12});
		window.toLast();
		await settle();
		expect(window.state.getSnapshot()).toMatchObject({isFollowing: true, waiting: 0});
		expect(selected(window)).toBe('row 112');
	});

	test('far from the newest row it still counts', async () => {
		const {window, add} = await opened(1000);
		window.toFirst();
		await settle();
		expect(inSight(window)).toEqual(numbered(1, 10));
		await add(...Array.from({length: 130}, (_, index) => logEntry(1001 + index)));
		expect(window.state.getSnapshot()).toMatchObject({isFollowing: false, waiting: 130});
		expect(inSight(window)).toEqual(numbered(1, 10));
	});

	test('reaching the newest row again follows again', async () => {
		const {window, add} = await opened(100);
		window.move(-1);
		await add(logEntry(101));
		window.move(1);
		window.move(1);
		expect(window.state.getSnapshot()).toMatchObject({isFollowing: true, waiting: 0});
		await add(logEntry(102));
		expect(selected(window)).toBe('row 102');
	});

	test('rows that are scrolled into sight no longer wait', async () => {
		const {window, add} = await opened(100);
		window.page(-1);
		await add(...Array.from({length: 20}, (_, index) => logEntry(101 + index)));
		expect(window.state.getSnapshot().waiting).toBe(20);
		window.page(1);
		window.page(1);
		expect(window.state.getSnapshot().waiting).toBeLessThan(20);
	});
});

describe('a long way', () => {
	test('page by page to the first row and back shows every row once and keeps few of them', async () => {
		const {window} = await opened(2000);
		const seen = new Set(inSight(window));
		for (let step = 0; step < 250; step++) {
			window.page(-1);
			await vi.advanceTimersByTimeAsync(10);
			for (const row of inSight(window)) {
				seen.add(row);
			}

			expect(window.state.getSnapshot().rows.length).toBeLessThanOrEqual(240);
		}

		expect(selected(window)).toBe('row 1');
		expect(seen.size).toBe(2000);
		for (let step = 0; step < 250; step++) {
			window.page(1);
			await vi.advanceTimersByTimeAsync(10);
		}

		expect(selected(window)).toBe('row 2000');
		expect(window.state.getSnapshot().isFollowing).toBe(true);
	});

	test('keys that come before their rows are made good once those are read', async () => {
		const {window, holdReads} = await opened(2000);
		const release = holdReads();
		for (let step = 0; step < 40; step++) {
			window.page(-1);
		}

		expect(window.state.getSnapshot()).toMatchObject({selected: 0, reading: 'more'});
		release();
		await settle();
		expect(selected(window)).toBe(`row ${2000 - 40 * (lines - 1)}`);
		expect(window.state.getSnapshot().reading).toBe('nothing');
	});

	test('a page is read ahead, so that a PageUp is answered from memory', async () => {
		const {window, holdReads} = await opened(2000);
		window.page(-1);
		await settle();
		holdReads();
		window.page(-1);
		expect(inSight(window)).toEqual(numbered(2000 - 27, 2000 - 18));
	});

	test('the first row is a jump, whatever lies between', async () => {
		const {window, table} = await opened(100_000);
		const before = table.reads.length;
		window.toFirst();
		await settle();
		expect(inSight(window)).toEqual(numbered(1, 10));
		expect(table.reads.length - before).toBeLessThanOrEqual(3);
	});
});

describe('finding the nearest row of a kind', () => {
	const errors = (filter: LogFilter): LogFilter => ({...filter, minimumLevel: 'ERROR'});

	async function withErrors() {
		const made = setUp(2000);
		for (const number of [100, 1990]) {
			made.table.rows[number - 1] = logEntry(number, {level: 'ERROR'});
		}

		made.window.start();
		await settle();
		return made;
	}

	test('in the window, scrolls no further than needed', async () => {
		const {window} = await withErrors();
		expect(await window.find('older', errors)).toBe(true);
		expect(selected(window)).toBe('row 1990');
		expect(inSight(window)).toEqual(numbered(1990, 1999));
	});

	test('far away, shows it with its neighbours, and counts on what comes meanwhile', async () => {
		const {window, add} = await withErrors();
		await window.find('older', errors);
		await window.find('older', errors);
		await settle();
		expect(selected(window)).toBe('row 100');
		expect(inSight(window)).toEqual(numbered(95, 104));
		await add(logEntry(2001));
		expect(window.state.getSnapshot()).toMatchObject({isFollowing: false, waiting: 1, problem: undefined});
		expect(await window.find('newer', errors)).toBe(true);
		await settle();
		expect(selected(window)).toBe('row 1990');
	});

	test('says so where there is none, and stays', async () => {
		const {window} = await withErrors();
		expect(await window.find('newer', errors)).toBe(false);
		expect(window.state.getSnapshot().isFollowing).toBe(true);
	});
});

describe('a filter', () => {
	test('starts again at the newest of its rows, and the old ones stay until those are there', async () => {
		const {window, table, holdReads} = await opened(100);
		table.rows.push(logEntry(101, {level: 'ERROR', message: 'broken'}));
		const release = holdReads();
		window.setFilter(() => ({minimumLevel: 'ERROR'}));
		expect(window.state.getSnapshot().reading).toBe('again');
		expect(inSight(window)).toEqual(numbered(91, 100));
		release();
		await settle();
		expect(inSight(window)).toEqual(['broken']);
		expect(window.state.getSnapshot()).toMatchObject({isFollowing: true, reading: 'nothing'});
	});

	test('an answer that belongs to the filter before is dropped', async () => {
		const answers = new Map<string, (page: LogEntry[]) => void>();
		const window = createLogWindow<LogEntry, LogFilter>({
			filter: {},
			read: async (filter: LogFilter, _anchor: PageAnchor) =>
				new Promise(resolve => {
					answers.set(filter.text ?? '', rows => {
						resolve({rows, hasOlder: false, hasNewer: false});
					});
				}),
			idOf: ({logId}) => logId,
			startsGroup: undefined,
			pageRows: 40,
			overlapRows: 4,
			now: () => new Date(0),
		});
		window.start();
		window.setFilter(() => ({text: 'slow'}));
		window.setFilter(() => ({text: 'quick'}));
		answers.get('quick')?.([logEntry(2, {message: 'quick'})]);
		await settle();
		answers.get('slow')?.([logEntry(1, {message: 'slow'})]);
		await settle();
		expect(inSight(window)).toEqual(['quick']);
	});
});

describe('trouble', () => {
	test('a failed read keeps the rows and tells why; the next one that works takes that away', async () => {
		const {window, fail, add} = await opened(50);
		fail(new DatabaseConnectionError('The database is gone.', {hint: 'Health opens it again.'}));
		await add(logEntry(51));
		expect(window.state.getSnapshot().problem?.message).toBe('The database is gone.');
		expect(inSight(window)).toEqual(numbered(41, 50));
		fail(undefined);
		window.reload();
		await settle();
		expect(window.state.getSnapshot().problem).toBeUndefined();
		expect(selected(window)).toBe('row 51');
	});

	test('nothing is read any more once it is stopped', async () => {
		const {window, table} = await opened(50);
		window.stop();
		const before = table.reads.length;
		window.lookForNewer();
		await settle();
		expect(table.reads.length).toBe(before);
	});
});

test('headings take their lines from the rows', async () => {
	const {window} = await opened(100, {
		startsGroup: (row, previous) => Math.floor(Number(row.logId) / 3) !== Math.floor(Number(previous.logId) / 3),
	});
	// Rows 94 to 100 in groups 93-95, 96-98, 99-100: three headings and seven rows are ten lines.
	expect(inSight(window)).toEqual(numbered(94, 100));
	window.move(-3);
	expect(inSight(window)).toEqual(numbered(94, 100));
	window.move(-4);
	expect(selected(window)).toBe('row 93');
	expect(inSight(window)).toEqual(numbered(93, 99));
});
