import type {Database} from '../../source/database/database.ts';
import {rawRows} from '../../source/database/raw-rows.ts';

export type TableSchema = {
	readonly columns: ReadonlyArray<Readonly<Record<string, unknown>> & {readonly name: string}>;
	readonly indexes: readonly unknown[];
};

/** Everything that can be said about the tables of a database, but for Knex's own: to compare before and after. */
export async function readSchema({client, knex}: Database): Promise<Readonly<Record<string, TableSchema>>> {
	const tables = await rawRows<{readonly name: string}>(
		knex,
		client === 'mysql'
			? `SELECT TABLE_NAME AS name FROM information_schema.TABLES
				WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME NOT LIKE 'knex|_%' ESCAPE '|' ORDER BY TABLE_NAME`
			: `SELECT name FROM sqlite_master WHERE type = 'table'
				AND name NOT LIKE 'knex|_%' ESCAPE '|' AND name NOT LIKE 'sqlite|_%' ESCAPE '|' ORDER BY name`,
	);
	const entries: Array<readonly [string, TableSchema]> = [];
	for (const {name} of tables) {
		const columns = await rawRows<{readonly name: string}>(
			knex,
			client === 'mysql'
				? `SELECT COLUMN_NAME AS name, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, EXTRA, CHARACTER_SET_NAME, COLLATION_NAME
					FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION`
				: 'SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info(?) ORDER BY cid',
			[name],
		);
		const indexes = await rawRows(
			knex,
			client === 'mysql'
				? `SELECT INDEX_NAME, COLUMN_NAME, SEQ_IN_INDEX, NON_UNIQUE FROM information_schema.STATISTICS
					WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? ORDER BY INDEX_NAME, SEQ_IN_INDEX`
				: "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? ORDER BY name",
			[name],
		);
		entries.push([
			name,
			{columns: columns.map(column => ({...column})), indexes: indexes.map(index => ({...(index as object)}))},
		]);
	}

	return Object.fromEntries(entries);
}
