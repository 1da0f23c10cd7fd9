import {closeSync, mkdirSync, openSync} from 'node:fs';
import path from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import knex, {type Knex} from 'knex';
import type {DatabaseSettings} from '../config.ts';
import {DatabaseConnectionError, DatabaseError} from '../errors.ts';
import {isContention, toDatabaseError, type DatabasePlace} from './errors.ts';
import {NodeSqliteClient, type Durability} from './node-sqlite-client.ts';
import {rawRows} from './raw-rows.ts';

/** What every repository function takes first: the database, or the transaction that the caller is in. */
export type Executor = Knex | Knex.Transaction;

export type Database = {
	readonly client: 'sqlite' | 'mysql';
	readonly knex: Knex;
	/**
	Run `work` in one transaction: all of it, or nothing.

	The whole callback runs again, a few times at most, when another process won the race for the same rows: so it must have no effect but on the database,
	and must not swallow an error of one of its statements. `relaxed` may lose the newest rows in a power cut (SQLite only): for log rows.
	*/
	readonly transaction: <T>(
		work: (transaction: Knex.Transaction) => Promise<T>,
		options?: {readonly durability?: Durability},
	) => Promise<T>;
	/** Work that may take minutes, such as a migration of a large table: one connection of its own, without the time limit of a query. */
	readonly withoutTimeLimit: <T>(work: (knex: Knex) => Promise<T>) => Promise<T>;
	/** Name and version of the server, e.g. `MariaDB 10.11.6`, `SQLite 3.53.0`. */
	readonly describeServer: () => Promise<string>;
	/** SQLite only, undefined elsewhere: a number that moves once another connection has changed anything. Belongs to this opening; costs next to nothing. */
	readonly changeCounter: () => number | undefined;
	/** Resolves when the database answers. @throws {DatabaseConnectionError} */
	readonly ping: () => Promise<void>;
	/** Safe to call twice. */
	readonly dispose: () => Promise<void>;
};

export type DatabaseOptions = {
	/** What Knex has to say; without statements and values. */
	readonly log: (level: 'WARN' | 'ERROR' | 'DEBUG', message: string) => void;
	/** How long a query may take on MySQL before it is given up together with its connection. @default 15000 */
	readonly queryTimeoutMs?: number;
};

const transactionTries = 5;
const transactionPauseMs = 20;
const acquireTimeoutMs = 10_000;

/**
Open the database; create it where it is absent (the SQLite file with mode 0600, the MySQL database with utf8mb4). No tables: see `migrate.ts`.

@throws {DatabaseConnectionError} with what to do, when it cannot be reached
*/
export async function openDatabase(settings: DatabaseSettings, options: DatabaseOptions): Promise<Database> {
	const place = toPlace(settings, options.queryTimeoutMs ?? 15_000);
	if (settings.client === 'sqlite') {
		prepareFile(settings.file, place);
	} else {
		const {createMysqlDatabase} = await loadMysql();
		await createMysqlDatabase(settings, place);
	}

	const main = knex(await knexConfig(settings, options, place));
	const database = createDatabase(main, settings, options, place);
	try {
		await database.ping();
		return database;
	} catch (error) {
		await database.dispose();
		throw error;
	}
}

/** The settings for Knex; also those of the Knex command line. */
export async function knexConfig(
	settings: DatabaseSettings,
	options: Pick<DatabaseOptions, 'log'>,
	place: DatabasePlace = toPlace(settings),
): Promise<Knex.Config> {
	const common: Knex.Config & {readonly userParams: {readonly place: DatabasePlace}} = {
		compileSqlOnError: false,
		userParams: {place},
		acquireConnectionTimeout: acquireTimeoutMs,
		log: {
			enableColors: false,
			warn: (message: unknown) => {
				options.log('WARN', firstLine(message));
			},
			error: (message: unknown) => {
				options.log('ERROR', firstLine(message));
			},
			debug: (message: unknown) => {
				options.log('DEBUG', firstLine(message));
			},
			deprecate: (method, alternative) => {
				options.log('DEBUG', `${method} is deprecated in Knex; use ${alternative}.`);
			},
		},
	};
	if (settings.client === 'sqlite') {
		return {
			...common,
			client: NodeSqliteClient,
			useNullAsDefault: true,
			connection: {filename: settings.file},
			// The one connection stays, so there is none to look for each second.
			pool: {min: 1, max: 1, reapIntervalMillis: 10 * 60_000},
		};
	}

	const {mysqlConfig} = await loadMysql();
	return {...common, ...mysqlConfig(settings)};
}

/** The driver is a megabyte of source that the embedded database never needs. */
async function loadMysql() {
	return import('./mysql.ts');
}

function createDatabase(
	main: Knex,
	settings: DatabaseSettings,
	options: DatabaseOptions,
	place: DatabasePlace,
): Database {
	let disposal: Promise<void> | undefined;
	return {
		client: settings.client,
		knex: main,
		transaction: (work, {durability = 'full'} = {}) => transactWithRetry(main, work, durability),
		async withoutTimeLimit(work) {
			if (settings.client === 'sqlite') {
				return work(main);
			}

			const config = await knexConfig(settings, options, {...place, queryTimeoutMs: undefined});
			const patient = knex({...config, pool: {...config.pool, max: 1}});
			try {
				return await work(patient);
			} finally {
				await patient.destroy();
			}
		},
		async describeServer() {
			const sql = settings.client === 'sqlite' ? 'SELECT sqlite_version() AS version' : 'SELECT VERSION() AS version';
			const rows = await retryRead(main, () => rawRows<{version: string}>(main, sql));
			return serverName(settings.client, rows[0]?.version ?? '');
		},
		changeCounter: () => (main.client instanceof NodeSqliteClient ? main.client.readChangeCounter() : undefined),
		async ping() {
			await retryRead(main, () => rawRows(main, 'SELECT 1 AS one'));
		},
		async dispose() {
			disposal ??= main.destroy();
			await disposal;
		},
	};
}

/**
Read once more when the connection turned out to be lost. Inside a transaction nothing is read again: what came before is lost with it.
Never for anything that writes.
*/
export async function retryRead<T>(executor: Executor, read: () => Promise<T>): Promise<T> {
	try {
		return await read();
	} catch (error) {
		if (executor.isTransaction === true || !(error instanceof DatabaseConnectionError) || !error.isRetryable) {
			throw error;
		}

		return read();
	}
}

async function transactWithRetry<T>(
	main: Knex,
	work: (transaction: Knex.Transaction) => Promise<T>,
	durability: Durability,
): Promise<T> {
	for (let tryNumber = 1; ; tryNumber++) {
		try {
			return await transactOnce(main, work, durability);
		} catch (error) {
			if (!isContention(error) || tryNumber === transactionTries) {
				throw error;
			}

			await delay(transactionPauseMs * 2 ** tryNumber);
		}
	}
}

async function transactOnce<T>(
	main: Knex,
	work: (transaction: Knex.Transaction) => Promise<T>,
	durability: Durability,
): Promise<T> {
	// When the connection is gone the rollback fails, too, and Knex reports that failure: the first one is the one that tells.
	let failure: {readonly error: unknown} | undefined;
	try {
		return await main.transaction(
			async transaction => {
				if (transaction.isCompleted()) {
					// BEGIN failed, and Knex calls back all the same; what it has to say follows.
					throw new DatabaseError('The transaction could not begin.');
				}

				try {
					return await work(transaction);
				} catch (error) {
					failure = {error};
					throw error;
				}
			},
			// Knex hands on what it does not know; our SQLite client knows it.
			{durability} as Knex.TransactionConfig,
		);
	} catch (error) {
		throw failure === undefined ? error : failure.error;
	}
}

function prepareFile(file: string, place: DatabasePlace): void {
	if (file === ':memory:') {
		return;
	}

	try {
		mkdirSync(path.dirname(file), {recursive: true, mode: 0o700});
		// SQLite gives its side files the mode of the main one.
		closeSync(openSync(file, 'a', 0o600));
	} catch {
		// Why exactly matters less than which file: say what SQLite would have said.
		throw toDatabaseError({errcode: 14}, place);
	}
}

function toPlace(settings: DatabaseSettings, queryTimeoutMs?: number): DatabasePlace {
	return settings.client === 'sqlite'
		? {client: 'sqlite', name: settings.file}
		: {
				client: 'mysql',
				name: `${settings.user}@${settings.host}:${settings.port}/${settings.database}`,
				queryTimeoutMs,
			};
}

function serverName(client: Database['client'], version: string): string {
	if (client === 'sqlite') {
		return `SQLite ${version}`;
	}

	return `${version.includes('MariaDB') ? 'MariaDB' : 'MySQL'} ${version.replace(/-.*$/, '')}`;
}

/** Knex prints stacks; the log wants a line. */
function firstLine(message: unknown): string {
	return String(message).split('\n', 1)[0]?.slice(0, 300) ?? '';
}
