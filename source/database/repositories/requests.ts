import type {RequestEntry, RequestFilter} from '../../domain/log-entry.ts';
import type {Executor} from '../database.ts';
import {RequestLog, type RequestLogRow} from '../models/request-log.ts';
import {countOf} from './count-of.ts';
import {createdAt, whereContains, whereEqual} from './log-conditions.ts';
import {createLogTable} from './log-table.ts';

/** What is written of an exchange; the database's own time column follows from `CREATED_AT_MS`. Texts must fit: see `fit-column.ts`. */
export type NewRequestRow = Omit<RequestLogRow, 'id' | 'SYS_CREATE_DATE_TIME' | 'CREATED_AT_MS'> & {
	readonly CREATED_AT_MS: number;
};

const table = createLogTable<RequestLog, NewRequestRow, RequestEntry, RequestFilter>({
	model: RequestLog,
	branchesOf: ({apiName, loginSequenceId, userId, text}) => [
		query => {
			whereEqual(query, {api_name: apiName, LOGIN_SEQ_ID: loginSequenceId, M_STOCK_USER_ID: userId});
			whereContains(query, ['message', 'request', 'response'], text);
		},
	],
	toEntry: row => ({
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
	}),
});

/** The verbs of the request log; what each does is said in `LogTableVerbs`. */
export const {
	insert: insertRequestRows,
	readPage: readRequestPage,
	count: countRequests,
	newestId: newestRequestId,
	countOlderThan: countRequestsOlderThan,
	deleteOlderThan: deleteRequestsOlderThan,
} = table;

/** Every API that was ever called, in order. */
export async function distinctApiNames(executor: Executor): Promise<readonly string[]> {
	return table.distinctValues(executor, 'api_name');
}

/** How many exchanges were made for this user, for the preview of a removal. */
export async function countRequestsOfUser(executor: Executor, userId: string): Promise<number> {
	return countOf(executor, executor(RequestLog.tableName).where('M_STOCK_USER_ID', userId));
}
