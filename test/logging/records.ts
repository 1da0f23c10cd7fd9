import type {
	LogSink,
	RedactedLogRecord,
	RedactedRequestRecord,
	RequestRecord,
} from '../../source/logging/log-record.ts';
import {createLogger} from '../../source/logging/logger.ts';
import {createSecretRegistry} from '../../source/logging/secret-registry.ts';

export const exchange: RequestRecord = {
	startedAt: new Date('2026-11-24T05:12:07.118Z'),
	durationMs: 182,
	level: 'INFO',
	message: 'connect/login: success',
	module: 'broker',
	apiName: 'login',
	method: 'POST',
	url: 'http://127.0.0.1:1/openapi/typea/connect/login',
	requestHeaders: {'x-mirae-version': '1'},
	requestBody: {username: 'DEMO01', password: 'canary'},
	httpStatus: 200,
	responseHeaders: {'content-type': 'application/json'},
	responseBody: {status: 'success', data: {cid: 'DEMO01'}},
	userId: 'DEMO01',
	loginSequenceId: '26112410420017',
};

/** A sink gets only what a logger redacted, in tests too: this is the shortest way to have a logger over some sinks. */
export function loggerOver(...sinks: readonly LogSink[]) {
	return createLogger({sinks, now: () => new Date('2026-11-24T05:12:07.118Z'), registry: createSecretRegistry()});
}

export function collectingSink(): LogSink & {
	readonly logs: RedactedLogRecord[];
	readonly requests: RedactedRequestRecord[];
} {
	const logs: RedactedLogRecord[] = [];
	const requests: RedactedRequestRecord[] = [];
	return {
		logs,
		requests,
		write: record => logs.push(record),
		writeRequest: record => requests.push(record),
		async flush() {},
	};
}
