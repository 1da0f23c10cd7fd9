import {readFile} from 'node:fs/promises';
import {expect, test} from 'vitest';
import {migrations} from '../../migrations/index.ts';
import type {Database} from '../../source/database/database.ts';
import {migrate, migrationStatus, rollback} from '../../source/database/migrate.ts';
import {rawRows} from '../../source/database/raw-rows.ts';
import {deleteCredential, insertCredential, listCredentials} from '../../source/database/repositories/credentials.ts';
import {activeKeyRow, listKeyRows} from '../../source/database/repositories/encryption-keys.ts';
import {insertLogRows, readLogPage} from '../../source/database/repositories/logs.ts';
import {readRequestPage} from '../../source/database/repositories/requests.ts';
import {accountKey} from '../../source/domain/account.ts';
import {describeDatabases} from '../helpers/with-database.ts';
import {readSchema} from './read-schema.ts';

const originalTables = [
	'MS01_API_Authentication_Credential',
	'SEC01_ENCRYPTION_KEY',
	'logs',
	'MS01_REQUEST_RESPONSE_LOG',
] as const;

/** The original's rows, column by column, as the database itself tells them. */
async function readEverything({knex}: Database): Promise<Readonly<Record<string, readonly unknown[]>>> {
	const entries = await Promise.all(
		originalTables.map(async table => [table, await rawRows(knex, `SELECT * FROM ${table} ORDER BY 1`)] as const),
	);
	return Object.fromEntries(entries);
}

function withoutNewColumns(
	everything: Readonly<Record<string, readonly unknown[]>>,
	like: Readonly<Record<string, readonly unknown[]>>,
): Readonly<Record<string, readonly unknown[]>> {
	return Object.fromEntries(
		Object.entries(everything).map(([table, rows]) => {
			const columns = Object.keys(like[table]?.[0] ?? {});
			return [
				table,
				rows.map(row => Object.fromEntries(columns.map(column => [column, (row as Record<string, unknown>)[column]]))),
			];
		}),
	);
}

describeDatabases('a database that the original made', context => {
	async function openOriginal(): Promise<Database> {
		const database = await context.open(context.newSettings());
		const dialect = context.client === 'mysql' ? 'mysql' : 'sqlite';
		for (const file of [`original-schema.${dialect}.sql`, 'original-rows.sql']) {
			const sql = await readFile(new URL(`../fixtures/database/${file}`, import.meta.url), 'utf8');
			for (const statement of sql.split(/;\s*$/m).filter(text => text.trim() !== '')) {
				await database.knex.raw(statement.replaceAll('?', String.raw`\?`));
			}
		}

		return database;
	}

	test('is recognised, and changed only with consent on a server', async () => {
		const database = await openOriginal();

		expect(await migrationStatus(database)).toMatchObject({
			schema: 'original',
			applied: [],
			needsConsent: context.client === 'mysql',
		});
	});

	test('is adopted in place and loses nothing', async () => {
		const database = await openOriginal();
		const before = await readEverything(database);

		expect(await migrate(database)).toHaveLength(migrations.length);

		const after = await readEverything(database);
		expect(withoutNewColumns(after, before)).toEqual(before);
		expect(Object.values(after).map(({length}) => length)).toEqual([5, 2, 6, 4]);
		expect(await migrationStatus(database)).toMatchObject({schema: 'current', needsConsent: false});
	});

	test('is not changed by a second migration', async () => {
		const database = await openOriginal();
		await migrate(database);
		const before = {rows: await readEverything(database), schema: await readSchema(database)};

		expect(await migrate(database)).toEqual([]);

		expect({rows: await readEverything(database), schema: await readSchema(database)}).toEqual(before);
	});

	test('is given back exactly by a rollback', async () => {
		const database = await openOriginal();
		const before = {rows: await readEverything(database), schema: await readSchema(database)};
		await migrate(database);

		expect(await rollback(database)).toHaveLength(migrations.length);

		expect({rows: await readEverything(database), schema: await readSchema(database)}).toEqual(before);
		expect(await migrationStatus(database)).toMatchObject({schema: 'original'});
	});

	test('keeps duplicates: the first has the account key, a third is refused, and a removal passes the key on', async () => {
		const database = await openOriginal();
		await migrate(database);

		const rows = await listCredentials(database.knex);
		expect(rows.map(row => [row.M_STOCK_USER_ID, row.M_STOCK_API_KEY_TYPE, row.ACCOUNT_KEY])).toEqual([
			['MA1001', 'A', 'ma1001/A'],
			['MA1001', 'B', 'ma1001/B'],
			['ma1001 ', 'A', null],
			['MA2002', 'B', 'ma2002/B'],
			['MA3003', 'A', 'ma3003/A'],
		]);
		expect(
			rows.every(row => [null, accountKey(row.M_STOCK_USER_ID, row.M_STOCK_API_KEY_TYPE)].includes(row.ACCOUNT_KEY)),
		).toBe(true);
		await expect(
			insertCredential(database.knex, {
				M_STOCK_USER_ID: 'MA1001',
				M_STOCK_PASSWORD: 'p',
				M_STOCK_API_KEY: 'k',
				M_STOCK_API_KEY_TYPE: 'A',
			}),
		).rejects.toThrow(/holds such a row already/);

		await database.transaction(async trx => deleteCredential(trx, String(rows[0]?.CUST_SEQ_ID)));
		expect((await listCredentials(database.knex)).map(row => row.ACCOUNT_KEY)).toEqual([
			'ma1001/B',
			'ma1001/A',
			'ma2002/B',
			'ma3003/A',
		]);
	});

	test('shows its rows with their NULLs, its times in UTC and its newest key as the active one', async () => {
		const database = await openOriginal();
		await migrate(database);

		const keys = await listKeyRows(database.knex);
		expect(activeKeyRow(keys)).toMatchObject({KEY_ID: 2, WRAPPED: null, IS_ACTIVE: null});
		const [first] = await listCredentials(database.knex);
		expect(first).toMatchObject({
			ENCRYPTION_KEY_ID: '1',
			LAST_LOGIN_DATE: new Date('2024-12-02T03:40:11.000Z'),
			LAST_LOGOUT_DATE: null,
			SESSION_END_DATE: null,
		});
		const logs = await readLogPage(database.knex, {}, {from: 'head'}, 10);
		expect(logs.rows.map(({createdAt, source}) => [createdAt.toISOString(), source])).toEqual([
			['2024-12-02T03:40:10.000Z', 'mstock_auth_api_cli'],
			['2024-12-02T03:40:12.000Z', 'users'],
			['2024-12-02T03:40:13.000Z', undefined],
			['1970-01-01T00:00:00.000Z', undefined],
			['2024-12-02T03:41:00.000Z', 'auth'],
			['2024-12-03T03:41:00.000Z', 'auth'],
		]);
		const requests = await readRequestPage(database.knex, {loginSequenceId: '20241202091010'}, {from: 'tail'}, 10);
		expect(requests.rows.map(({apiName, response, durationMs}) => [apiName, response, durationMs])).toEqual([
			['login', '{"status":"success"}', undefined],
			['generate_session', undefined, undefined],
		]);
	});

	test('takes rows in every script afterwards, although its tables did not', async () => {
		const database = await openOriginal();
		await migrate(database);
		const message = 'नमस्ते ₹ 1,23,456 🚀';
		await insertLogRows(database.knex, [
			{
				LOG_LEVEL: 'INFO',
				LOG_MESSAGE: message,
				SOURCE_MODULE: null,
				LOGIN_SEQ_ID: null,
				CREATED_AT_MS: 1_700_000_000_000,
			},
		]);

		const {rows} = await readLogPage(database.knex, {text: '₹ 1,23'}, {from: 'tail'}, 5);
		expect(rows.map(row => row.message)).toEqual([message]);
	});

	test('keeps what was written since when it is given back, even where the old character set has no letters for it', async () => {
		const database = await openOriginal();
		await migrate(database);
		await insertLogRows(database.knex, [
			{LOG_LEVEL: 'INFO', LOG_MESSAGE: '₹', SOURCE_MODULE: null, LOGIN_SEQ_ID: null, CREATED_AT_MS: 1_700_000_000_000},
		]);

		await rollback(database);

		expect(await rawRows(database.knex, 'SELECT LOG_MESSAGE AS message FROM logs WHERE LOG_ID > 6')).toMatchObject([
			{message: '₹'},
		]);
	});
});
