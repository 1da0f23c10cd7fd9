import type {Knex} from 'knex';
import {tableBody, type ColumnDefinition, type Dialect} from './columns.ts';

/**
What the migrations are made of: small steps that can be repeated, because MySQL cannot roll a change of the schema back.

Everything that a step makes is written down first, in `MS01_SCHEMA_CHANGE`. What is there already and is not written down was made by someone else:
by the original system, whose database is adopted in place. `down` takes away only what is written down.
*/

export type Migration = {
	/** A stamp and a title, without extension: the name in `knex_migrations`. */
	readonly name: string;
	readonly up: (knex: Knex) => Promise<void>;
	readonly down: (knex: Knex) => Promise<void>;
};

export const changeTable = 'MS01_SCHEMA_CHANGE';

export function dialectOf(knex: Knex): Dialect {
	return (knex.client as {readonly dialect: string}).dialect === 'mysql' ? 'mysql' : 'sqlite';
}

/** The rows of a raw SELECT, which the two drivers wrap differently. */
export async function select<Row>(knex: Knex, sql: string, bindings: readonly string[] = []): Promise<readonly Row[]> {
	const answer: unknown = await knex.raw(sql, [...bindings]);
	const rows: unknown = Array.isArray(answer) && Array.isArray(answer[0]) ? answer[0] : answer;
	return rows as readonly Row[];
}

export async function hasTable(knex: Knex, table: string): Promise<boolean> {
	const rows = await select(
		knex,
		dialectOf(knex) === 'mysql'
			? 'SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?'
			: "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?",
		[table],
	);
	return rows.length > 0;
}

export async function hasColumn(knex: Knex, table: string, column: string): Promise<boolean> {
	const rows = await select(
		knex,
		dialectOf(knex) === 'mysql'
			? 'SELECT 1 FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND COLUMN_NAME = ?'
			: 'SELECT 1 FROM pragma_table_info(?) WHERE LOWER(name) = LOWER(?)',
		[table, column],
	);
	return rows.length > 0;
}

async function hasIndex(knex: Knex, table: string, index: string): Promise<boolean> {
	const rows = await select(
		knex,
		dialectOf(knex) === 'mysql'
			? 'SELECT 1 FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND INDEX_NAME = ?'
			: "SELECT 1 FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND name = ?",
		[table, index],
	);
	return rows.length > 0;
}

/** Write down that we are about to make something. Before, not after: a crash in between must not make it look adopted. */
export async function recordChange(knex: Knex, change: string, detail: string | null = null): Promise<void> {
	const known = await knex(changeTable).where('CHANGE_NAME', change).first<{CHANGE_NAME: string} | undefined>();
	if (known === undefined) {
		await knex(changeTable).insert({CHANGE_NAME: change, DETAIL: detail});
	}
}

/** Whether we made it; forgotten by `forgetChange` once it is undone. */
async function isOurs(knex: Knex, change: string): Promise<boolean> {
	const known = await knex(changeTable).where('CHANGE_NAME', change).first<{CHANGE_NAME: string} | undefined>();
	return known !== undefined;
}

export async function forgetChange(knex: Knex, change: string): Promise<void> {
	await knex(changeTable).where('CHANGE_NAME', change).delete();
}

/** Make a table unless it is there. */
async function createTable(knex: Knex, table: string, columns: readonly ColumnDefinition[]): Promise<void> {
	if (await hasTable(knex, table)) {
		return;
	}

	const dialect = dialectOf(knex);
	await recordChange(knex, `table:${table}`);
	// MariaDB 10.11's own default is latin1, which has no rupee sign.
	const ending = dialect === 'mysql' ? ' ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4' : '';
	await knex.raw(`CREATE TABLE ${table} (${tableBody(columns, dialect)})${ending}`);
}

async function dropTable(knex: Knex, table: string): Promise<void> {
	const change = `table:${table}`;
	if (await isOurs(knex, change)) {
		await knex.raw(`DROP TABLE IF EXISTS ${table}`);
		await forgetChange(knex, change);
	}
}

/** Add the columns that are missing, one statement each. They must allow NULL: other programs write rows without them. */
export async function addColumns(knex: Knex, table: string, columns: readonly ColumnDefinition[]): Promise<void> {
	for (const {name, type} of columns) {
		if (!(await hasColumn(knex, table, name))) {
			await recordChange(knex, `column:${table}.${name}`);
			await knex.raw(`ALTER TABLE ${table} ADD COLUMN ${name} ${type[dialectOf(knex)]}`);
		}
	}
}

export async function dropColumns(knex: Knex, table: string, columns: readonly ColumnDefinition[]): Promise<void> {
	for (const {name} of [...columns].reverse()) {
		const change = `column:${table}.${name}`;
		if (await isOurs(knex, change)) {
			if (await hasColumn(knex, table, name)) {
				await knex.raw(`ALTER TABLE ${table} DROP COLUMN ${name}`);
			}

			await forgetChange(knex, change);
		}
	}
}

export type OriginalTable = {
	/** Of the migration. */
	readonly name: string;
	readonly table: string;
	/** What a table begins with that we make ourselves. */
	readonly columns: readonly ColumnDefinition[];
	/** What is added after that, be the table ours or adopted, where it is missing. */
	readonly added: readonly ColumnDefinition[];
};

/** The migration for a table of the original: made, or adopted as it is, with the columns that it lacks. */
export function adoptTable({name, table, columns, added}: OriginalTable): Migration {
	return {
		name,

		async up(knex) {
			await createTable(knex, table, columns);
			await addColumns(knex, table, added);
		},

		async down(knex) {
			await dropColumns(knex, table, added);
			await dropTable(knex, table);
		},
	};
}

export type IndexDefinition = {
	/** Unique in the whole database, as SQLite wants it. */
	readonly name: string;
	readonly table: string;
	readonly columns: readonly string[];
	readonly isUnique?: boolean;
};

export async function addIndex(knex: Knex, {name, table, columns, isUnique = false}: IndexDefinition): Promise<void> {
	if (!(await hasIndex(knex, table, name))) {
		await recordChange(knex, `index:${table}.${name}`);
		await knex.raw(`CREATE ${isUnique ? 'UNIQUE ' : ''}INDEX ${name} ON ${table} (${columns.join(', ')})`);
	}
}

export async function dropIndex(knex: Knex, {name, table}: IndexDefinition): Promise<void> {
	const change = `index:${table}.${name}`;
	if (await isOurs(knex, change)) {
		if (await hasIndex(knex, table, name)) {
			await knex.raw(dialectOf(knex) === 'mysql' ? `DROP INDEX ${name} ON ${table}` : `DROP INDEX ${name}`);
		}

		await forgetChange(knex, change);
	}
}
