import type {Page, PageAnchor, RequestEntry, RequestFilter} from '../../domain/log-entry.ts';
import {retryRead, type Executor} from '../database.ts';
import {RequestLog, type RequestLogRow} from '../models/request-log.ts';
import {wholeSecond} from '../timestamps.ts';
import {createdAt, idsOfSpan, whereContains, whereInSpan, type Condition, type LogTable} from './log-conditions.ts';
import {
	countOlderThan,
	countRows,
	deleteOlderThan,
	distinctValues,
	insertInBatches,
	newestId,
	readPage,
} from './log-table.ts';

/** What is written of an exchange; the database's own time column follows from `CREATED_AT_MS`. Texts must fit: see `fit-column.ts`. */
export type NewRequestRow = Omit<RequestLogRow, 'id' | 'SYS_CREATE_DATE_TIME' | 'CREATED_AT_MS'> & {
	readonly CREATED_AT_MS: number;
};

const table: LogTable = {name: RequestLog.tableName, idColumn: RequestLog.idColumn};

/** Add rows, in their order. Use a transaction for all or nothing. @throws {ValidationError} when a text does not fit */
export async function insertRequestRows(executor: Executor, rows: readonly NewRequestRow[]): Promise<void> {
	await insertInBatches(
		executor,
		table,
		rows.map(row => ({
			...RequestLog.fromJson(row).$toDatabaseJson(),
			SYS_CREATE_DATE_TIME: wholeSecond(new Date(row.CREATED_AT_MS)),
		})),
	);
}

/** One page of matching rows, oldest first. `since` is inclusive, `until` exclusive. */
export async function readRequestPage(
	executor: Executor,
	filter: RequestFilter,
	anchor: PageAnchor,
	limit: number,
): Promise<Page<RequestEntry>> {
	const page = await readPage<RequestLogRow>(executor, table, await toCondition(executor, filter), anchor, limit);
	return {...page, rows: page.rows.map(row => toEntry(row))};
}

/** How many rows match, counting no further than `cap`. */
export async function countRequests(
	executor: Executor,
	filter: RequestFilter,
	cap: number,
): Promise<{readonly count: number; readonly isCapped: boolean}> {
	return countRows(executor, table, await toCondition(executor, filter), cap);
}

/** The id of the newest row; undefined when there is none. Cheap enough to ask ten times a second. */
export async function newestRequestId(executor: Executor): Promise<string | undefined> {
	return newestId(executor, table);
}

/** Every API that was ever called, in order. */
export async function distinctApiNames(executor: Executor): Promise<readonly string[]> {
	return distinctValues(executor, table, 'api_name');
}

/** How many rows are older than this. Rows of the original that carry no time are not counted, nor ever cleaned away. */
export async function countRequestsOlderThan(executor: Executor, before: Date): Promise<number> {
	return countOlderThan(executor, table, before);
}

/** Delete one batch of them. @returns how many went; fewer than `batchSize` means that none is left */
export async function deleteRequestsOlderThan(executor: Executor, before: Date, batchSize: number): Promise<number> {
	return deleteOlderThan(executor, table, before, batchSize);
}

/** How many exchanges were made for this user, for the preview of a removal. */
export async function countRequestsOfUser(executor: Executor, userId: string): Promise<number> {
	const [row] = await retryRead(executor, async () => {
		const rows: Array<{total: number}> = await executor(table.name)
			.where('M_STOCK_USER_ID', userId)
			.count({total: '*'});
		return rows;
	});
	return row?.total ?? 0;
}

async function toCondition(executor: Executor, filter: RequestFilter): Promise<Condition> {
	const narrow: Condition['branches'][number] = query => {
		if (filter.apiName !== undefined) {
			query.where('api_name', filter.apiName);
		}

		if (filter.loginSequenceId !== undefined) {
			query.where('LOGIN_SEQ_ID', filter.loginSequenceId);
		}

		if (filter.userId !== undefined) {
			query.where('M_STOCK_USER_ID', filter.userId);
		}

		if (filter.text !== undefined && filter.text !== '') {
			whereContains(query, ['message', 'request', 'response'], filter.text);
		}

		whereInSpan(query, filter);
	};

	return {...(await idsOfSpan(executor, table, filter)), branches: [narrow]};
}

function toEntry(stored: RequestLogRow): RequestEntry {
	const row = RequestLog.fromDatabaseJson(stored);
	return {
		requestId: String(row.id),
		createdAt: createdAt(row),
		level: row.log_level,
		message: row.message,
		module: row.module,
		request: row.request ?? undefined,
		response: row.response ?? undefined,
		apiName: row.api_name ?? undefined,
		loginSequenceId: row.LOGIN_SEQ_ID ?? undefined,
		userId: row.M_STOCK_USER_ID ?? undefined,
		httpStatus: row.HTTP_STATUS ?? undefined,
		startedAt: row.STARTED_AT_MS === null ? undefined : new Date(row.STARTED_AT_MS),
		durationMs: row.DURATION_MS ?? undefined,
		truncatedBytes: row.TRUNCATED_BYTES ?? undefined,
	};
}
