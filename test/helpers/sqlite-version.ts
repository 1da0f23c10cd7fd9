import {DatabaseSync} from 'node:sqlite';

/** The version of the SQLite that Node carries, e.g. `3.53.0`. */
export function sqliteVersion(): string {
	using database = new DatabaseSync(':memory:');
	return String(database.prepare('SELECT sqlite_version() AS version').get()?.['version']);
}
