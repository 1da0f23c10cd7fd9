import {randomBytes} from 'node:crypto';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import mysql from 'mysql2/promise';
import {afterAll, beforeAll, beforeEach, describe, inject} from 'vitest';
import type {DatabaseSettings} from '../../source/config.ts';
import {openDatabase, type Database} from '../../source/database/database.ts';
import {migrate} from '../../source/database/migrate.ts';
import {Secret} from '../../source/domain/secret.ts';

export type MysqlTestSettings = Extract<DatabaseSettings, {readonly client: 'mysql'}>;

/** A database for the tests of one `describeDatabases`. Usable inside tests and hooks, not while they are being defined. */
export type TestDatabase = {
	readonly client: 'sqlite' | 'mysql';
	/** Open, migrated, and empty before the first test. */
	readonly database: Database;
	/** Its settings, to open it once more. */
	readonly settings: DatabaseSettings;
	/** The settings of another, new database that does not exist yet; removed at the end, whoever creates it. */
	readonly newSettings: () => DatabaseSettings;
	/** Open a database and close it at the end of the block. */
	readonly open: (settings: DatabaseSettings) => Promise<Database>;
	/** Delete every row of every table. */
	readonly clear: () => Promise<void>;
};

/**
Run the same tests on SQLite and on the suite's MySQL-compatible server, each block with a fresh database of its own.

The numbers of tests per database are printed at the end of the suite; see `database-count-reporter.ts`.
*/
export function describeDatabases(title: string, define: (context: TestDatabase) => void): void {
	for (const client of ['sqlite', 'mysql'] as const) {
		describe(`${title} (${client === 'sqlite' ? 'SQLite' : 'MySQL'})`, () => {
			beforeEach(({task}) => {
				task.meta.dialect = client;
			});
			define(useDatabase(client));
		});
	}
}

/** The database part of a `describe`, for tests that make sense on one of the two only. */
export function useDatabase(client: 'sqlite' | 'mysql'): TestDatabase {
	let folder: string | undefined;
	let main: {readonly database: Database; readonly settings: DatabaseSettings} | undefined;
	const opened: Database[] = [];
	const names: string[] = [];

	const newSettings = (): DatabaseSettings => {
		const name = `mstock_test_${process.pid}_${randomBytes(5).toString('hex')}`;
		if (client === 'mysql') {
			names.push(name);
			return mysqlSettings(name);
		}

		return {client, file: path.join(folder ?? '', `${name}.sqlite`)};
	};

	const open = async (settings: DatabaseSettings): Promise<Database> => {
		const database = await openDatabase(settings, {log: () => {}});
		opened.push(database);
		return database;
	};

	const present = () => {
		if (main === undefined) {
			throw new Error('The test database is there inside tests and hooks only.');
		}

		return main;
	};

	beforeAll(async () => {
		folder = await mkdtemp(path.join(tmpdir(), 'mstock-database-'));
		const settings = newSettings();
		const database = await open(settings);
		await migrate(database);
		main = {database, settings};
	});

	afterAll(async () => {
		await Promise.all(opened.map(database => database.dispose()));
		await dropMysqlDatabases(names);
		await rm(folder ?? '', {recursive: true, force: true});
	});

	return {
		client,
		get database() {
			return present().database;
		},
		get settings() {
			return present().settings;
		},
		newSettings,
		open,
		async clear() {
			const {knex} = present().database;
			for (const table of [
				'MS01_API_Authentication_Credential',
				'SEC01_ENCRYPTION_KEY',
				'logs',
				'MS01_REQUEST_RESPONSE_LOG',
			]) {
				await knex(table).delete();
			}
		},
	};
}

/** The suite's server, with a database of this name, which need not exist. */
export function mysqlSettings(database: string): MysqlTestSettings {
	const url = new URL(inject('mysqlUrl'));
	return {
		client: 'mysql',
		host: url.hostname,
		port: Number(url.port === '' ? '3306' : url.port),
		user: decodeURIComponent(url.username),
		password: new Secret(decodeURIComponent(url.password)),
		database,
		ssl: 'off',
	};
}

async function dropMysqlDatabases(names: readonly string[]): Promise<void> {
	if (names.length > 0) {
		const connection = await mysql.createConnection(inject('mysqlUrl'));
		for (const name of names) {
			await connection.query(`DROP DATABASE IF EXISTS \`${name}\``);
		}

		await connection.end();
	}
}
