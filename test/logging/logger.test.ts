import {expect, test} from 'vitest';
import type {LogSink, RedactedLogRecord, LogRecord} from '../../source/logging/log-record.ts';
import {createLogger} from '../../source/logging/logger.ts';
import {requestTexts} from '../../source/logging/request-text.ts';
import {createSecretRegistry} from '../../source/logging/secret-registry.ts';
import {createRingSink} from '../../source/logging/sinks/ring-sink.ts';
import {collectingSink, exchange, loggerOver} from './records.ts';

test('a record reaches every sink once, redacted, with its sequence and its error in words', () => {
	const first = collectingSink();
	const second = collectingSink();
	const logger = loggerOver(first, second);
	logger.warn('auth', 'refused: password=canary', {loginSequenceId: '26112410420017', error: new Error('otp=482')});
	logger.debug('auth', 'plain');
	expect(first.logs).toEqual(second.logs);
	expect(first.logs).toEqual([
		{
			at: new Date('2026-11-24T05:12:07.118Z'),
			level: 'WARN',
			source: 'auth',
			message: 'refused: password=[redacted]',
			loginSequenceId: '26112410420017',
			error: expect.stringMatching(/^Error: otp=\[redacted\]\n\s+at /),
		},
		{at: new Date('2026-11-24T05:12:07.118Z'), level: 'DEBUG', source: 'auth', message: 'plain'},
	]);
});

test('an exchange is redacted in every part and becomes the two texts of the request log', () => {
	const sink = collectingSink();
	loggerOver(sink).request(exchange);
	const [record] = sink.requests;
	expect(record).toEqual({...exchange, requestBody: {username: 'DEMO01', password: '[redacted]'}});
	expect(record === undefined ? undefined : requestTexts(record)).toEqual({
		request:
			'{"method":"POST","url":"http://127.0.0.1:1/openapi/typea/connect/login","headers":{"x-mirae-version":"1"},"body":{"username":"DEMO01","password":"[redacted]"}}',
		response:
			'{"status":200,"headers":{"content-type":"application/json"},"body":{"status":"success","data":{"cid":"DEMO01"}}}',
	});
});

test('an exchange without an answer has no response text', () => {
	const sink = collectingSink();
	loggerOver(sink).request({...exchange, httpStatus: undefined, responseBody: undefined, responseHeaders: {}});
	expect(sink.requests.map(record => requestTexts(record).response)).toEqual([undefined]);
});

test('a sink that throws is counted and does not keep the others from their records', async () => {
	const broken: LogSink = {
		write() {
			throw new Error('no');
		},
		writeRequest() {
			throw new Error('no');
		},
		async flush() {
			throw new Error('no');
		},
	};
	const good = collectingSink();
	const logger = loggerOver(broken, good);
	logger.info('app', 'one');
	logger.request(exchange);
	await logger.flush();
	expect([good.logs.length, good.requests.length, logger.failures()]).toEqual([1, 1, 3]);
});

test('a clock that fails costs the record, not the program', () => {
	const logger = createLogger({
		sinks: [],
		now() {
			throw new Error('no');
		},
		registry: createSecretRegistry(),
	});
	logger.info('app', 'one');
	expect(logger.failures()).toBe(1);
});

test('the compiler keeps a record that was not redacted from a sink', () => {
	const sink = collectingSink();
	const record: LogRecord = {at: new Date(0), level: 'INFO', source: 'app', message: 'password=canary'};
	const plain: LogRecord = {...record};
	// If this assignment compiled, the directive itself would be an error and `tsc` would fail.
	// @ts-expect-error a plain record is not a redacted one
	const redacted: RedactedLogRecord = plain;
	sink.write(redacted);
	expect(sink.logs).toHaveLength(1);
});

test('the ring keeps the newest records of this process and counts the others', () => {
	const ring = createRingSink(2);
	const logger = loggerOver(ring);
	for (const message of ['one', 'two', 'three']) {
		logger.info('app', message);
	}

	expect([ring.records().map(({message}) => message), ring.dropped()]).toEqual([['two', 'three'], 1]);
});
