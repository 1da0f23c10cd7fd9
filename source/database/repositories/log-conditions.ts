import type {Knex} from 'knex';
import {retryRead, type Executor} from '../database.ts';
import {wholeSecond} from '../timestamps.ts';

/** Where the rows of a log are. */
export type LogTable = {
	readonly name: string;
	readonly idColumn: string;
};

/** Adds conditions to a query. */
export type Narrowing = (query: Knex.QueryBuilder) => void;

/** From `since` (inclusive) until `until` (exclusive). */
export type Span = {readonly since?: Date; readonly until?: Date};

/** A condition on rows. A union of branches, each of which an index can answer in the order of ids. */
export type Condition = {
	/** One query per entry, merged by id: `LOG_LEVEL IN (...)` as a whole would be sorted by the server. */
	readonly branches: readonly Narrowing[];
	/** No row outside these ids can match: found by time, through its index. */
	readonly fromId: number | undefined;
	readonly toId: number | undefined;
};

const timeColumn = 'SYS_CREATE_DATE_TIME';
/** How many rows may have been written out of the order of their times, by several processes that write in batches. */
const disorder = 5000;

/**
The ids between which all rows of a span of time lie, each found in a query of its own (inside the page's query MariaDB takes seconds for it).

Ids follow time closely but not exactly, so the least id is looked for among the first rows of the span, and the greatest among the last.
*/
export async function idsOfSpan(
	executor: Executor,
	table: LogTable,
	{since, until}: Span,
): Promise<Pick<Condition, 'fromId' | 'toId'>> {
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

/** Rows with these values in these columns; any value where undefined is asked for. */
export function whereEqual(query: Knex.QueryBuilder, values: Readonly<Record<string, string | undefined>>): void {
	for (const [column, value] of Object.entries(values)) {
		if (value !== undefined) {
			void query.where(column, value);
		}
	}
}

/** Rows of a span of time, to the millisecond where the row has it. A row without any time is the oldest. */
export function whereInSpan(query: Knex.QueryBuilder, {since, until}: Span): void {
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

/** Rows in which one of the columns contains the text, whatever its case; all rows where there is none. `%` and `_` are plain characters. */
export function whereContains(query: Knex.QueryBuilder, columns: readonly string[], text: string | undefined): void {
	if (text === undefined || text === '') {
		return;
	}

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

/** Rows that are surely older. */
export function whereOlderThan(query: Knex.QueryBuilder, before: Date): void {
	void query.whereRaw(`${timeColumn} < ? AND (CREATED_AT_MS IS NULL OR CREATED_AT_MS < ?)`, [before, before.getTime()]);
}

/** The instant of a row: to the millisecond where it has that, the original's whole second else, 1970 for a row without any. */
export function createdAt(row: {
	readonly CREATED_AT_MS: number | null;
	readonly SYS_CREATE_DATE_TIME: Date | null;
}): Date {
	return row.CREATED_AT_MS === null ? (row.SYS_CREATE_DATE_TIME ?? new Date(0)) : new Date(row.CREATED_AT_MS);
}

function escapeLike(text: string): string {
	return text.replaceAll(/[%_|]/g, '|$&');
}

/** `null` when no row matches. */
async function edgeId(
	executor: Executor,
	table: LogTable,
	edge: 'min' | 'max',
	narrow: Narrowing,
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
