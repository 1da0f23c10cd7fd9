import type {Knex} from 'knex';

/** The rows of a raw SELECT, which the two drivers wrap differently. `Row` is the caller's promise. */
export async function rawRows<Row>(
	executor: Knex,
	sql: string,
	bindings: readonly Knex.RawBinding[] = [],
): Promise<readonly Row[]> {
	const answer: unknown = await executor.raw(sql, [...bindings]);
	const rows: unknown = Array.isArray(answer) && Array.isArray(answer[0]) ? answer[0] : answer;
	return rows as readonly Row[];
}
