import {readFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {describe, expect, test} from 'vitest';
import {describeDialects, errorOf, onDatabase, onServer, openTestProgram} from '../helpers/with-program.ts';

describeDialects('the database', dialect => {
	test('migrates itself where nothing can be lost, says how it is, and can go back and forth', async () => {
		await using t = openTestProgram(dialect);
		const {database} = t.services;
		const status = await database.status();
		expect(status).toMatchObject({client: dialect, schema: 'current', pending: [], lock: 'free'});
		expect(t.stores.status.getSnapshot().database).toEqual({state: 'ready', client: dialect, server: status.server});
		expect(await database.rollbackPreview()).toMatchObject({accounts: 0, keys: 0});
		await t.services.accounts.addDemoAccounts();
		expect(await database.rollbackPreview()).toMatchObject({accounts: 4, keys: 1});
		await database.rollback();
		expect(await database.rollbackPreview()).toEqual({accounts: 0, keys: 0, logs: 0, requests: 0});
		const rolledBack = await database.status();
		expect(rolledBack.applied).toEqual([]);
		expect(await errorOf(t.services.accounts.list())).toMatchObject({kind: 'DatabaseError', exitCode: 4});
		expect(await database.migrate()).toEqual(status.applied);
		expect(await t.services.accounts.list()).toEqual([]);
	});

	test('made by a newer program is refused', async () => {
		await using t = openTestProgram(dialect);
		await t.services.accounts.list();
		await t.program.dispose();
		await onDatabase(t, "INSERT INTO knex_migrations (name, batch) VALUES ('20991231000000_from_the_future', 2)");
		const later = t.another();
		expect(await errorOf(later.services.accounts.list())).toMatchObject({kind: 'DatabaseError', code: 'SCHEMA_NEWER'});
		expect(later.stores.status.getSnapshot().database).toMatchObject({state: 'failed'});
		expect(await later.services.health.check()).toContainEqual(
			expect.objectContaining({check: 'database.migrations', state: 'failed'}),
		);
	});

	test('whose migration lock was left behind can be freed from Health', async () => {
		await using t = openTestProgram(dialect);
		await t.services.accounts.list();
		await onDatabase(t, 'UPDATE knex_migrations_lock SET is_locked = 1');
		expect(await t.services.health.check()).toContainEqual(
			expect.objectContaining({check: 'database.migrations', state: 'warning', fixAction: 'database.free-lock'}),
		);
		expect(await t.services.health.fix('database.free-lock')).toBe('The migration lock is free.');
		expect(await t.services.database.status()).toMatchObject({lock: 'free'});
	});
});

describe('a MySQL database', () => {
	test('with tables of somebody else asks before it is changed', async () => {
		await using t = openTestProgram('mysql');
		const {database} = t.program.config;
		const name = database.client === 'mysql' ? database.database : '';
		await onServer(`CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4`);
		await onServer('CREATE TABLE unrelated (id INT)', name);
		expect(await errorOf(t.services.accounts.list())).toMatchObject({
			kind: 'DatabaseError',
			exitCode: 4,
			code: 'MIGRATION_NEEDED',
			hint: expect.stringContaining('mstock db migrate'),
		});
		expect(t.stores.status.getSnapshot().database).toMatchObject({state: 'migration-needed', client: 'mysql'});
		expect((await t.services.database.status()).pending.length).toBeGreaterThan(0);
		const findings = await t.services.health.check();
		expect(findings).toContainEqual(
			expect.objectContaining({check: 'database.migrations', state: 'failed', fixAction: 'database.migrate'}),
		);
		// The rest of the machinery is looked at all the same.
		expect(findings.map(({check}) => check)).toContain('broker.connection');
		await t.services.health.fix('database.migrate');
		expect(await t.services.accounts.list()).toEqual([]);
	});

	test('that does not answer is said so at once, and can be tried again', async () => {
		const port = await freePort();
		await using t = openTestProgram('mysql', {environment: {DB_PORT: String(port)}});
		const error = await errorOf(t.services.accounts.list());
		expect(error).toMatchObject({kind: 'DatabaseConnectionError', exitCode: 4});
		expect(t.stores.status.getSnapshot().database).toEqual({
			state: 'failed',
			client: 'mysql',
			message: error.message,
			hint: error.hint,
		});
		expect(await errorOf(t.services.database.reconnect())).toMatchObject({kind: 'DatabaseConnectionError'});
		const findings = await t.services.health.check();
		expect(findings.filter(({state}) => state === 'failed').map(({check}) => check)).toEqual([
			'database.connection',
			'database.migrations',
		]);
		// What was logged meanwhile is in the file alone, which says so; the program can tell how much it is.
		await t.program.dispose();
		const {count: unwritten, isInFile} = t.program.unwrittenLogRows();
		expect(isInFile).toBe(true);
		expect(unwritten).toBeGreaterThan(0);
		expect(readFileSync(t.program.config.paths.logFile, 'utf8')).toMatch(
			new RegExp(`"${unwritten} log rows? could not be written to the database when the program ended"`),
		);
	});

	test('whose connections were killed goes on by itself', async () => {
		await using t = openTestProgram('mysql');
		await t.services.accounts.addDemoAccounts();
		const {database} = t.program.config;
		const name = database.client === 'mysql' ? database.database : '';
		const rows = (await onServer(`SELECT ID FROM information_schema.PROCESSLIST WHERE DB = '${name}'`)) as Array<{
			ID: number;
		}>;
		for (const {ID} of rows) {
			await onServer(`KILL ${ID}`);
		}

		expect(rows.length).toBeGreaterThan(0);
		expect(await t.services.accounts.list()).toHaveLength(4);
		await t.program.dispose();
		expect(t.program.unwrittenLogRows()).toEqual({count: 0, isInFile: true});
	});
});

async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>(resolve => {
		server.listen(0, '127.0.0.1', resolve);
	});
	const address = server.address();
	await new Promise(resolve => {
		server.close(resolve);
	});
	return typeof address === 'object' && address !== null ? address.port : 1;
}
