import {levelsFrom, type LogEntry, type LogFilter, type Page, type PageAnchor} from '../../domain/log-entry.ts';
import {retryRead, type Executor} from '../database.ts';
import {Log, type LogRow} from '../models/log.ts';
import {RequestLog} from '../models/request-log.ts';
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

/** What is written of a log row; the database's own time column follows from `CREATED_AT_MS`. Texts must fit: see `fit-column.ts`. */
export type NewLogRow = Pick<LogRow, 'LOG_LEVEL' | 'LOG_MESSAGE' | 'SOURCE_MODULE' | 'LOGIN_SEQ_ID'> & {
	readonly CREATED_AT_MS: number;
};

const table: LogTable = {name: Log.tableName, idColumn: Log.idColumn};

/** Add rows, in their order. Use a transaction for all or nothing. @throws {ValidationError} when a text does not fit */
export async function insertLogRows(executor: Executor, rows: readonly NewLogRow[]): Promise<void> {
	await insertInBatches(
		executor,
		table,
		rows.map(row => ({
			...Log.fromJson(row).$toDatabaseJson(),
			SYS_CREATE_DATE_TIME: wholeSecond(new Date(row.CREATED_AT_MS)),
		})),
	);
}

/** One page of matching rows, oldest first. `since` is inclusive, `until` exclusive. */
export async function readLogPage(
	executor: Executor,
	filter: LogFilter,
	anchor: PageAnchor,
	limit: number,
): Promise<Page<LogEntry>> {
	const page = await readPage<LogRow>(executor, table, await toCondition(executor, filter), anchor, limit);
	return {...page, rows: page.rows.map(row => toEntry(row))};
}

/** How many rows match, counting no further than `cap`. */
export async function countLogs(
	executor: Executor,
	filter: LogFilter,
	cap: number,
): Promise<{readonly count: number; readonly isCapped: boolean}> {
	return countRows(executor, table, await toCondition(executor, filter), cap);
}

/** The id of the newest row; undefined when there is none. Cheap enough to ask ten times a second. */
export async function newestLogId(executor: Executor): Promise<string | undefined> {
	return newestId(executor, table);
}

/** Every source that ever wrote, in order. */
export async function distinctSources(executor: Executor): Promise<readonly string[]> {
	return distinctValues(executor, table, 'SOURCE_MODULE');
}

/** How many rows are older than this. Rows of the original that carry no time are not counted, nor ever cleaned away. */
export async function countLogsOlderThan(executor: Executor, before: Date): Promise<number> {
	return countOlderThan(executor, table, before);
}

/** Delete one batch of them. @returns how many went; fewer than `batchSize` means that none is left */
export async function deleteLogsOlderThan(executor: Executor, before: Date, batchSize: number): Promise<number> {
	return deleteOlderThan(executor, table, before, batchSize);
}

/** How many rows belong to logins of this user, for the preview of a removal. The rows themselves name no user; their login does. */
export async function countLogsOfUser(executor: Executor, userId: string): Promise<number> {
	const sequences = executor(RequestLog.tableName)
		.distinct('LOGIN_SEQ_ID')
		.where('M_STOCK_USER_ID', userId)
		.whereNotNull('LOGIN_SEQ_ID');
	const [row] = await retryRead(executor, async () => {
		const rows: Array<{total: number}> = await executor(table.name)
			.join(sequences.as('logins'), 'logins.LOGIN_SEQ_ID', `${table.name}.LOGIN_SEQ_ID`)
			.count({total: '*'});
		return rows;
	});
	return row?.total ?? 0;
}

async function toCondition(executor: Executor, filter: LogFilter): Promise<Condition> {
	const levels =
		filter.minimumLevel === undefined || levelsFrom(filter.minimumLevel).length === 3
			? [undefined]
			: levelsFrom(filter.minimumLevel);
	return {
		...(await idsOfSpan(executor, table, filter)),
		branches: levels.map(level => query => {
			if (level !== undefined) {
				query.where('LOG_LEVEL', level);
			}

			if (filter.source !== undefined) {
				query.where('SOURCE_MODULE', filter.source);
			}

			if (filter.loginSequenceId !== undefined) {
				query.where('LOGIN_SEQ_ID', filter.loginSequenceId);
			}

			if (filter.text !== undefined && filter.text !== '') {
				whereContains(query, ['LOG_MESSAGE'], filter.text);
			}

			whereInSpan(query, filter);
		}),
	};
}

function toEntry(stored: LogRow): LogEntry {
	const row = Log.fromDatabaseJson(stored);
	return {
		logId: String(row.LOG_ID),
		createdAt: createdAt(row),
		level: row.LOG_LEVEL,
		message: row.LOG_MESSAGE,
		source: row.SOURCE_MODULE ?? undefined,
		loginSequenceId: row.LOGIN_SEQ_ID ?? undefined,
	};
}
