import type {LogRecord, RedactedLogRecord, RedactedRequestRecord, RequestRecord} from './log-record.ts';
import type {Redactor} from './redact.ts';

/*
Field by field, so that a field added to a record later does not reach a sink unseen. These are the only places that call a record redacted.
*/

/** The error becomes words with its stack. */
export function redactLogRecord(redactor: Redactor, record: LogRecord): RedactedLogRecord {
	const {at, level, source, message, loginSequenceId, error} = record;
	return {
		at,
		level,
		source: redactor.text(source),
		message: redactor.text(message),
		...(loginSequenceId === undefined ? {} : {loginSequenceId}),
		...(error === undefined ? {} : {error: redactor.error(error)}),
	} as unknown as RedactedLogRecord;
}

/** URL, headers and bodies included. */
export function redactRequestRecord(redactor: Redactor, record: RequestRecord): RedactedRequestRecord {
	return {
		startedAt: record.startedAt,
		durationMs: record.durationMs,
		level: record.level,
		message: redactor.text(record.message),
		module: redactor.text(record.module),
		apiName: redactor.text(record.apiName),
		method: redactor.text(record.method),
		url: redactor.text(record.url),
		requestHeaders: redactor.value(record.requestHeaders),
		requestBody: record.requestBody === undefined ? undefined : redactor.value(record.requestBody),
		httpStatus: record.httpStatus,
		responseHeaders: redactor.value(record.responseHeaders),
		responseBody: record.responseBody === undefined ? undefined : redactor.value(record.responseBody),
		userId: record.userId === undefined ? undefined : redactor.text(record.userId),
		loginSequenceId: record.loginSequenceId,
	} as unknown as RedactedRequestRecord;
}
