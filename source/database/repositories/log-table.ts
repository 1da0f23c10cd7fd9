import type {Knex} from 'knex';
import type {Page, PageAnchor} from '../../domain/log-entry.ts';
import {retryRead, type Executor} from '../database.ts';
import {rawRows} from '../raw-rows.ts';
import {whereOlderThan, type Condition, type LogTable} from './log-conditions.ts';
import {toRowId} from './row-id.ts';

type Direction = 'asc' | 'desc';

/** At most these per INSERT: SQLite's variables and MySQL's packet are limited. */
const insertRows = 500;
const insertCharacters = 500_000;

/**
Read one page, oldest row first. Pages go by key, never by offset: the first page of ten million rows costs as much as the last.

Ids first in a derived table, then the rows: otherwise MariaDB walks the wrong index for seconds.
*/
export async function readPage<Row>(
	executor: Executor,
	table: LogTable,
	condition: Condition,
	anchor: PageAnchor,
	limit: number,
): Promise<Page<Row>> {
	const direction: Direction = anchor.from === 'tail' || anchor.from === 'before' ? 'desc' : 'asc';
	const anchorId = anchor.from === 'before' || anchor.from === 'after' ? toRowId(anchor.id) : undefined;
	const ids = idQuery(executor, table, condition, direction, limit + 1, anchorId);
	return retryRead(executor, async () => {
		const found: unknown[] = await executor
			.select('entry.*')
			.from(ids.as('page'))
			.join({entry: table.name}, `entry.${table.idColumn}`, `page.${table.idColumn}`)
			.orderBy(`page.${table.idColumn}`, direction);
		const hasMore = found.length > limit;
		const rows = found.slice(0, limit) as Row[];
		const isBehindMore =
			anchorId !== undefined && (await hasRowBeyond(executor, table, condition, anchorId, direction));
		return direction === 'desc'
			? {rows: rows.reverse(), hasOlder: hasMore, hasNewer: isBehindMore}
			: {rows, hasOlder: isBehindMore, hasNewer: hasMore};
	});
}

/** Count matching rows, at most `cap` of them. */
export async function countRows(
	executor: Executor,
	table: LogTable,
	condition: Condition,
	cap: number,
): Promise<{readonly count: number; readonly isCapped: boolean}> {
	const ids = idQuery(executor, table, condition, 'desc', cap + 1);
	const [row] = await retryRead(executor, async () => {
		const rows: Array<{total: number}> = await executor.count({total: '*'}).from(ids.as('matching'));
		return rows;
	});
	const total = row?.total ?? 0;
	return {count: Math.min(total, cap), isCapped: total > cap};
}

/** The id of the newest row; undefined in an empty table. */
export async function newestId(executor: Executor, table: LogTable): Promise<string | undefined> {
	const [row] = await retryRead(executor, async () => {
		const rows: Array<{newest: number | null}> = await executor(table.name).max({newest: table.idColumn});
		return rows;
	});
	return row?.newest === null || row?.newest === undefined ? undefined : String(row.newest);
}

/** The different values of an indexed column, in order, in one step of the index per value instead of one per row. */
export async function distinctValues(executor: Executor, table: LogTable, column: string): Promise<readonly string[]> {
	const rows = await retryRead(executor, () =>
		rawRows<{readonly value: string}>(
			executor,
			`WITH RECURSIVE steps (value) AS (
				SELECT MIN(${column}) FROM ${table.name}
				UNION ALL
				SELECT (SELECT MIN(${column}) FROM ${table.name} WHERE ${column} > steps.value) FROM steps WHERE steps.value IS NOT NULL
			)
			SELECT value FROM steps WHERE value IS NOT NULL`,
		),
	);
	return rows.map(row => row.value);
}

/** Count the rows that are surely older; a row of the original without a time is not. */
export async function countOlderThan(executor: Executor, table: LogTable, before: Date): Promise<number> {
	const [row] = await retryRead(executor, async () => {
		const rows: Array<{total: number}> = await executor(table.name)
			.where(query => {
				whereOlderThan(query, before);
			})
			.count({total: '*'});
		return rows;
	});
	return row?.total ?? 0;
}

/** Delete at most `batchSize` such rows by their primary keys, so that locks are few and short. @returns how many went */
export async function deleteOlderThan(
	executor: Executor,
	table: LogTable,
	before: Date,
	batchSize: number,
): Promise<number> {
	const rows: Array<Record<string, unknown>> = await executor(table.name)
		.select(table.idColumn)
		.where(query => {
			whereOlderThan(query, before);
		})
		.limit(batchSize);
	const ids = rows.map(row => Number(row[table.idColumn]));
	return ids.length === 0 ? 0 : executor(table.name).whereIn(table.idColumn, ids).delete();
}

/** Insert rows in their order, in as few statements as the servers take. All or nothing only inside a transaction. */
export async function insertInBatches(
	executor: Executor,
	table: LogTable,
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
			await executor(table.name).insert(batch);
			batch = [];
			characters = 0;
		}

		batch.push(row);
		characters += length;
	}

	if (batch.length > 0) {
		await executor(table.name).insert(batch);
	}
}

function idQuery(
	executor: Executor,
	table: LogTable,
	condition: Condition,
	direction: Direction,
	limit: number,
	beyondId?: number,
): Knex.QueryBuilder {
	const {idColumn} = table;
	const branches = condition.branches.map((narrow, index) => {
		const branch = executor.select(idColumn).from(table.name).orderBy(idColumn, direction).limit(limit);
		narrow(branch);
		if (condition.fromId !== undefined) {
			branch.where(idColumn, '>=', condition.fromId);
		}

		if (condition.toId !== undefined) {
			branch.where(idColumn, '<=', condition.toId);
		}

		if (beyondId !== undefined) {
			branch.where(idColumn, direction === 'desc' ? '<' : '>', beyondId);
		}

		// Wrapped, because neither server takes ORDER BY and LIMIT in a bare branch of a UNION.
		return executor.select(idColumn).from(branch.as(`branch_${index}`));
	});
	const [only, ...others] = branches;
	if (only === undefined) {
		return executor.select(idColumn).from(table.name).whereRaw('1 = 0');
	}

	return others.length === 0
		? only
		: executor.select(idColumn).from(only.unionAll(others).as('merged')).orderBy(idColumn, direction).limit(limit);
}

/** Whether a row matches on the side of `anchorId` that the page does not cover, the anchor itself included. */
async function hasRowBeyond(
	executor: Executor,
	table: LogTable,
	condition: Condition,
	anchorId: number,
	direction: Direction,
): Promise<boolean> {
	const other: Direction = direction === 'desc' ? 'asc' : 'desc';
	const rows: unknown[] = await idQuery(
		executor,
		table,
		condition,
		other,
		1,
		direction === 'desc' ? anchorId - 1 : anchorId + 1,
	);
	return rows.length > 0;
}
