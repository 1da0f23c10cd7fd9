import {expect, test} from 'vitest';
import {describeDialects, errorOf, onDatabase, openTestProgram, until} from '../helpers/with-program.ts';

describeDialects('the logs', dialect => {
	test('tell of rows of another process, and of our own, soon after they are there', async () => {
		await using t = openTestProgram(dialect);
		const {logs} = t.services;
		let calls = 0;
		const stop = await logs.onAppended(() => {
			calls += 1;
		});
		await t.services.accounts.addDemoAccounts();
		await until('our own rows', async () => {
			const {rows} = await logs.readLogs({}, {from: 'tail'}, 10);
			return calls > 0 && rows.at(-1)?.message.startsWith('demo accounts');
		});

		// A second program, as another process.
		const beside = t.another();
		await beside.services.accounts.list();
		const quiet = await settled(() => calls);
		beside.log.info('app', 'said elsewhere');
		const startedAt = performance.now();
		await until('the row of the other program', () => calls > quiet);
		const {rows} = await logs.readLogs({text: 'ELSEWHERE'}, {from: 'tail'}, 1);
		expect(rows).toMatchObject([{level: 'INFO', source: 'app', message: 'said elsewhere'}]);
		expect(performance.now() - startedAt).toBeLessThan(2500);

		stop();
		const before = await settled(() => calls);
		beside.log.info('app', 'nobody listens');
		await until(
			'the unheard row',
			async () => (await logs.readLogs({text: 'nobody listens'}, {from: 'tail'}, 1)).rows[0],
		);
		expect(calls).toBe(before);
	});

	test('are cleaned by age, counted before and after, and the cleaning is logged', async () => {
		await using t = openTestProgram(dialect);
		const {logs} = t.services;
		await t.services.accounts.list();
		await logs.cleanPreview(1);
		const old = "'2025-01-02 03:04:05'";
		const values = Array.from({length: 1201}, (_, index) => `('INFO', 'old ${index}', ${old})`).join(', ');
		await onDatabase(t, `INSERT INTO logs (LOG_LEVEL, LOG_MESSAGE, SYS_CREATE_DATE_TIME) VALUES ${values}`);
		await onDatabase(
			t,
			`INSERT INTO MS01_REQUEST_RESPONSE_LOG (log_level, message, module, SYS_CREATE_DATE_TIME) VALUES ('INFO', 'old', 'mstock_auth_api_cli', ${old})`,
		);
		const preview = await logs.cleanPreview(30);
		expect(preview).toMatchObject({logs: 1201, requests: 1});
		const progress: number[] = [];
		expect(await logs.clean(preview.before, deleted => progress.push(deleted))).toEqual({logs: 1201, requests: 1});
		expect(progress).toEqual([500, 1000, 1201, 1202]);
		expect(await logs.cleanPreview(30)).toMatchObject({logs: 0, requests: 0});
		const row = await until(
			'the row about it',
			async () => (await logs.readLogs({source: 'logs'}, {from: 'tail'}, 1)).rows[0],
		);
		expect(row).toMatchObject({level: 'WARN', message: expect.stringContaining('1201 log rows and 1 requests')});
		expect(await errorOf(logs.cleanPreview(-1))).toMatchObject({kind: 'ValidationError', field: 'olderThanDays'});
	});
});

/** The value once it has stood still for half a second. */
async function settled(read: () => number): Promise<number> {
	let last = read();
	let since = performance.now();
	return until('quiet', () => {
		if (read() !== last) {
			last = read();
			since = performance.now();
		}

		return performance.now() - since > 500 && last;
	}).then(() => last);
}
