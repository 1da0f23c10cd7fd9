import type {Knex} from 'knex';
import {migrations} from '../../migrations/index.ts';
import {changeTable, hasTable, type Migration} from '../../migrations/schema-tools.ts';
import {DatabaseError} from '../errors.ts';
import type {Database} from './database.ts';
import {Credential} from './models/credential.ts';
import {EncryptionKeyModel} from './models/encryption-key.ts';
import {Log} from './models/log.ts';
import {RequestLog} from './models/request-log.ts';
import {rawRows} from './raw-rows.ts';

/** `MigrationStatus` of the services, and whether a person has to be asked before anything is changed. */
export type DatabaseMigrationStatus = {
	readonly client: 'sqlite' | 'mysql';
	readonly server: string;
	readonly applied: readonly string[];
	readonly pending: readonly string[];
	readonly lock: 'free' | 'held';
	readonly schema: 'empty' | 'original' | 'current' | 'behind' | 'newer';
	/** A MySQL database with tables in it is changed only when a person says so. */
	readonly needsConsent: boolean;
};

/** Where Knex writes down what ran. */
export const migrationTable = 'knex_migrations';
const lockTable = 'knex_migrations_lock';
const originalTables = [Credential.tableName, EncryptionKeyModel.tableName, Log.tableName, RequestLog.tableName];
const lockWaitSeconds = 60;

/** What Knex needs to know; also for its command line. Names carry no extension, so that the bundled program and the sources agree on them. */
export function migrationConfig(client: Database['client']): Knex.MigratorConfig {
	return {
		tableName: migrationTable,
		// MySQL ends a transaction at every change of the schema; there each step is repeatable instead.
		disableTransactions: client === 'mysql',
		migrationSource: {
			// Knex's command line lists what is pending by `file`.
			getMigrations: async () => migrations.map(migration => ({...migration, file: migration.name})),
			getMigrationName: (migration: Migration) => migration.name,
			getMigration: async (migration: Migration) => migration,
		},
	};
}

/** Look at the schema without changing anything. */
export async function migrationStatus(database: Database): Promise<DatabaseMigrationStatus> {
	const {client, knex} = database;
	const applied = (await hasTable(knex, migrationTable)) ? await readApplied(knex) : [];
	const pending = migrations.map(({name}) => name).filter(name => !applied.includes(name));
	const tables = await readTables(database);
	return {
		client,
		server: await database.describeServer(),
		applied,
		pending,
		lock: await readLock(knex),
		schema: schemaOf(applied, pending, tables),
		needsConsent: client === 'mysql' && pending.length > 0 && tables.length > 0,
	};
}

/**
Run what is pending, and return the names, oldest first. Another process that is at it is waited for.

@throws {DatabaseError} when the schema is newer than this program, or an interrupted migration left its lock
*/
export async function migrate(database: Database): Promise<readonly string[]> {
	return alone(database, async knex => {
		const [, names] = (await knex.migrate.latest(migrationConfig(database.client))) as [number, string[]];
		return names;
	});
}

/**
Undo the last batch of migrations, and return the names, newest first. Tables and columns that were there before us stay, with their rows.

@throws {DatabaseError} as `migrate` does
*/
export async function rollback(database: Database): Promise<readonly string[]> {
	return alone(database, async knex => {
		const [, names] = (await knex.migrate.rollback(migrationConfig(database.client))) as [number, string[]];
		return names;
	});
}

/** Remove the lock that an interrupted migration left behind. Only when surely none is running. */
export async function freeMigrationLock(database: Database): Promise<void> {
	await database.knex.migrate.forceFreeMigrationsLock(migrationConfig(database.client));
}

/** Migrate as the only one: Knex's own lock does not cover the making of its tables, and two first starts at once would trip over it. */
async function alone(database: Database, work: (knex: Knex) => Promise<readonly string[]>): Promise<readonly string[]> {
	const guarded = async (knex: Knex): Promise<readonly string[]> => {
		await refuseNewer(knex);
		try {
			return await work(knex);
		} catch (error) {
			throw toLockError(error);
		}
	};

	return database.client === 'sqlite'
		? database.transaction(guarded)
		: database.withoutTimeLimit(async knex => {
				// One connection, so the lock and the work are on the same; it is released even if that connection breaks.
				const lockName = "CONCAT('mstock/', SHA1(DATABASE()))";
				const [answer] = await rawRows<{got: number | null}>(
					knex,
					`SELECT GET_LOCK(${lockName}, ${lockWaitSeconds}) AS got`,
				);
				if (answer?.got !== 1) {
					throw migrationLocked();
				}

				try {
					return await guarded(knex);
				} finally {
					await knex.raw(`DO RELEASE_LOCK(${lockName})`).catch(() => {
						// The connection is gone, and the lock with it.
					});
				}
			});
}

async function refuseNewer(knex: Knex): Promise<void> {
	const applied = (await hasTable(knex, migrationTable)) ? await readApplied(knex) : [];
	if (isNewer(applied)) {
		throw new DatabaseError('The database was made by a newer version of mStock Terminal.', {
			hint: 'Update this program; or choose another database with DB_NAME or DB_FILE.',
		});
	}
}

function toLockError(error: unknown): unknown {
	return error instanceof Error && error.name === 'MigrationLocked' ? migrationLocked() : error;
}

function migrationLocked(): DatabaseError {
	return new DatabaseError('Another process is changing the schema of the database, or was interrupted while it did.', {
		hint: 'Wait a moment. If no other mStock Terminal runs, free the lock: on the Health screen, or with "mstock db migrate --free-lock".',
	});
}

async function readApplied(knex: Knex): Promise<readonly string[]> {
	const rows = await rawRows<{readonly name: string}>(knex, `SELECT name FROM ${migrationTable} ORDER BY id`);
	return rows.map(row => row.name);
}

async function readLock(knex: Knex): Promise<'free' | 'held'> {
	if (!(await hasTable(knex, lockTable))) {
		return 'free';
	}

	const rows = await rawRows(knex, `SELECT 1 FROM ${lockTable} WHERE is_locked <> 0`);
	return rows.length === 0 ? 'free' : 'held';
}

/** The tables of the database, but for Knex's own. */
async function readTables({client, knex}: Database): Promise<readonly string[]> {
	const rows = await rawRows<{readonly name: string}>(
		knex,
		client === 'mysql'
			? 'SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()'
			: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite|_%' ESCAPE '|'",
	);
	return rows.map(row => row.name).filter(name => name !== migrationTable && name !== lockTable);
}

function schemaOf(
	applied: readonly string[],
	pending: readonly string[],
	tables: readonly string[],
): DatabaseMigrationStatus['schema'] {
	if (isNewer(applied)) {
		return 'newer';
	}

	// A server on Windows keeps table names in lower case.
	const names = new Set(tables.map(name => name.toLowerCase()));
	if (applied.length > 0 || names.has(changeTable.toLowerCase())) {
		return pending.length === 0 ? 'current' : 'behind';
	}

	return originalTables.some(name => names.has(name.toLowerCase())) ? 'original' : 'empty';
}

function isNewer(applied: readonly string[]): boolean {
	const known = new Set(migrations.map(({name}) => name));
	return applied.some(name => !known.has(name));
}
