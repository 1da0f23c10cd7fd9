import {describe, expect, test} from 'vitest';
import {migrations} from '../../migrations/index.ts';
import type {Database} from '../../source/database/database.ts';
import {freeMigrationLock, migrate, migrationStatus, rollback} from '../../source/database/migrate.ts';
import {rawRows} from '../../source/database/raw-rows.ts';
import {insertCredential, listCredentials} from '../../source/database/repositories/credentials.ts';
import {DatabaseError} from '../../source/errors.ts';
import {describeDatabases, useDatabase} from '../helpers/with-database.ts';
import {readSchema} from './read-schema.ts';

const names = migrations.map(({name}) => name);

/** The original's columns, in its order, and what we added. Source: original-system.md, product.md section 5. */
const expectedColumns = {
	MS01_API_Authentication_Credential: [
		'CUST_SEQ_ID',
		'SYS_CREATE_DATE_TIME',
		'SYS_UPDATE_DATE_TIME',
		'M_STOCK_USER_ID',
		'M_STOCK_PASSWORD',
		'M_STOCK_API_KEY',
		'M_STOCK_API_KEY_TYPE',
		'M_CLIENT_CODE',
		'M_RESPONSE_USER_ID',
		'M_RESPONSE_USER_NAME',
		'M_ACCESS_TOKEN',
		'M_PUBLIC_TOKEN',
		'M_REFRESH_TOKEN',
		'M_ENC_TOKEN',
		'LAST_LOGIN_DATE',
		'LAST_LOGOUT_DATE',
		'ENCRYPTION_KEY_ID',
		'M_TOTP_SECRET',
		'M_BROKER_ENV',
		'SESSION_END_DATE',
		'SECOND_FACTOR',
		'DISPLAY_NAME',
		'API_KEY_EXPIRY_DATE',
		'LOGIN_SEQ_ID',
		'ACCOUNT_KEY',
	],
	SEC01_ENCRYPTION_KEY: ['KEY_ID', 'ENCRYPTION_KEY', 'SYS_CREATE_DATE_TIME', 'WRAPPED', 'IS_ACTIVE'],
	logs: [
		'LOG_ID',
		'SYS_CREATE_DATE_TIME',
		'SYS_UPDATE_DATE_TIME',
		'LOG_LEVEL',
		'LOG_MESSAGE',
		'SOURCE_MODULE',
		'LOGIN_SEQ_ID',
		'CREATED_AT_MS',
	],
	MS01_REQUEST_RESPONSE_LOG: [
		'id',
		'log_level',
		'message',
		'module',
		'request',
		'response',
		'api_name',
		'SYS_CREATE_DATE_TIME',
		'LOGIN_SEQ_ID',
		'DURATION_MS',
		'HTTP_STATUS',
		'STARTED_AT_MS',
		'CREATED_AT_MS',
		'M_STOCK_USER_ID',
		'TRUNCATED_BYTES',
	],
};

describeDatabases('migrations', context => {
	const openNew = async (): Promise<Database> => context.open(context.newSettings());

	test('make the four tables with exactly these columns', async () => {
		const schema = await readSchema(context.database);

		expect(
			Object.fromEntries(
				Object.entries(schema)
					.filter(([table]) => table in expectedColumns)
					.map(([table, {columns}]) => [table, columns.map(({name}) => name)]),
			),
		).toEqual(expectedColumns);
	});

	test('go up, down and up again to the same schema', async () => {
		const database = await openNew();
		expect(await migrationStatus(database)).toMatchObject({schema: 'empty', applied: [], pending: names, lock: 'free'});

		expect(await migrate(database)).toEqual(names);
		const first = await readSchema(database);
		expect(await migrationStatus(database)).toMatchObject({schema: 'current', applied: names, pending: []});

		expect(await rollback(database)).toEqual([...names].reverse());
		expect(await readSchema(database)).toEqual({});
		expect(await migrationStatus(database)).toMatchObject({schema: 'empty', needsConsent: false});

		expect(await migrate(database)).toEqual(names);
		expect(await readSchema(database)).toEqual(first);
	});

	test('run twice change nothing', async () => {
		const database = await openNew();
		await migrate(database);
		await insertCredential(database.knex, {
			M_STOCK_USER_ID: 'DEMO01',
			M_STOCK_PASSWORD: 'p',
			M_STOCK_API_KEY: 'k',
			M_STOCK_API_KEY_TYPE: 'A',
		});
		const before = {schema: await readSchema(database), rows: await listCredentials(database.knex)};

		expect(await migrate(database)).toEqual([]);

		expect({schema: await readSchema(database), rows: await listCredentials(database.knex)}).toEqual(before);
	});

	test('can be interrupted after any step and go on', async () => {
		const database = await openNew();
		await migrate(database);
		const whole = await readSchema(database);
		for (const name of names) {
			// As if the process had died after the step was done and before that was written down.
			await database.knex('knex_migrations').where({name}).delete();
			expect(await migrationStatus(database)).toMatchObject({schema: 'behind', pending: [name]});
			expect(await migrate(database)).toEqual([name]);
		}

		expect(await readSchema(database)).toEqual(whole);
	});

	test('started by several processes at once run once', async () => {
		const settings = context.newSettings();
		const databases = [await context.open(settings), await context.open(settings), await context.open(settings)];

		const results = await Promise.all(databases.map(async database => migrate(database)));

		expect(results.filter(({length}) => length > 0)).toEqual([names]);
		expect(await migrationStatus(databases[0] ?? context.database)).toMatchObject({schema: 'current', lock: 'free'});
	});

	test('do not touch a schema that a newer program made', async () => {
		const database = await openNew();
		await migrate(database);
		await database.knex('knex_migrations').insert({name: '29990101000000_wonders', batch: 2});

		expect(await migrationStatus(database)).toMatchObject({schema: 'newer'});
		await expect(migrate(database)).rejects.toThrow(DatabaseError);
		await expect(rollback(database)).rejects.toThrow(/newer version/);
		expect(Object.keys(await readSchema(database))).toContain('logs');
	});

	test('say that a lock was left behind, and run once it is freed', async () => {
		const database = await openNew();
		await migrate(database);
		await rollback(database);
		await database.knex('knex_migrations_lock').update({is_locked: 1});

		expect(await migrationStatus(database)).toMatchObject({lock: 'held'});
		await expect(migrate(database)).rejects.toThrow(/was interrupted/);

		await freeMigrationLock(database);
		expect(await migrationStatus(database)).toMatchObject({lock: 'free'});
		expect(await migrate(database)).toEqual(names);
	});

	test('looking at the status changes nothing', async () => {
		const database = await openNew();
		await migrationStatus(database);

		const tables = await rawRows(
			database.knex,
			database.client === 'mysql' ? 'SHOW TABLES' : 'SELECT name FROM sqlite_master',
		);
		expect(tables).toEqual([]);
	});
});

describe('consent', () => {
	const context = useDatabase('mysql');

	test('is needed for a MySQL database that already has tables, whoever made them', async () => {
		const database = await context.open(context.newSettings());
		expect(await migrationStatus(database)).toMatchObject({schema: 'empty', needsConsent: false});

		await database.knex.raw('CREATE TABLE somebody_elses (id INT)');
		expect(await migrationStatus(database)).toMatchObject({schema: 'empty', needsConsent: true});

		await database.knex.raw('CREATE TABLE logs (LOG_ID INT)');
		expect(await migrationStatus(database)).toMatchObject({schema: 'original', needsConsent: true});
	});

	test('is not needed when nothing is pending', async () => {
		expect(await migrationStatus(context.database)).toMatchObject({schema: 'current', needsConsent: false});
	});
});

describe('the list of migrations', () => {
	test('has stamps without extension, growing and unique', () => {
		expect(names.every(name => /^\d{14}_[a-z_]+$/.test(name))).toBe(true);
		expect(names).toEqual([...new Set(names)].sort());
	});
});
