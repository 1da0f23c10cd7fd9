import type {Knex} from 'knex';
import type {Page, PageAnchor} from '../../domain/log-entry.ts';
import {retryRead, type Executor} from '../database.ts';
import {rawRows} from '../raw-rows.ts';
import {wholeSecond} from '../timestamps.ts';
import {toRowId} from './row-id.ts';

/** What the two log tables have in common: rows are only ever added, with growing ids. */
export type LogTable = {
	readonly name: string;
	readonly idColumn: string;
};

/** A condition on rows. A union of branches, each of which an index can answer in the order of ids. */
export type Condition = {
	/** One query per entry, merged by id: `LOG_LEVEL IN (...)` as a whole would be sorted by the server. */
	readonly branches: ReadonlyArray<(query: Knex.QueryBuilder) => void>;
	/** No row outside these ids can match: found by time, through its index. */
	readonly fromId: number | undefined;
	readonly toId: number | undefined;
};

type Direction = 'asc' | 'desc';

const timeColumn = 'SYS_CREATE_DATE_TIME';
/** How many rows may have been written out of the order of their times, by several processes that write in batches. */
const disorder = 5000;
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

/**
The ids between which all rows of a span of time lie, each found in a query of its own (inside the page's query MariaDB takes seconds for it).

Ids follow time closely but not exactly, so the least id is looked for among the first rows of the span, and the greatest among the last.
*/
export async function idsOfSpan(
	executor: Executor,
	table: LogTable,
	span: {readonly since?: Date; readonly until?: Date},
): Promise<Pick<Condition, 'fromId' | 'toId'>> {
	const {since, until} = span;
	const first =
		since === undefined
			? undefined
			: await edgeId(executor, table, 'min', query => {
					query.where(timeColumn, '>=', wholeSecond(since));
				});
	const last =
		until === undefined
			? undefined
			: await edgeId(executor, table, 'max', query => {
					query.where(timeColumn, '<', until).orWhereNull(timeColumn);
				});
	return {
		// Nothing in the span at all: then no id may match.
		fromId: first === null ? Number.MAX_SAFE_INTEGER : first,
		toId: last === null ? -1 : last,
	};
}

/** Rows from `since` (inclusive) until `until` (exclusive), to the millisecond where the row has it. A row without any time is the oldest. */
export function whereInSpan(
	query: Knex.QueryBuilder,
	{since, until}: {readonly since?: Date; readonly until?: Date},
): void {
	if (since !== undefined) {
		void query.whereRaw(`(CREATED_AT_MS >= ? OR (CREATED_AT_MS IS NULL AND ${timeColumn} >= ?))`, [
			since.getTime(),
			since,
		]);
	}

	if (until !== undefined) {
		void query.whereRaw(
			`(CREATED_AT_MS < ? OR (CREATED_AT_MS IS NULL AND (${timeColumn} < ? OR ${timeColumn} IS NULL)))`,
			[until.getTime(), until],
		);
	}
}

/** Rows in which one of the columns contains the text, whatever its case. `%` and `_` are plain characters. */
export function whereContains(query: Knex.QueryBuilder, columns: readonly string[], text: string): void {
	const isSqlite = (query.client as {readonly driverName: string}).driverName === 'node:sqlite';
	const conditions = columns.map(() =>
		isSqlite
			? 'contains_text(??, ?)'
			: // Byte for byte after folding: the collations of an adopted table may take more than case for equal, or be of another character set.
				"CONVERT(LOWER(??) USING utf8mb4) COLLATE utf8mb4_bin LIKE ? ESCAPE '|'",
	);
	const needle = isSqlite ? text.toLowerCase() : `%${escapeLike(text.toLowerCase())}%`;
	void query.whereRaw(
		`(${conditions.join(' OR ')})`,
		columns.flatMap(column => [column, needle]),
	);
}

function escapeLike(text: string): string {
	return text.replaceAll(/[%_|]/g, '|$&');
}

function whereOlderThan(query: Knex.QueryBuilder, before: Date): void {
	void query.whereRaw(`${timeColumn} < ? AND (CREATED_AT_MS IS NULL OR CREATED_AT_MS < ?)`, [before, before.getTime()]);
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

/** `null` when no row matches. */
async function edgeId(
	executor: Executor,
	table: LogTable,
	edge: 'min' | 'max',
	narrow: (query: Knex.QueryBuilder) => void,
): Promise<number | null> {
	const nearest = executor
		.select(table.idColumn)
		.from(table.name)
		.orderBy(timeColumn, edge === 'min' ? 'asc' : 'desc')
		.limit(disorder);
	narrow(nearest);
	const [row] = await retryRead(executor, async () => {
		const rows: Array<{edge: number | null}> = await executor
			.select(executor.raw(`${edge.toUpperCase()}(??) AS edge`, [table.idColumn]))
			.from(nearest.as('nearest'));
		return rows;
	});
	return row?.edge ?? null;
}

/** The instant of a row: to the millisecond where it has that, the original's whole second else, 1970 for a row without any. */
export function createdAt(row: {
	readonly CREATED_AT_MS: number | null;
	readonly SYS_CREATE_DATE_TIME: Date | null;
}): Date {
	return row.CREATED_AT_MS === null ? (row.SYS_CREATE_DATE_TIME ?? new Date(0)) : new Date(row.CREATED_AT_MS);
}
