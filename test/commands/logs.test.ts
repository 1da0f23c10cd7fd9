import {describe, expect, test} from 'vitest';
import type {LogEntry, LogFilter, RequestEntry, RequestFilter} from '../../source/domain/log-entry.ts';
import {createFakeLogTable, logEntry, matchesLog, requestEntry} from '../helpers/fake-log-table.ts';
import {fakeNow} from '../helpers/fixtures/fake-now.ts';
import {createFakeProgram} from './fake-program.ts';
import {createStdin, jsonOf, runCommand, startCommand, until} from './run-command.ts';

/** A row that the login of DEMO01 leaves. */
function loginRow(differences: Partial<LogEntry> = {}): LogEntry {
	return logEntry(1, {
		createdAt: new Date('2026-11-24T05:11:28.004Z'),
		message: 'session/token: success for DEMO01',
		loginSequenceId: '26112410420017',
		...differences,
	});
}

/** A log in memory that others can write to. */
function createLogProgram(entries: LogEntry[]) {
	const filters: LogFilter[] = [];
	const listeners = new Set<() => void>();
	const table = createFakeLogTable(({logId}: LogEntry) => logId, entries);
	const program = createFakeProgram({
		logs: {
			async readLogs(filter, anchor, limit) {
				filters.push(filter);
				return table.read(matchesLog({text: filter.text}), anchor, limit);
			},
			async onAppended(listener) {
				listeners.add(listener);
				return () => {
					listeners.delete(listener);
				};
			},
		},
	});
	return {
		program,
		filters,
		listeners,
		append(...more: LogEntry[]) {
			entries.push(...more);
			for (const listener of listeners) {
				listener();
			}
		},
	};
}

function entriesFrom(first: number, last: number): LogEntry[] {
	return Array.from({length: last - first + 1}, (_, index) =>
		loginRow({logId: String(first + index), message: `row ${first + index}`}),
	);
}

function idsOf(stdout: string): string[] {
	return stdout
		.split('\n')
		.filter(line => line !== '')
		.map(line => (JSON.parse(line) as {logId: string}).logId);
}

describe('logs', () => {
	test('--json prints one row a line with exactly the promised keys', async () => {
		const log = createLogProgram([
			loginRow(),
			loginRow({logId: '2', level: 'ERROR', source: undefined, loginSequenceId: undefined}),
		]);
		const {stdout, stderr, exitCode} = await runCommand(['logs', '--json'], log);
		expect({stderr, exitCode}).toEqual({stderr: '', exitCode: 0});
		const lines = stdout.split('\n');
		expect(lines).toHaveLength(3);
		expect(lines.slice(0, 2).map(line => JSON.parse(line) as unknown)).toEqual([
			{
				logId: '1',
				sysCreateDateTime: '2026-11-24T05:11:28.004Z',
				logLevel: 'INFO',
				logMessage: 'session/token: success for DEMO01',
				sourceModule: 'auth',
				loginSeqId: '26112410420017',
			},
			{
				logId: '2',
				sysCreateDateTime: '2026-11-24T05:11:28.004Z',
				logLevel: 'ERROR',
				logMessage: 'session/token: success for DEMO01',
				sourceModule: null,
				loginSeqId: null,
			},
		]);
	});

	test('is one line a row in IST for a person, whatever the row holds', async () => {
		const log = createLogProgram([
			loginRow({message: 'one\r\ntwo\u001B[2J\u202E\u009B\u0000'}),
			loginRow({logId: '2', level: 'WARN', source: 'a\nb', loginSequenceId: undefined}),
		]);
		const {stdout} = await runCommand(['logs'], log);
		expect(stdout.split('\n')).toEqual([
			'2026-11-24 10:41:28.004  INFO   auth      26112410420017      one␍␊two␛[2J<U+202E><U+009B>␀',
			'2026-11-24 10:41:28.004  WARN   a␊b       -                   session/token: success for DEMO01',
			'',
		]);
	});

	test('has headings on a terminal', async () => {
		const log = createLogProgram([loginRow()]);
		const {stdout} = await runCommand(['logs'], {...log, isTerminal: true});
		expect(stdout).toMatch(/^TIME \(IST\) +LEVEL +SOURCE +SEQUENCE +MESSAGE\n/);
	});

	test('shows the newest 100 rows, oldest first, unless another limit is given', async () => {
		const log = createLogProgram(entriesFrom(1, 250));
		expect(idsOf((await runCommand(['logs', '--json'], log)).stdout)).toEqual(
			entriesFrom(151, 250).map(({logId}) => logId),
		);
		expect(idsOf((await runCommand(['logs', '--json', '--limit', '2'], log)).stdout)).toEqual(['249', '250']);
	});

	test('reads a great limit page by page, in order and without a gap', async () => {
		const log = createLogProgram(entriesFrom(1, 2345));
		expect(idsOf((await runCommand(['logs', '--json', '--limit', '1700'], log)).stdout)).toEqual(
			entriesFrom(646, 2345).map(({logId}) => logId),
		);
		expect(idsOf((await runCommand(['logs', '--json', '--limit', '99999'], log)).stdout)).toHaveLength(2345);
	});

	test('turns its flags into a filter', async () => {
		const log = createLogProgram([]);
		const flags = ['--level', 'warn', '--source', 'auth', '--grep', 'FAILED', '--sequence', '26112410420017'];
		const times = ['--since', '15m', '--until', '2026-11-24T10:40'];
		expect(await runCommand(['logs', ...flags, ...times], log)).toEqual({
			exitCode: 0,
			stdout: '',
			stderr: 'No row matches.\n',
		});
		expect(log.filters).toEqual([
			{
				minimumLevel: 'WARN',
				source: 'auth',
				text: 'FAILED',
				loginSequenceId: '26112410420017',
				since: new Date(fakeNow.getTime() - 15 * 60_000),
				until: new Date('2026-11-24T05:10:00Z'),
			},
		]);
	});

	test.each([
		['level', 'LOUD'],
		['since', 'yesterday'],
		['until', '2026-02-30'],
		['limit', '0'],
	])('--%s %s is a usage error that names the flag', async (flag, value) => {
		const result = await runCommand(['logs', `--${flag}`, value, '--json'], createLogProgram([]));
		expect(result.exitCode).toBe(2);
		expect(jsonOf(result)).toMatchObject({error: {kind: 'UsageError', field: flag}});
	});
});

describe('logs --follow', () => {
	test('goes on with every new row until Ctrl-C, which is exit 130', async () => {
		const log = createLogProgram(entriesFrom(1, 250));
		const running = startCommand(['logs', '--follow', '--json', '--limit', '3'], log);
		await until(() => idsOf(running.stdout()).length === 3, 'the rows that are there');
		log.append(...entriesFrom(251, 253));
		await until(() => idsOf(running.stdout()).length === 6, 'the new rows');
		log.append(...entriesFrom(254, 1500));
		await until(() => idsOf(running.stdout()).length === 1253, 'many new rows');
		running.interruption.interrupt('SIGINT');
		const {exitCode, stdout} = await running.finished;
		expect(exitCode).toBe(130);
		expect(idsOf(stdout)).toEqual(entriesFrom(248, 1500).map(({logId}) => logId));
		await until(() => log.listeners.size === 0, 'the listener to be let go');
	});

	test('leaves out no row that was committed after one with a greater id', async () => {
		const log = createLogProgram(entriesFrom(1, 10));
		const running = startCommand(['logs', '--follow', '--json', '--limit', '1'], log);
		await until(() => idsOf(running.stdout()).length === 1, 'the first row');
		log.append(...entriesFrom(13, 14));
		await until(() => idsOf(running.stdout()).length === 3, 'the rows that came early');
		log.append(...entriesFrom(11, 12));
		await until(() => idsOf(running.stdout()).length === 5, 'the rows that came late');
		running.interruption.interrupt('SIGINT');
		expect(idsOf((await running.finished).stdout)).toEqual(['10', '13', '14', '11', '12']);
	});

	test('on an empty table waits for the first row', async () => {
		const log = createLogProgram([]);
		const running = startCommand(['logs', '--follow', '--json', '--grep', 'row'], log);
		await until(() => log.listeners.size === 1, 'it to listen');
		log.append(loginRow({message: 'something else'}), ...entriesFrom(2, 3));
		await until(() => idsOf(running.stdout()).length === 2, 'the new rows');
		running.interruption.interrupt('SIGTERM');
		expect(await running.finished).toMatchObject({exitCode: 143});
	});

	test('ends quietly with exit 0 when its reader goes away', async () => {
		const log = createLogProgram(entriesFrom(1, 3));
		let isClosed = false;
		const running = startCommand(['logs', '--follow', '--json'], {
			...log,
			refuse: () => (isClosed ? Object.assign(new Error('write EPIPE'), {code: 'EPIPE'}) : undefined),
		});
		await until(() => running.stdout() !== '', 'the rows that are there');
		isClosed = true;
		log.append(...entriesFrom(4, 4));
		expect(await running.finished).toMatchObject({exitCode: 0, stderr: ''});
		expect(log.listeners.size).toBe(0);
	});
});

describe('requests', () => {
	test('--json prints one exchange a line under the names of the columns', async () => {
		const filters: RequestFilter[] = [];
		const table = createFakeLogTable(
			({requestId}: RequestEntry) => requestId,
			[
				requestEntry(3, {
					createdAt: new Date('2026-11-24T05:11:28.200Z'),
					startedAt: new Date('2026-11-24T05:11:28.004Z'),
					module: 'auth',
					request: '{"method":"POST"}',
					response: '{"status":"success"}',
					truncatedBytes: 0,
				}),
			],
		);
		const program = createFakeProgram({
			logs: {
				async readRequests(filter, anchor, limit) {
					filters.push(filter);
					return table.read(() => true, anchor, limit);
				},
			},
		});
		const result = await runCommand(['requests', '--sequence', '26112410420017', '--api', 'login', '--json'], {
			program,
		});
		expect(jsonOf(result)).toEqual({
			id: '3',
			sysCreateDateTime: '2026-11-24T05:11:28.200Z',
			logLevel: 'INFO',
			message: 'connect/login: success',
			module: 'auth',
			request: '{"method":"POST"}',
			response: '{"status":"success"}',
			apiName: 'login',
			loginSeqId: '26112410420017',
			mStockUserId: 'DEMO01',
			httpStatus: 200,
			startedAt: '2026-11-24T05:11:28.004Z',
			durationMs: 182,
			truncatedBytes: 0,
		});
		expect(filters).toEqual([{apiName: 'login', loginSequenceId: '26112410420017'}]);
		const {stdout} = await runCommand(['requests'], {program});
		expect(stdout).toBe(
			'2026-11-24 10:41:28.004  login              200    182 ms  DEMO01    26112410420017      connect/login: success\n',
		);
	});
});

describe('without a row', () => {
	const empty = {rows: [], hasOlder: false, hasNewer: false};
	const program = createFakeProgram({logs: {readLogs: async () => empty, readRequests: async () => empty}});

	test.each([
		[['logs', '--grep', 'NOPE'], 'No row matches.\n'],
		[['logs', '--since', '15m', '--json'], 'No row matches.\n'],
		[['requests', '--sequence', 'nope'], 'No row matches.\n'],
		[['logs'], 'There are no rows yet.\n'],
		[['requests', '--json'], 'There are no rows yet.\n'],
	])('%j prints nothing, and says so on stderr', async (argv, stderr) => {
		expect(await runCommand(argv, {program})).toEqual({exitCode: 0, stdout: '', stderr});
	});
});

describe('logs clean', () => {
	function createCleanProgram() {
		const cleaned: Date[] = [];
		const before = new Date('2026-11-17T05:12:00Z');
		const program = createFakeProgram({
			logs: {
				cleanPreview: async () => ({logs: 1204, requests: 1, before}),
				async clean(instant) {
					cleaned.push(instant);
					return {logs: 1204, requests: 1};
				},
			},
		});
		return {program, cleaned, before};
	}

	test('off a terminal wants --yes, and says what would go', async () => {
		const {program, cleaned} = createCleanProgram();
		const result = await runCommand(['logs', 'clean', '--older-than', '7', '--json'], {program});
		expect(result.exitCode).toBe(11);
		expect(result.stderr).toContain(
			'Deletes 1,204 log rows and 1 request row from before 2026-11-17 10:42:00.000 IST.',
		);
		expect(cleaned).toEqual([]);
	});

	test('with --yes deletes exactly what the preview counted, and says how many went', async () => {
		const {program, cleaned, before} = createCleanProgram();
		const result = await runCommand(['logs', 'clean', '--older-than', '7', '--yes', '--json'], {program});
		expect(jsonOf(result)).toEqual({before: '2026-11-17T05:12:00.000Z', logs: 1204, requests: 1});
		expect(cleaned).toEqual([before]);
	});

	test.each([
		['yes', 0, 1],
		['no', 130, 0],
	])('on a terminal asks first: %s is exit %i', async (answer, exitCode, times) => {
		const {program, cleaned} = createCleanProgram();
		const stdin = createStdin({isTerminal: true});
		const running = startCommand(['logs', 'clean', '--older-than', '7'], {program, stdin});
		stdin.write(`${answer}\r`);
		expect((await running.finished).exitCode).toBe(exitCode);
		expect(cleaned).toHaveLength(times);
	});

	test('without --older-than is a usage error', async () => {
		expect(await runCommand(['logs', 'clean', '--yes'], createCleanProgram())).toMatchObject({exitCode: 2});
	});
});
