import fc from 'fast-check';
import {beforeEach, expect, test} from 'vitest';
import {
	countLogs,
	countLogsOfUser,
	countLogsOlderThan,
	deleteLogsOlderThan,
	distinctSources,
	insertLogRows,
	newestLogId,
	readLogPage,
	type NewLogRow,
} from '../../../source/database/repositories/logs.ts';
import {insertRequestRows} from '../../../source/database/repositories/requests.ts';
import {
	levelsFrom,
	type LogEntry,
	type LogFilter,
	type LogLevel,
	type Page,
	type PageAnchor,
	type StoredLogLevel,
} from '../../../source/domain/log-entry.ts';
import {ValidationError} from '../../../source/errors.ts';
import {describeDatabases, type TestDatabase} from '../../helpers/with-database.ts';
import {requestRow} from './request-row.ts';

const start = Date.parse('2026-01-05T03:45:00.000Z');

function logRow(changes: Partial<NewLogRow> = {}): NewLogRow {
	return {
		LOG_LEVEL: 'INFO',
		LOG_MESSAGE: 'something happened',
		SOURCE_MODULE: 'auth',
		LOGIN_SEQ_ID: null,
		CREATED_AT_MS: start,
		...changes,
	};
}

/** What a page must be, computed the slow way. */
function referencePage(all: readonly LogEntry[], filter: LogFilter, anchor: PageAnchor, limit: number): Page<string> {
	const levels: readonly StoredLogLevel[] = levelsFrom(filter.minimumLevel ?? 'DEBUG');
	const matching = all.filter(
		entry =>
			levels.includes(entry.level) &&
			(filter.source === undefined || entry.source === filter.source) &&
			(filter.loginSequenceId === undefined || entry.loginSequenceId === filter.loginSequenceId) &&
			(filter.text === undefined || entry.message.toLowerCase().includes(filter.text.toLowerCase())) &&
			(filter.since === undefined || entry.createdAt >= filter.since) &&
			(filter.until === undefined || entry.createdAt < filter.until),
	);
	const ids = matching.map(entry => Number(entry.logId));
	const from = {
		tail: () => Math.max(0, ids.length - limit),
		head: () => 0,
		before: (id: number) => Math.max(0, ids.filter(other => other < id).length - limit),
		after: (id: number) => ids.filter(other => other <= id).length,
	};
	const first = 'id' in anchor ? from[anchor.from](Number(anchor.id)) : from[anchor.from]();
	const end = anchor.from === 'before' ? ids.filter(other => other < Number(anchor.id)).length : first + limit;
	return {
		rows: ids.slice(first, end).map(String),
		hasOlder: first > 0,
		hasNewer: end < ids.length,
	};
}

const words = ['Login', 'LOGOUT', '100%', 'under_score', 'नमस्ते', 'ÄRGER', 'a|b', String.raw`back\slash`, "quote'", '?'];

const rowArbitrary = fc.record({
	LOG_LEVEL: fc.constantFrom<StoredLogLevel>('INFO', 'WARN', 'ERROR'),
	LOG_MESSAGE: fc.array(fc.constantFrom(...words), {maxLength: 3}).map(parts => parts.join(' ')),
	SOURCE_MODULE: fc.constantFrom(null, 'auth', 'vault', 'users'),
	LOGIN_SEQ_ID: fc.constantFrom(null, 'one', 'two'),
	// Out of order by up to two seconds, as several writers leave it.
	jitterMs: fc.integer({min: 0, max: 2000}),
});

const filterArbitrary = fc.record(
	{
		minimumLevel: fc.constantFrom<LogLevel>('DEBUG', 'INFO', 'WARN', 'ERROR'),
		source: fc.constantFrom('auth', 'vault', 'nobody'),
		loginSequenceId: fc.constantFrom('one', 'two'),
		text: fc.constantFrom('login', 'LOG', '%', '_', 'ärger', 'नमस्', '|', '\\', "'", 'o', '?', 'absent'),
		since: fc.integer({min: -1000, max: 41_000}).map(ms => new Date(start + ms)),
		until: fc.integer({min: -1000, max: 41_000}).map(ms => new Date(start + ms)),
	},
	{requiredKeys: []},
);

async function readAll({database}: TestDatabase): Promise<readonly LogEntry[]> {
	return (await readLogPage(database.knex, {}, {from: 'head'}, 100_000)).rows;
}

describeDatabases('log rows', context => {
	beforeEach(context.clear);

	test('come back as they were written, to the millisecond', async () => {
		const {database} = context;
		await insertLogRows(database.knex, [
			logRow({
				LOG_LEVEL: 'WARN',
				LOG_MESSAGE: 'line\nbreak \u001B[31m ₹ नमस्ते 🚀',
				LOGIN_SEQ_ID: '260105091500123456',
				CREATED_AT_MS: start + 987,
			}),
		]);

		expect(await readAll(context)).toEqual([
			{
				logId: await newestLogId(database.knex),
				createdAt: new Date(start + 987),
				level: 'WARN',
				message: 'line\nbreak \u001B[31m ₹ नमस्ते 🚀',
				source: 'auth',
				loginSequenceId: '260105091500123456',
			},
		]);
	});

	test('keep their order in batches larger than one statement', async () => {
		const {database} = context;
		const rows = Array.from({length: 1203}, (_, index) => logRow({LOG_MESSAGE: `row ${index}`}));
		await database.transaction(async trx => insertLogRows(trx, rows), {durability: 'relaxed'});

		expect((await readAll(context)).map(({message}) => message)).toEqual(rows.map(row => row.LOG_MESSAGE));
	});

	test('of the largest size go in whole, many at once', async () => {
		const {database} = context;
		await insertLogRows(
			database.knex,
			Array.from({length: 30}, () => logRow({LOG_MESSAGE: 'x'.repeat(65_535)})),
		);

		expect(new Set((await readAll(context)).map(({message}) => message.length))).toEqual(new Set([65_535]));
	});

	test('with a text too long for its column are refused by column', async () => {
		const {database} = context;

		await expect(insertLogRows(database.knex, [logRow({SOURCE_MODULE: 'x'.repeat(101)})])).rejects.toMatchObject({
			kind: 'ValidationError',
			field: 'SOURCE_MODULE',
		});
	});

	test(
		'are paged by key like the slow reference does it, for every filter and anchor',
		{timeout: 120_000},
		async () => {
			const {database} = context;
			const rows = fc.sample(rowArbitrary, {numRuns: 400, seed: 7});
			await insertLogRows(
				database.knex,
				rows.map(({jitterMs, ...row}, index) => ({...row, CREATED_AT_MS: start + index * 100 + jitterMs})),
			);
			// Rows of the original, which have whole seconds, or no time at all.
			await database.knex('logs').insert([
				{LOG_LEVEL: 'INFO', LOG_MESSAGE: 'Login', SYS_CREATE_DATE_TIME: new Date(start + 5000)},
				{LOG_LEVEL: 'ERROR', LOG_MESSAGE: 'Login', SYS_CREATE_DATE_TIME: null},
			]);
			// Gaps in the ids, as a cleanup leaves them.
			await database.knex('logs').whereRaw('LOG_ID % 7 = 0').delete();
			const all = await readAll(context);
			const lowest = Number(all[0]?.logId);
			const anchorArbitrary = fc.oneof(
				fc.constantFrom<PageAnchor>({from: 'tail'}, {from: 'head'}),
				fc.record({
					from: fc.constantFrom('before' as const, 'after' as const),
					id: fc.integer({min: Math.max(0, lowest - 2), max: lowest + 410}).map(String),
				}),
			);

			await fc.assert(
				fc.asyncProperty(
					filterArbitrary,
					anchorArbitrary,
					fc.integer({min: 1, max: 60}),
					async (filter, anchor, limit) => {
						const page = await readLogPage(database.knex, filter, anchor, limit);
						expect({...page, rows: page.rows.map(({logId}) => logId)}).toEqual(
							referencePage(all, filter, anchor, limit),
						);
					},
				),
				{numRuns: 300, seed: 11},
			);
		},
	);

	test('can be walked from end to end without missing or repeating one', async () => {
		const {database} = context;
		await insertLogRows(
			database.knex,
			Array.from({length: 95}, (_, index) => logRow({LOG_LEVEL: index % 3 === 0 ? 'ERROR' : 'INFO'})),
		);
		const filter: LogFilter = {minimumLevel: 'ERROR'};
		const walked: string[] = [];
		let page = await readLogPage(database.knex, filter, {from: 'tail'}, 10);
		walked.unshift(...page.rows.map(({logId}) => logId));
		while (page.hasOlder) {
			page = await readLogPage(database.knex, filter, {from: 'before', id: walked[0] ?? ''}, 10);
			walked.unshift(...page.rows.map(({logId}) => logId));
		}

		const expected = (await readAll(context)).filter(({level}) => level === 'ERROR').map(({logId}) => logId);
		expect(walked).toEqual(expected);
	});

	test('are counted up to a cap', async () => {
		const {database} = context;
		await insertLogRows(
			database.knex,
			Array.from({length: 12}, (_, index) => logRow({LOG_LEVEL: index < 5 ? 'WARN' : 'INFO'})),
		);

		expect(await countLogs(database.knex, {}, 100)).toEqual({count: 12, isCapped: false});
		expect(await countLogs(database.knex, {}, 12)).toEqual({count: 12, isCapped: false});
		expect(await countLogs(database.knex, {}, 11)).toEqual({count: 11, isCapped: true});
		expect(await countLogs(database.knex, {minimumLevel: 'WARN'}, 100)).toEqual({count: 5, isCapped: false});
		expect(await countLogs(database.knex, {text: 'absent'}, 100)).toEqual({count: 0, isCapped: false});
	});

	test('tell their newest id and their sources', async () => {
		const {database} = context;
		expect(await newestLogId(database.knex)).toBeUndefined();
		expect(await distinctSources(database.knex)).toEqual([]);

		await insertLogRows(
			database.knex,
			['vault', 'auth', null, 'vault', 'users'].map(source => logRow({SOURCE_MODULE: source})),
		);

		expect(await newestLogId(database.knex)).toBe((await readAll(context)).at(-1)?.logId);
		expect(await distinctSources(database.knex)).toEqual(['auth', 'users', 'vault']);
	});

	test('are cleaned away by age in batches, and those without a time stay', async () => {
		const {database} = context;
		await insertLogRows(
			database.knex,
			Array.from({length: 25}, (_, index) => logRow({CREATED_AT_MS: start + index})),
		);
		await database.knex('logs').insert({LOG_LEVEL: 'INFO', LOG_MESSAGE: 'timeless', SYS_CREATE_DATE_TIME: null});
		const before = new Date(start + 20);
		// Every row lies in the same second: only the milliseconds tell them apart.
		expect(await countLogsOlderThan(database.knex, before)).toBe(20);

		const counts = [];
		do {
			counts.push(await database.transaction(async trx => deleteLogsOlderThan(trx, before, 8)));
		} while (counts.at(-1) === 8);

		expect(counts).toEqual([8, 8, 4]);
		expect(await readAll(context)).toHaveLength(6);
	});

	test('are counted for a user through the logins of the user', async () => {
		const {database} = context;
		await insertRequestRows(database.knex, [
			requestRow({M_STOCK_USER_ID: 'DEMO01', LOGIN_SEQ_ID: 'one'}),
			requestRow({M_STOCK_USER_ID: 'DEMO01', LOGIN_SEQ_ID: 'one'}),
			requestRow({M_STOCK_USER_ID: 'DEMO02', LOGIN_SEQ_ID: 'two'}),
		]);
		await insertLogRows(
			database.knex,
			['one', 'one', 'two', null].map(sequence => logRow({LOGIN_SEQ_ID: sequence})),
		);

		expect(await countLogsOfUser(database.knex, 'DEMO01')).toBe(2);
		expect(await countLogsOfUser(database.knex, 'nobody')).toBe(0);
	});

	test('are not looked for from an anchor that is no id', async () => {
		await expect(readLogPage(context.database.knex, {}, {from: 'before', id: "1' OR 1=1"}, 5)).rejects.toThrow(
			ValidationError,
		);
	});
});
