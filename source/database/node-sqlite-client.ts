import {DatabaseSync, type SQLInputValue, type StatementSync} from 'node:sqlite';
import {setTimeout as delay} from 'node:timers/promises';
import BetterSqlite3Client, {type QueryObject} from 'knex/lib/dialects/better-sqlite3/index.js';
import {placeOf, toDatabaseError} from './errors.ts';
import {toSqliteTimestamp} from './timestamps.ts';

/** SQLite itself waits this long for another process, and blocks our event loop meanwhile; the rest of the waiting is ours and does not block. */
const busyTimeoutMs = 100;
const busyPauseMs = 25;
/** Together with the two above: about five seconds. */
const busyTries = 40;

/** How much a power cut may take: `relaxed` the last few transactions, `full` nothing that was reported as done. */
export type Durability = 'full' | 'relaxed';

const durabilities = new WeakMap<DatabaseSync, Durability>();
const changeCounters = new WeakMap<BetterSqlite3Client, StatementSync>();

type SqliteTransaction = ReturnType<BetterSqlite3Client['transaction']> & {
	begin: (connection: DatabaseSync) => Promise<unknown>;
	query: (connection: DatabaseSync, sql: string) => Promise<unknown>;
};

/**
Knex over Node's own SQLite, with one connection.

A transaction begins IMMEDIATE: it takes the write lock at once, so that it cannot fail half-way because another process wrote in between.
The configuration's `userParams.place` names the file in errors; a transaction's own configuration may say `durability: 'relaxed'`.
Every error leaves here translated, so no statement and no bound value goes further up.
*/
export class NodeSqliteClient extends BetterSqlite3Client {
	override _driver(): unknown {
		return {DatabaseSync};
	}

	override async acquireRawConnection(): Promise<DatabaseSync> {
		const {filename} = this.connectionSettings as {readonly filename: string};
		const connection = new DatabaseSync(filename, {timeout: busyTimeoutMs});
		try {
			await patiently(() => {
				connection.exec('PRAGMA journal_mode = WAL');
			});
			connection.exec('PRAGMA foreign_keys = ON');
			setDurability(connection, 'full');
			// SQLite's own LIKE and LOWER know the case of ASCII letters only. Log texts are searched in every script. The needle comes in lower case.
			connection.function('contains_text', {deterministic: true}, (haystack, needle) =>
				typeof haystack === 'string' && haystack.toLowerCase().includes(String(needle)) ? 1 : 0,
			);
			changeCounters.set(this, connection.prepare('PRAGMA data_version'));
			return connection;
		} catch (error) {
			connection.close();
			throw error;
		}
	}

	override async destroyRawConnection(connection: DatabaseSync): Promise<void> {
		changeCounters.delete(this);
		connection.close();
	}

	/**
	SQLite's own counter on the one connection: it moves once another connection, of whichever process, has changed anything. Undefined while
	there is no connection.

	Past Knex and its pool, because it is read each second by a program that otherwise sleeps: this way it costs a hundredth. Reading it disturbs
	no transaction.
	*/
	readChangeCounter(): number | undefined {
		try {
			return changeCounters.get(this)?.get()?.['data_version'] as number | undefined;
		} catch (error) {
			throw toDatabaseError(error, placeOf(this.config));
		}
	}

	override async acquireConnection(): Promise<unknown> {
		try {
			return await super.acquireConnection();
		} catch (error) {
			throw toDatabaseError(error, placeOf(this.config));
		}
	}

	override transaction(container: unknown, config: unknown, outerTransaction: unknown): SqliteTransaction {
		const transaction = super.transaction(container, config, outerTransaction) as SqliteTransaction;
		const {durability = 'full'} = (config ?? {}) as {readonly durability?: Durability};
		transaction.begin = async connection => {
			setDurability(connection, durability);
			return transaction.query(connection, 'BEGIN IMMEDIATE;');
		};

		return transaction;
	}

	override async query(connection: unknown, query: unknown): Promise<unknown> {
		try {
			return await super.query(connection, query);
		} catch (error) {
			throw toDatabaseError(error, placeOf(this.config));
		}
	}

	override async _query(connection: unknown, query: QueryObject): Promise<QueryObject> {
		if (!(connection instanceof DatabaseSync)) {
			throw new TypeError('The SQLite client was given something that is no connection.');
		}

		if (!connection.isTransaction && !query.sql.startsWith('BEGIN')) {
			setDurability(connection, 'full');
		}

		return patiently(() => {
			const statement = connection.prepare(query.sql);
			const bindings = (query.bindings ?? []).map(value => toSqliteValue(value));
			if (statement.columns().length > 0) {
				query.response = statement.all(...bindings);
			} else {
				const result = statement.run(...bindings);
				query.response = result;
				query.context = {lastID: result.lastInsertRowid, changes: result.changes};
			}

			return query;
		});
	}
}

Object.assign(NodeSqliteClient.prototype, {driverName: 'node:sqlite'});

/** Has no effect inside a transaction, which is why it is set before one begins. */
function setDurability(connection: DatabaseSync, durability: Durability): void {
	if (durabilities.get(connection) !== durability) {
		connection.exec(`PRAGMA synchronous = ${durability === 'full' ? 'FULL' : 'NORMAL'}`);
		durabilities.set(connection, durability);
	}
}

/** Run a statement, again and again while another process holds the file, pausing without blocking in between. */
async function patiently<T>(work: () => T): Promise<T> {
	for (let tryNumber = 1; ; tryNumber++) {
		try {
			return work();
		} catch (error) {
			if (!isBusy(error) || tryNumber === busyTries) {
				throw error;
			}

			await delay(busyPauseMs);
		}
	}
}

/** SQLITE_BUSY and SQLITE_BUSY_RECOVERY. A stale snapshot (517) stays stale, however long one waits. */
function isBusy(error: unknown): boolean {
	const {errcode} = (error ?? {}) as {readonly errcode?: unknown};
	return errcode === 5 || errcode === 261;
}

function toSqliteValue(value: unknown): SQLInputValue {
	if (value instanceof Date) {
		return toSqliteTimestamp(value);
	}

	if (typeof value === 'boolean') {
		return Number(value);
	}

	if (value === undefined || value === null) {
		return null;
	}

	if (
		typeof value === 'string' ||
		typeof value === 'number' ||
		typeof value === 'bigint' ||
		value instanceof Uint8Array
	) {
		return value;
	}

	throw new TypeError('A value of this kind cannot be stored in SQLite.');
}
