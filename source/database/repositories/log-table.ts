import type {Knex} from 'knex';
import type {Model, ModelClass} from 'objection';
import type {Page, PageAnchor} from '../../domain/log-entry.ts';
import {retryRead, type Executor} from '../database.ts';
import {rawRows} from '../raw-rows.ts';
import {wholeSecond} from '../timestamps.ts';
import {countOf} from './count-of.ts';
import {insertInBatches} from './insert-in-batches.ts';
import {countRows, readPage, type CappedCount} from './key-paging.ts';
import {idsOfSpan, whereInSpan, whereOlderThan, type Condition, type Narrowing, type Span} from './log-conditions.ts';

/** Where one of the two log tables differs from the other. */
export type LogTableDefinition<Row extends Model, Entry, Filter extends Span> = {
	readonly model: ModelClass<Row> & {readonly idColumn: string};
	/** What a filter asks for besides its span of time; see `Condition`. */
	readonly branchesOf: (filter: Filter) => readonly Narrowing[];
	readonly toEntry: (row: Row) => Entry;
};

/** What can be done with the rows of a log table, which are only ever added, with growing ids. */
export type LogTableVerbs<NewRow, Entry, Filter> = {
	/** Add rows, in their order. Use a transaction for all or nothing. @throws {ValidationError} when a text does not fit */
	readonly insert: (executor: Executor, rows: readonly NewRow[]) => Promise<void>;
	/** One page of matching rows, oldest first. `since` is inclusive, `until` exclusive. */
	readonly readPage: (executor: Executor, filter: Filter, anchor: PageAnchor, limit: number) => Promise<Page<Entry>>;
	/** How many rows match, counting no further than `cap`. */
	readonly count: (executor: Executor, filter: Filter, cap: number) => Promise<CappedCount>;
	/** The id of the newest row; undefined when there is none. Cheap enough to ask ten times a second. */
	readonly newestId: (executor: Executor) => Promise<string | undefined>;
	/** The different values of an indexed column, in order, in one step of the index per value instead of one per row. */
	readonly distinctValues: (executor: Executor, column: string) => Promise<readonly string[]>;
	/** How many rows are older than this. Rows of the original that carry no time are not counted, nor ever cleaned away. */
	readonly countOlderThan: (executor: Executor, before: Date) => Promise<number>;
	/**
	Delete one batch of them by their primary keys, so that locks are few and short.

	@returns how many went; fewer than `batchSize` means that none is left
	*/
	readonly deleteOlderThan: (executor: Executor, before: Date, batchSize: number) => Promise<number>;
};

/** The one mechanism of both log tables: paging by key, counting, watching the tail, cleaning away by age. */
export function createLogTable<
	Row extends Model,
	NewRow extends {readonly CREATED_AT_MS: number},
	Entry,
	Filter extends Span,
>({model, branchesOf, toEntry}: LogTableDefinition<Row, Entry, Filter>): LogTableVerbs<NewRow, Entry, Filter> {
	const table = {name: model.tableName, idColumn: model.idColumn};

	const toCondition = async (executor: Executor, filter: Filter): Promise<Condition> => ({
		...(await idsOfSpan(executor, table, filter)),
		branches: branchesOf(filter).map(narrow => query => {
			narrow(query);
			whereInSpan(query, filter);
		}),
	});

	const olderThan = (executor: Executor, before: Date): Knex.QueryBuilder =>
		executor(table.name).where(query => {
			whereOlderThan(query, before);
		});

	return {
		async insert(executor, rows) {
			await insertInBatches(
				executor,
				table.name,
				rows.map(row => ({
					...model.fromJson(row).$toDatabaseJson(),
					SYS_CREATE_DATE_TIME: wholeSecond(new Date(row.CREATED_AT_MS)),
				})),
			);
		},

		async readPage(executor, filter, anchor, limit) {
			const condition = await toCondition(executor, filter);
			const page = await readPage<object>(executor, table, condition, anchor, limit);
			return {...page, rows: page.rows.map(stored => toEntry(model.fromDatabaseJson(stored)))};
		},

		async count(executor, filter, cap) {
			return countRows(executor, table, await toCondition(executor, filter), cap);
		},

		async newestId(executor) {
			const newest = await retryRead(executor, async () => {
				const [row]: Array<{newest: number | null}> = await executor(table.name).max({newest: table.idColumn});
				return row?.newest;
			});
			return newest === null || newest === undefined ? undefined : String(newest);
		},

		async distinctValues(executor, column) {
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
		},

		async countOlderThan(executor, before) {
			return countOf(executor, olderThan(executor, before));
		},

		async deleteOlderThan(executor, before, batchSize) {
			const rows: Array<Record<string, unknown>> = await olderThan(executor, before)
				.select(table.idColumn)
				.limit(batchSize);
			const ids = rows.map(row => Number(row[table.idColumn]));
			return ids.length === 0 ? 0 : executor(table.name).whereIn(table.idColumn, ids).delete();
		},
	};
}
