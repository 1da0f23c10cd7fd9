import type {Knex} from 'knex';
import {changeTable, dialectOf, forgetChange, recordChange, select, type Migration} from './schema-tools.ts';

const tables: readonly string[] = [
	'MS01_API_Authentication_Credential',
	'SEC01_ENCRYPTION_KEY',
	'logs',
	'MS01_REQUEST_RESPONSE_LOG',
];

type TextColumn = {
	readonly name: string;
	readonly type: string;
	readonly isNullable: string;
	readonly defaultValue: string | null;
	readonly characterSet: string;
	readonly collation: string;
};

type Former = {readonly characterSet: string; readonly collation: string};

/**
Let the text columns of adopted tables hold every script: in a latin1 table the rupee sign is refused, and with it the whole row.

Types stay as they are. Going back, a column gets its former character set again, unless that would lose characters written since.
*/
export const everyScript: Migration = {
	name: '20261124090500_every_script',

	async up(knex) {
		if (dialectOf(knex) === 'sqlite') {
			return;
		}

		for (const table of tables) {
			const columns = await readNarrowColumns(knex, table);
			for (const {name, characterSet, collation} of columns) {
				await recordChange(knex, changeName(table, name), JSON.stringify({characterSet, collation}));
			}

			if (columns.length > 0) {
				const changes = columns.map(column => modify(column, 'utf8mb4', undefined));
				await knex.raw(`ALTER TABLE ${table} ${changes.join(', ')}`);
			}
		}
	},

	async down(knex) {
		if (dialectOf(knex) === 'sqlite') {
			return;
		}

		for (const table of tables) {
			for (const column of await readColumns(knex, table)) {
				const change = changeName(table, column.name);
				const former = await readFormer(knex, change);
				if (former !== undefined) {
					if (await canGoBack(knex, table, column.name, former)) {
						await knex.raw(`ALTER TABLE ${table} ${modify(column, former.characterSet, former.collation)}`);
					}

					await forgetChange(knex, change);
				}
			}
		}
	},
};

function changeName(table: string, column: string): string {
	return `script:${table}.${column}`;
}

async function readColumns(knex: Knex, table: string): Promise<readonly TextColumn[]> {
	return select<TextColumn>(
		knex,
		`SELECT COLUMN_NAME AS name, COLUMN_TYPE AS type, IS_NULLABLE AS isNullable, COLUMN_DEFAULT AS defaultValue,
			CHARACTER_SET_NAME AS characterSet, COLLATION_NAME AS collation
		FROM information_schema.COLUMNS
		WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND DATA_TYPE IN ('char', 'varchar', 'tinytext', 'text', 'mediumtext', 'longtext')
		ORDER BY ORDINAL_POSITION`,
		[table],
	);
}

/** None of the original's text columns has a default; one that has was changed by hand, and is left alone. */
async function readNarrowColumns(knex: Knex, table: string): Promise<readonly TextColumn[]> {
	const columns = await readColumns(knex, table);
	return columns.filter(
		column =>
			column.characterSet !== 'utf8mb4' &&
			(column.defaultValue === null || column.defaultValue.toUpperCase() === 'NULL'),
	);
}

function modify(column: TextColumn, characterSet: string, collation: string | undefined): string {
	return [
		`MODIFY COLUMN ${column.name} ${column.type} CHARACTER SET ${characterSet}`,
		...(collation === undefined ? [] : [`COLLATE ${collation}`]),
		column.isNullable === 'YES' ? 'NULL' : 'NOT NULL',
	].join(' ');
}

async function readFormer(knex: Knex, change: string): Promise<Former | undefined> {
	const [row] = await select<{readonly DETAIL: string | null}>(
		knex,
		`SELECT DETAIL FROM ${changeTable} WHERE CHANGE_NAME = ?`,
		[change],
	);
	const former = JSON.parse(row?.DETAIL ?? 'null') as Former | null;
	return former !== null && isName(former.characterSet) && isName(former.collation) ? former : undefined;
}

function isName(text: string): boolean {
	return /^\w+$/.test(text);
}

async function canGoBack(knex: Knex, table: string, column: string, {characterSet}: Former): Promise<boolean> {
	const lost = await select(
		knex,
		`SELECT 1 FROM ${table}
		WHERE CAST(CONVERT(CONVERT(${column} USING ${characterSet}) USING utf8mb4) AS BINARY) <> CAST(CONVERT(${column} USING utf8mb4) AS BINARY) LIMIT 1`,
	);
	return lost.length === 0;
}
