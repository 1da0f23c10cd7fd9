import {levelsFrom, storedLogLevels, type LogEntry, type LogFilter} from '../../domain/log-entry.ts';
import type {Executor} from '../database.ts';
import {Log, type LogRow} from '../models/log.ts';
import {RequestLog} from '../models/request-log.ts';
import {countOf} from './count-of.ts';
import {createdAt, whereContains, whereEqual} from './log-conditions.ts';
import {createLogTable} from './log-table.ts';

/** What is written of a log row; the database's own time column follows from `CREATED_AT_MS`. Texts must fit: see `fit-column.ts`. */
export type NewLogRow = Pick<LogRow, 'LOG_LEVEL' | 'LOG_MESSAGE' | 'SOURCE_MODULE' | 'LOGIN_SEQ_ID'> & {
	readonly CREATED_AT_MS: number;
};

const table = createLogTable<Log, NewLogRow, LogEntry, LogFilter>({
	model: Log,
	branchesOf({minimumLevel, source, loginSequenceId, text}) {
		const levels = levelsFrom(minimumLevel ?? 'DEBUG');
		const isEveryLevel = levels.length === storedLogLevels.length;
		return (isEveryLevel ? [undefined] : levels).map(level => query => {
			whereEqual(query, {LOG_LEVEL: level, SOURCE_MODULE: source, LOGIN_SEQ_ID: loginSequenceId});
			whereContains(query, ['LOG_MESSAGE'], text);
		});
	},
	toEntry: row => ({
		logId: String(row.LOG_ID),
		createdAt: createdAt(row),
		level: row.LOG_LEVEL,
		message: row.LOG_MESSAGE,
		source: row.SOURCE_MODULE ?? undefined,
		loginSequenceId: row.LOGIN_SEQ_ID ?? undefined,
	}),
});

/** The verbs of the `logs` table; what each does is said in `LogTableVerbs`. */
export const {
	insert: insertLogRows,
	readPage: readLogPage,
	count: countLogs,
	newestId: newestLogId,
	countOlderThan: countLogsOlderThan,
	deleteOlderThan: deleteLogsOlderThan,
} = table;

/** Every source that ever wrote, in order. */
export async function distinctSources(executor: Executor): Promise<readonly string[]> {
	return table.distinctValues(executor, 'SOURCE_MODULE');
}

/** How many rows belong to logins of this user, for the preview of a removal. The rows themselves name no user; their login does. */
export async function countLogsOfUser(executor: Executor, userId: string): Promise<number> {
	const sequences = executor(RequestLog.tableName)
		.distinct('LOGIN_SEQ_ID')
		.where('M_STOCK_USER_ID', userId)
		.whereNotNull('LOGIN_SEQ_ID');
	return countOf(
		executor,
		executor(Log.tableName).join(sequences.as('logins'), 'logins.LOGIN_SEQ_ID', `${Log.tableName}.LOGIN_SEQ_ID`),
	);
}
