import {DatabaseSync} from 'node:sqlite';

export type PlainLogRow = {
	readonly level: 'INFO' | 'WARN' | 'ERROR';
	readonly message: string;
	readonly source: string;
};

/**
Write rows into `logs` as a stranger does: another process, no code of this program, only the original's columns.

The file must have been migrated. One transaction, so that they appear at once.
*/
export function insertLogRows(databaseFile: string, rows: readonly PlainLogRow[]): void {
	const database = new DatabaseSync(databaseFile, {timeout: 5000});
	try {
		const insert = database.prepare('INSERT INTO logs (LOG_LEVEL, LOG_MESSAGE, SOURCE_MODULE) VALUES (?, ?, ?)');
		database.exec('BEGIN IMMEDIATE');
		for (const {level, message, source} of rows) {
			insert.run(level, message, source);
		}

		database.exec('COMMIT');
	} finally {
		database.close();
	}
}
