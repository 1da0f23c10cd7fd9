import {afterEach, describe, expect, test} from 'vitest';
import type {LogEntry} from '../../../source/domain/log-entry.ts';
import {DatabaseConnectionError} from '../../../source/errors.ts';
import type {LogsService} from '../../../source/services/services.ts';
import {createFakeLogTable, logEntry, matchesLog} from '../../helpers/fake-log-table.ts';
import {createFakeProgram, type FakeProgramOptions} from '../../helpers/fake-program.ts';
import {fakeNow} from '../../helpers/fixtures/fake-now.ts';
import {encodeKeys} from '../../helpers/keys.ts';
import {renderFrame, type RenderedFrame} from '../../helpers/render-frame.tsx';

const login = '26112410420017';

/** Forty rows: two logins, a warning, an error of several lines, and a text that would like to be more than text. */
const story: readonly LogEntry[] = Array.from({length: 40}, (_, index) => {
	const number = index + 1;
	switch (number) {
		case 33:
			return logEntry(number, {
				level: 'ERROR',
				source: 'broker',
				message:
					'orders: 502 with an HTML page instead of JSON; tried 3 times\nfirst 500 ms, then 1,000 ms\nat the end it was let go',
				loginSequenceId: login,
			});
		case 35:
			return logEntry(number, {level: 'WARN', source: 'broker', message: 'holdings answered in 2,140 ms'});
		case 37:
			return logEntry(number, {source: 'users', message: 'name contains \u001B]52;c;ZXZpbA==\u0007 and\rmore'});
		default:
			return logEntry(number, number > 30 ? {loginSequenceId: login} : {});
	}
});

let open: RenderedFrame | undefined;

afterEach(() => {
	open?.unmount();
	open = undefined;
});

type ShowOptions = FakeProgramOptions & {
	readonly columns?: number;
	readonly rows?: number;
	readonly entries?: readonly LogEntry[];
	readonly logs?: Partial<LogsService>;
};

/** The Logs screen over a table in memory, with the arrows in it. */
async function showLogs({columns = 120, rows = 40, entries = story, logs, ...rest}: ShowOptions = {}) {
	const table = createFakeLogTable(({logId}: LogEntry) => logId, [...entries]);
	const listeners = new Set<() => void>();
	const program = createFakeProgram({
		...rest,
		services: {
			logs: {
				readLogs: async (filter, anchor, limit) => table.read(matchesLog(filter), anchor, limit),
				countLogs: async filter => ({count: table.rows.filter(matchesLog(filter)).length, isCapped: false}),
				sources: async () => ['auth', 'broker', 'users'],
				async onAppended(listener) {
					listeners.add(listener);
					return () => listeners.delete(listener);
				},
				...logs,
			},
			...rest.services,
		},
	});
	const frame = renderFrame({program, columns, rows});
	open = frame;
	await frame.type('gl');
	await frame.until('▌ Logs');
	return {
		...frame,
		program,
		listeners,
		add(...entriesToAdd: LogEntry[]) {
			table.rows.push(...entriesToAdd);
			for (const listener of listeners) {
				listener();
			}
		},
	};
}

describe.each([
	[120, 40],
	[80, 24],
])('at %ix%i', (columns, rows) => {
	test('the newest rows stand in columns, the newest one marked', async () => {
		const frame = await showLogs({columns, rows});
		expect(await frame.until('40 rows')).toMatchSnapshot();
	});

	test('the open row is shown in full below', async () => {
		const frame = await showLogs({columns, rows});
		await frame.until('40 rows');
		await frame.type(encodeKeys('up', 'up', 'up', 'up', 'up', 'up', 'up', 'enter'));
		expect(await frame.until('at the end it was let go')).toMatchSnapshot();
	});

	test('an empty log is an invitation', async () => {
		const frame = await showLogs({columns, rows, entries: []});
		expect(await frame.until('Nothing has happened yet.')).toMatchSnapshot();
	});

	test('cleaning up asks for days below the list', async () => {
		const frame = await showLogs({columns, rows});
		await frame.until('40 rows');
		await frame.type('c');
		expect(await frame.until('Clean up log and requests')).toMatchSnapshot();
	});
});

test('the theme gives warnings and errors their colour, and the marked row its weight', async () => {
	const frame = await showLogs({columns: 80, rows: 24});
	await frame.until('40 rows');
	expect(frame.styled()).toMatchSnapshot();
});

test('what a row holds cannot move the cursor, colour the screen or forge another row', async () => {
	const frame = await showLogs();
	await frame.until('40 rows');
	expect(frame.plain()).toContain('name contains ␛]52;c;ZXZpbA==␇ and␍more');
	expect(frame.styled()).not.toContain('\u001B]52');
});

describe('live', () => {
	test('a row that somebody writes appears by itself', async () => {
		const frame = await showLogs();
		await frame.until('following');
		frame.add(logEntry(41, {message: 'written elsewhere'}));
		expect(await frame.until('▸')).toContain('following');
		await frame.until(/▸.*written elsewhere/);
	});

	test('after scrolling up the rows stay, the new ones are counted, and End shows them', async () => {
		const frame = await showLogs();
		await frame.until('40 rows');
		await frame.type(encodeKeys('up'));
		await frame.until('End follows');
		frame.add(...Array.from({length: 12}, (_, index) => logEntry(41 + index)));
		const text = await frame.until('12 new below, End follows');
		expect(text).toMatch(/▸.*row 39/);
		expect(text).not.toContain('row 52');
		await frame.type(encodeKeys('end'));
		await frame.until(/▸.*row 52/);
		await frame.until('following');
	});

	test('Home goes to the very first row', async () => {
		const frame = await showLogs({entries: Array.from({length: 1000}, (_, index) => logEntry(index + 1))});
		await frame.until('row 1000');
		await frame.type(encodeKeys('home'));
		expect(await frame.until(/▸.*row 1\n/)).toContain('End follows');
	});

	test('nobody listens any more once the screen is left', async () => {
		const frame = await showLogs();
		await frame.until('40 rows');
		expect(frame.listeners.size).toBe(1);
		await frame.type('gk');
		await frame.until('▌ Keys');
		expect(frame.listeners.size).toBe(0);
	});
});

describe('filters', () => {
	test('l raises the least level and comes around again', async () => {
		const frame = await showLogs();
		await frame.until('level ≥ INFO');
		await frame.type('l');
		await frame.until('level ≥ WARN');
		await frame.until('2 rows');
		await frame.type('l');
		await frame.until('1 row ');
		expect(frame.plain()).toContain('level ≥ ERROR');
		await frame.type('l');
		await frame.until('40 rows');
	});

	test('s goes through the sources, and then shows all', async () => {
		const frame = await showLogs();
		await frame.until('source: any');
		for (const words of ['source: auth', 'source: broker', 'source: users', 'source: any']) {
			await frame.type('s');
			expect(await frame.until(words)).toContain('level ≥ INFO');
		}
	});

	test('/ takes a text, Enter applies it, and x shows everything again', async () => {
		const frame = await showLogs();
		await frame.until('40 rows');
		await frame.type(`/HOLDINGS${encodeKeys('enter')}`);
		const text = await frame.until('only rows with "HOLDINGS"');
		await frame.until(/▸.*holdings answered/);
		expect(text).toContain('x shows all');
		await frame.type('x');
		await frame.until('40 rows');
		expect(frame.plain()).not.toContain('only rows with');
	});

	test('Escape leaves the search as it was', async () => {
		const frame = await showLogs();
		await frame.until('40 rows');
		await frame.type(`/nothing of the kind${encodeKeys('escape')}`);
		await frame.until('/ search');
		expect(frame.plain()).toContain('40 rows');
	});

	test('letters typed into the search are text, and the footer offers nothing else', async () => {
		const frame = await showLogs();
		await frame.until('40 rows');
		await frame.type('/lsx');
		const text = await frame.until('/ lsx');
		expect(text.split('\n').at(-1)).toBe(' ⏎ search  esc leave');
		expect(text).toContain('level ≥ INFO');
	});

	test('nothing that matches is said, with the way back', async () => {
		const frame = await showLogs();
		await frame.until('40 rows');
		await frame.type(`/nowhere${encodeKeys('enter')}`);
		expect(await frame.until('Nothing in the log matches.')).toContain('x shows everything again');
	});

	test('f shows the login of the marked row alone, and everything again', async () => {
		const frame = await showLogs();
		await frame.until('40 rows');
		await frame.type('f');
		await frame.until(`only login ${login}`);
		await frame.until('8 rows');
		await frame.type('f');
		expect(await frame.until('40 rows')).not.toContain('only login');
	});

	test('f on a row without a login says why it does nothing', async () => {
		const frame = await showLogs({entries: [logEntry(1)]});
		await frame.until(/▸.*row 1/);
		await frame.type('f');
		expect(await frame.until('the marked row belongs to no login')).not.toContain('only login');
	});

	test('another screen can open the log of one login', async () => {
		const frame = await showLogs();
		await frame.type('gh');
		frame.terminal.goTo('logs', {loginSequenceId: login});
		await frame.until(`only login ${login}`);
		await frame.until('8 rows');
		expect(frame.terminal.navigation.getSnapshot().subject).toBeUndefined();
	});
});

test('e goes to the error before, and E to the one after', async () => {
	const frame = await showLogs();
	await frame.until('40 rows');
	await frame.type('e');
	expect(await frame.until(/▸.*✗ ERROR/)).toContain('End follows');
	await frame.type('e');
	await frame.until('no error before this row');
	await frame.type(`${encodeKeys('home')}E`);
	await frame.until(/▸.*✗ ERROR/);
	await frame.type('E');
	await frame.until('no error after this row');
});

describe('the open row', () => {
	test('is scrolled when it is longer than its place, and closed by Escape', async () => {
		const message = Array.from({length: 30}, (_, index) => `line ${index + 1} of it`).join('\n');
		const frame = await showLogs({columns: 80, rows: 24, entries: [logEntry(1, {message})]});
		await frame.until(/▸/);
		await frame.type(encodeKeys('tab', 'tab'));
		await frame.until('1─9 of 33 lines');
		await frame.type(encodeKeys('page-down', 'down'));
		await frame.until('line 19 of it');
		expect(frame.plain()).toContain('11─19 of 33 lines');
		await frame.type(encodeKeys('end'));
		await frame.until('25─33 of 33 lines');
		await frame.type(encodeKeys('escape', 'escape'));
		await frame.until('⏎ detail');
		expect(frame.plain()).not.toContain('of 33 lines');
	});

	test('takes the rows that it needs, and keeps them while one goes through the list', async () => {
		const frame = await showLogs();
		await frame.until('40 rows');
		await frame.type(encodeKeys('enter'));
		const short = await frame.until('id 40');
		const ruleRow = (text: string) => text.split('\n').findIndex(line => line.includes('┄┄ '));
		// A rule, the message, when, where from, which login: below it only notice and footer.
		expect(ruleRow(short)).toBe(40 - 2 - 5);
		await frame.type(encodeKeys('up', 'up', 'up', 'up', 'up', 'up', 'up'));
		const long = await frame.until('at the end it was let go');
		expect(ruleRow(long)).toBe(40 - 2 - 7);
		await frame.type(encodeKeys('down'));
		expect(ruleRow(await frame.until('id 34'))).toBe(40 - 2 - 7);
	});

	test('is closed by Enter, and the footer says so', async () => {
		const frame = await showLogs();
		await frame.until('40 rows');
		await frame.type(encodeKeys('enter'));
		expect(await frame.until('⏎ close detail')).not.toContain('⏎ detail');
		await frame.type(encodeKeys('enter'));
		expect(await frame.until('⏎ detail')).not.toContain('id 40');
	});

	test('follows the mark', async () => {
		const frame = await showLogs();
		await frame.until('40 rows');
		await frame.type(encodeKeys('enter'));
		await frame.until('id 40');
		await frame.type(encodeKeys('up'));
		expect(await frame.until('id 39')).not.toContain('id 40');
	});
});

describe('coming back', () => {
	test('finds filter, search and marked row as they were left', async () => {
		const frame = await showLogs();
		await frame.until('40 rows');
		await frame.type(`s/row${encodeKeys('enter')}`);
		await frame.until('only rows with "row"');
		await frame.type(encodeKeys('up', 'up', 'up'));
		const marked = /▸.*(?<row>row \d+)/.exec(await frame.until('End follows'))?.groups?.['row'] ?? '';
		await frame.type('gk');
		await frame.until('▌ Keys');
		frame.add(logEntry(41));
		await frame.type('gl');
		const text = await frame.until(new RegExp(`▸.*${marked}`));
		expect(text).toContain('source: auth');
		expect(text).toContain('only rows with "row"');
		expect(text).toContain('row 41');
	});

	test('follows again where it followed, and where the marked row is gone stands beside its place', async () => {
		const entries = [...story];
		const table = createFakeLogTable(({logId}: LogEntry) => logId, entries);
		const frame = await showLogs({
			logs: {readLogs: async (filter, anchor, limit) => table.read(matchesLog(filter), anchor, limit)},
		});
		await frame.until(/▸.*row 40/);
		await frame.type('gk');
		await frame.until('▌ Keys');
		entries.push(logEntry(41));
		await frame.type('gl');
		await frame.until(/▸.*row 41/);
		await frame.type(encodeKeys('up', 'up', 'up'));
		await frame.until(/▸.*row 38/);
		await frame.type('gk');
		await frame.until('▌ Keys');
		entries.splice(37, 1);
		await frame.type('gl');
		expect(await frame.until(/▸.*row 39/)).not.toContain('row 38');
	});

	test('for another login shows that one', async () => {
		const frame = await showLogs();
		await frame.until('40 rows');
		await frame.type(`/row 1${encodeKeys('enter')}`);
		await frame.until('only rows with');
		await frame.type('gh');
		frame.terminal.goTo('logs', {loginSequenceId: login});
		expect(await frame.until('8 rows')).not.toContain('only rows with');
	});
});

describe('cleaning up', () => {
	const preview = async (days: number) => ({
		logs: 1204,
		requests: 88,
		before: new Date(fakeNow.getTime() - days * 86_400_000),
	});

	test('counts what goes, asks, deletes it and tells what went', async () => {
		const cleaned: Date[] = [];
		const frame = await showLogs({
			logs: {
				cleanPreview: preview,
				async clean(before) {
					cleaned.push(before);
					return {logs: 1204, requests: 88};
				},
			},
		});
		await frame.until('40 rows');
		await frame.type('c');
		const form = await frame.until('Clean up log and requests');
		expect(form.split('\n').at(-1)).toContain('⏎ count');
		await frame.type(encodeKeys('enter'));
		const question = await frame.until('Delete old rows');
		expect(question).toContain('1,204 log rows and 88 requests, for good');
		expect(question).toContain('2026-10-25 10:42 IST, 30 days ago');
		expect(cleaned).toEqual([]);
		await frame.type(encodeKeys('enter'));
		await frame.until('1,204 log rows and 88 requests deleted');
		expect(cleaned).toEqual([new Date('2026-10-25T05:12:00.000Z')]);
	});

	test('leaving the question deletes nothing', async () => {
		// Without a `clean` of its own, a call of it would be reported as a failure.
		const frame = await showLogs({logs: {cleanPreview: preview}});
		await frame.until('40 rows');
		await frame.type(`c${encodeKeys('enter')}`);
		await frame.until('Delete old rows');
		await frame.type(encodeKeys('escape'));
		expect(await frame.until('40 rows')).not.toContain('✗ Something');
	});

	test('everything is deleted only after the word was typed', async () => {
		const cleaned: Date[] = [];
		const frame = await showLogs({
			logs: {
				cleanPreview: preview,
				async clean(before) {
					cleaned.push(before);
					return {logs: 1204, requests: 88};
				},
			},
		});
		await frame.until('40 rows');
		await frame.type('c');
		await frame.until('Clean up');
		await frame.type(`${encodeKeys('backspace', 'backspace')}0${encodeKeys('enter')}`);
		await frame.until('type everything to confirm');
		await frame.type(encodeKeys('enter'));
		expect(cleaned).toEqual([]);
		await frame.type(`everything${encodeKeys('enter')}`);
		await frame.until('deleted');
		expect(cleaned).toEqual([fakeNow]);
	});

	test('days that are no number are refused at their field', async () => {
		const frame = await showLogs();
		await frame.until('40 rows');
		await frame.type('c');
		await frame.until('Clean up');
		await frame.type(`x${encodeKeys('enter')}`);
		expect(await frame.until('✗ a whole number from 0 to 36500')).toContain('30x');
	});

	test('nothing old enough is said without a question', async () => {
		const frame = await showLogs({
			logs: {cleanPreview: async () => ({logs: 0, requests: 0, before: fakeNow})},
		});
		await frame.until('40 rows');
		await frame.type(`c${encodeKeys('enter')}`);
		expect(await frame.until('nothing is older than 30 days')).not.toContain('Delete old rows');
	});
});

describe('trouble', () => {
	test('a database that cannot be opened is said, with what to do', async () => {
		const frame = await showLogs({
			entries: [],
			status: {
				database: {
					state: 'failed',
					client: 'mysql',
					message: 'No answer from 127.0.0.1:3306.',
					hint: 'Start the server.',
				},
			},
		});
		const text = await frame.until('The log cannot be read: No answer from 127.0.0.1:3306.');
		expect(text).toContain('Start the server.');
	});

	test('rows that were read stay when the next read fails, and are read again with r', async () => {
		let isBroken = false;
		const table = createFakeLogTable(({logId}: LogEntry) => logId, [...story]);
		const frame = await showLogs({
			logs: {
				async readLogs(filter, anchor, limit) {
					if (isBroken) {
						throw new DatabaseConnectionError('The connection was lost.', {hint: 'Health opens it again.'});
					}

					return table.read(matchesLog(filter), anchor, limit);
				},
			},
		});
		await frame.until(/▸.*row 40/);
		isBroken = true;
		frame.add();
		const text = await frame.until('✗ The connection was lost.   Health opens it again.');
		expect(text).toMatch(/▸.*row 40/);
		isBroken = false;
		await frame.type('r');
		await frame.until('following');
		expect(frame.plain()).not.toContain('The connection was lost.');
	});
});
