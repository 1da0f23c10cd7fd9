import type {Database} from '../database/database.ts';
import {fitColumn, logColumnLimits} from '../database/fit-column.ts';
import {insertLogRows, type NewLogRow} from '../database/repositories/logs.ts';
import {insertRequestRows, type NewRequestRow} from '../database/repositories/requests.ts';
import type {LogLevel, StoredLogLevel} from '../domain/log-entry.ts';
import type {RedactedLogRecord, RedactedRequestRecord} from '../logging/log-record.ts';
import {requestTexts} from '../logging/request-text.ts';
import type {BatchWriter} from '../logging/sinks/batch-sink.ts';
import type {AppendSignal} from './append-signal.ts';

/** Writes redacted records to the two log tables, cut to their columns, each batch in one transaction, and tells who follows. */
export function createLogWriter(
	database: () => Promise<Database>,
	appended: AppendSignal,
	now: () => Date,
): BatchWriter {
	return async (logs, requests) => {
		const {transaction} = await database();
		await transaction(
			async trx => {
				await insertLogRows(trx, logs.map(toLogRow));
				await insertRequestRows(
					trx,
					requests.map(record => toRequestRow(record, now())),
				);
			},
			{durability: 'relaxed'},
		);
		appended.notify();
	};
}

function toLogRow(record: RedactedLogRecord): NewLogRow {
	return {
		LOG_LEVEL: storedLevel(record.level),
		LOG_MESSAGE: fitColumn(record.message, logColumnLimits.logMessage).text,
		SOURCE_MODULE: fitColumn(record.source, logColumnLimits.source).text,
		LOGIN_SEQ_ID: record.loginSequenceId ?? null,
		CREATED_AT_MS: record.at.getTime(),
	};
}

function toRequestRow(record: RedactedRequestRecord, now: Date): NewRequestRow {
	const texts = requestTexts(record);
	const request = fitColumn(texts.request, logColumnLimits.request);
	const response = texts.response === undefined ? undefined : fitColumn(texts.response, logColumnLimits.response);
	const cutBytes = request.cutBytes + (response?.cutBytes ?? 0);
	return {
		log_level: record.level,
		message: fitColumn(record.message, logColumnLimits.requestMessage).text,
		module: fitColumn(record.module, logColumnLimits.module).text,
		request: request.text,
		response: response?.text ?? null,
		api_name: fitColumn(record.apiName, logColumnLimits.apiName).text,
		LOGIN_SEQ_ID: record.loginSequenceId ?? null,
		DURATION_MS: Math.round(record.durationMs),
		HTTP_STATUS: record.httpStatus ?? null,
		STARTED_AT_MS: record.startedAt.getTime(),
		CREATED_AT_MS: now.getTime(),
		M_STOCK_USER_ID: record.userId === undefined ? null : fitColumn(record.userId, logColumnLimits.userId).text,
		TRUNCATED_BYTES: cutBytes === 0 ? null : cutBytes,
	};
}

function storedLevel(level: LogLevel): StoredLogLevel {
	return level === 'DEBUG' ? 'INFO' : level;
}
