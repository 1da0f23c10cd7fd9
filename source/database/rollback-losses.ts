import {credentials} from '../../migrations/20261124090100_credentials.ts';
import {encryptionKeys} from '../../migrations/20261124090200_encryption_keys.ts';
import {logs} from '../../migrations/20261124090300_logs.ts';
import {requestLog} from '../../migrations/20261124090400_request_log.ts';
import {changeTable, hasTable, type Migration} from '../../migrations/schema-tools.ts';
import type {Database} from './database.ts';
import {Credential} from './models/credential.ts';
import {migrationTable} from './migrate.ts';
import {EncryptionKeyModel} from './models/encryption-key.ts';
import {Log} from './models/log.ts';
import {RequestLog} from './models/request-log.ts';
import {rawRows} from './raw-rows.ts';

/** Rows that a rollback takes along: those of the tables that this program made. Adopted tables keep theirs and count as 0. */
export type RollbackLosses = {
	readonly accounts: number;
	readonly keys: number;
	readonly logs: number;
	readonly requests: number;
};

/** Count what `rollback` would take away now; changes nothing. */
export async function rollbackLosses(database: Database): Promise<RollbackLosses> {
	const {knex} = database;
	const undone = await latestBatch(database);
	const rowsOf = async (table: string, {name}: Migration): Promise<number> => {
		// An adopted table is not written down as ours, and stays; one that an earlier batch made stays, too.
		const made = undone.has(name)
			? await rawRows(knex, `SELECT 1 FROM ${changeTable} WHERE CHANGE_NAME = ?`, [`table:${table}`])
			: [];
		if (made.length === 0 || !(await hasTable(knex, table))) {
			return 0;
		}

		const [answer] = await rawRows<{readonly total: number}>(knex, `SELECT COUNT(*) AS total FROM ${table}`);
		return answer?.total ?? 0;
	};

	return {
		accounts: await rowsOf(Credential.tableName, credentials),
		keys: await rowsOf(EncryptionKeyModel.tableName, encryptionKeys),
		logs: await rowsOf(Log.tableName, logs),
		requests: await rowsOf(RequestLog.tableName, requestLog),
	};
}

/** The names of the migrations that the next rollback undoes. */
async function latestBatch({knex}: Database): Promise<ReadonlySet<string>> {
	if (!(await hasTable(knex, migrationTable)) || !(await hasTable(knex, changeTable))) {
		return new Set();
	}

	const rows = await rawRows<{readonly name: string}>(
		knex,
		`SELECT name FROM ${migrationTable} WHERE batch = (SELECT MAX(batch) FROM ${migrationTable})`,
	);
	return new Set(rows.map(({name}) => name));
}
