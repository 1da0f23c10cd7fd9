import type {Knex} from 'knex';
import type {ColumnDefinition} from './columns.ts';
import {
	addColumns,
	addIndex,
	dropColumns,
	dropIndex,
	select,
	type IndexDefinition,
	type Migration,
} from './schema-tools.ts';

const table = 'MS01_API_Authentication_Credential';
const rowsPerUpdate = 500;

const column: ColumnDefinition = {
	name: 'ACCOUNT_KEY',
	type: {
		// Compared byte for byte: the key is folded already, and no collation may find more equal than that.
		mysql: 'VARCHAR(120) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL',
		sqlite: 'VARCHAR(120) NULL',
	},
};

const index: IndexDefinition = {name: 'MS01_ACCOUNT_KEY_UNIQUE', table, columns: ['ACCOUNT_KEY'], isUnique: true};

type Row = {
	readonly id: number;
	readonly userId: string;
	readonly apiKeyType: string;
	readonly accountKey: string | null;
};

/** One account per user id and key type. Of adopted duplicates the first has the key, and the others none: all are kept, and the person chooses. */
export const accountKeys: Migration = {
	name: '20261124090700_account_keys',

	async up(knex) {
		await addColumns(knex, table, [column]);
		await fill(knex);
		await addIndex(knex, index);
	},

	async down(knex) {
		await dropIndex(knex, index);
		await dropColumns(knex, table, [column]);
	},
};

/** The rule of `accountKey` in domain/account.ts as it was when this migration was written: a migration does the same for ever. */
function toAccountKey({userId, apiKeyType}: Row): string {
	return `${userId.trim().toLowerCase()}/${apiKeyType}`;
}

async function fill(knex: Knex): Promise<void> {
	const rows = await select<Row>(
		knex,
		`SELECT CUST_SEQ_ID AS id, M_STOCK_USER_ID AS userId, M_STOCK_API_KEY_TYPE AS apiKeyType, ACCOUNT_KEY AS accountKey
		FROM ${table} ORDER BY CUST_SEQ_ID`,
	);
	const taken = new Set(rows.map(row => row.accountKey).filter(key => key !== null));
	const missing: Array<readonly [id: number, key: string]> = [];
	for (const row of rows) {
		const key = toAccountKey(row);
		if (row.accountKey === null && !taken.has(key)) {
			taken.add(key);
			missing.push([row.id, key]);
		}
	}

	for (let start = 0; start < missing.length; start += rowsPerUpdate) {
		const batch = missing.slice(start, start + rowsPerUpdate);
		// The time of the last change is set to itself, or MySQL would take this for a change by a person.
		await knex.raw(
			`UPDATE ${table} SET SYS_UPDATE_DATE_TIME = SYS_UPDATE_DATE_TIME,
				ACCOUNT_KEY = CASE CUST_SEQ_ID ${batch.map(() => 'WHEN ? THEN ?').join(' ')} END
			WHERE CUST_SEQ_ID IN (${batch.map(() => '?').join(', ')})`,
			[...batch.flat(), ...batch.map(([id]) => id)],
		);
	}
}
