import type {Executor} from '../database.ts';

/** At most these per INSERT: SQLite's variables and MySQL's packet are limited. */
const insertRows = 500;
const insertCharacters = 500_000;

/** Insert rows in their order, in as few statements as the servers take. All or nothing only inside a transaction. */
export async function insertInBatches(
	executor: Executor,
	table: string,
	rows: ReadonlyArray<Readonly<Record<string, unknown>>>,
): Promise<void> {
	let batch: Array<Readonly<Record<string, unknown>>> = [];
	let characters = 0;
	for (const row of rows) {
		const length = Object.values(row).reduce<number>(
			(sum, value) => sum + (typeof value === 'string' ? value.length : 0),
			0,
		);
		if (batch.length > 0 && (batch.length === insertRows || characters + length > insertCharacters)) {
			await executor(table).insert(batch);
			batch = [];
			characters = 0;
		}

		batch.push(row);
		characters += length;
	}

	if (batch.length > 0) {
		await executor(table).insert(batch);
	}
}
