import type {Knex} from 'knex';
import type {Page, PageAnchor} from '../../domain/log-entry.ts';
import {retryRead, type Executor} from '../database.ts';
import {countOf} from './count-of.ts';
import type {Condition, LogTable} from './log-conditions.ts';
import {toRowId} from './row-id.ts';

type Direction = 'asc' | 'desc';

/** `count` rows, or at least so many where counting ended early. */
export type CappedCount = {readonly count: number; readonly isCapped: boolean};

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
): Promise<CappedCount> {
	const ids = idQuery(executor, table, condition, 'desc', cap + 1);
	const total = await countOf(executor, executor.from(ids.as('matching')));
	return {count: Math.min(total, cap), isCapped: total > cap};
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
