import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {DatabaseConnectionError, DatabaseError} from '../../source/errors.ts';
import {createBatchSink, type BatchWriter} from '../../source/logging/sinks/batch-sink.ts';
import {exchange, loggerOver} from './records.ts';

beforeEach(() => {
	vi.useFakeTimers();
});

afterEach(() => {
	vi.useRealTimers();
});

/** A writer that remembers what it took and fails while told so. */
function createWriter() {
	const written: string[] = [];
	const batches: Array<readonly [logs: number, requests: number]> = [];
	const state: {failure: Error | undefined} = {failure: undefined};
	const write: BatchWriter = async (logs, requests) => {
		batches.push([logs.length, requests.length]);
		if (state.failure !== undefined) {
			throw state.failure;
		}

		written.push(
			...logs.map(({message}) => message),
			...requests.map(({message, loginSequenceId}) => `${message} ${loginSequenceId ?? ''}`),
		);
	};

	return {write, written, batches, state};
}

test('records wait a moment for each other and go in one batch, in order, DEBUG left out', async () => {
	const {write, written, batches} = createWriter();
	const sink = createBatchSink({write, delayMs: 50});
	const logger = loggerOver(sink);
	logger.info('auth', 'one');
	logger.debug('auth', 'hidden');
	logger.request(exchange);
	logger.error('auth', 'two');
	await vi.advanceTimersByTimeAsync(49);
	expect(batches).toEqual([]);
	await vi.advanceTimersByTimeAsync(1);
	expect(batches).toEqual([[2, 1]]);
	expect(written).toEqual(['one', 'two', 'connect/login: success 26112410420017']);
	expect(sink.state()).toEqual({pending: 0, dropped: 0, failures: 0});
});

test('a large backlog goes in bounded batches', async () => {
	const {write, batches} = createWriter();
	const sink = createBatchSink({write, batchSize: 10});
	const logger = loggerOver(sink);
	for (let index = 0; index < 25; index += 1) {
		logger.info('app', String(index));
	}

	await sink.flush();
	expect(batches).toEqual([
		[10, 0],
		[10, 0],
		[5, 0],
	]);
});

test('a failing writer keeps its records, tries again with one, later each time, and loses nothing when it recovers', async () => {
	const {write, written, batches, state} = createWriter();
	const sink = createBatchSink({write, delayMs: 10, retryMs: {first: 100, longest: 400}});
	const logger = loggerOver(sink);
	state.failure = new DatabaseConnectionError('gone');
	logger.info('app', 'one');
	logger.info('app', 'two');
	await vi.advanceTimersByTimeAsync(10);
	expect(batches).toEqual([[2, 0]]);
	await vi.advanceTimersByTimeAsync(99);
	expect(batches).toHaveLength(1);
	await vi.advanceTimersByTimeAsync(1);
	expect(batches.at(-1)).toEqual([1, 0]);
	await vi.advanceTimersByTimeAsync(200 + 400 + 400);
	expect(batches).toHaveLength(5);
	expect(sink.state()).toEqual({pending: 2, dropped: 0, failures: 5});
	state.failure = undefined;
	logger.info('app', 'three');
	sink.retryNow();
	await vi.advanceTimersByTimeAsync(0);
	expect(written).toEqual(['one', 'two', 'three']);
	expect(sink.state()).toEqual({pending: 0, dropped: 0, failures: 0});
});

test('while the database is away for long the oldest records make room, counted', async () => {
	const {write, written, state} = createWriter();
	const sink = createBatchSink({write, capacity: 3});
	const logger = loggerOver(sink);
	state.failure = new DatabaseConnectionError('gone');
	for (let index = 0; index < 5; index += 1) {
		logger.info('app', String(index));
	}

	await sink.flush();
	expect(sink.state()).toEqual({pending: 3, dropped: 2, failures: 1});
	state.failure = undefined;
	await sink.flush();
	expect(written).toEqual(['2', '3', '4']);
});

test('a record that a reachable database refuses again and again is set aside, counted, and those behind it go on', async () => {
	const written: string[] = [];
	const sink = createBatchSink({
		async write(logs) {
			if (logs.some(({message}) => message === 'poison')) {
				throw new DatabaseError('refused');
			}

			written.push(...logs.map(({message}) => message));
		},
		retryMs: {first: 10, longest: 10},
	});
	const logger = loggerOver(sink);
	for (const message of ['one', 'poison', 'two']) {
		logger.info('app', message);
	}

	await vi.advanceTimersByTimeAsync(1000);
	expect(written).toEqual(['one', 'two']);
	expect(sink.state()).toEqual({pending: 0, dropped: 1, failures: 0});
});

test('flush waits for a write under way and for what came meanwhile', async () => {
	const written: string[] = [];
	const gates: Array<() => void> = [];
	const sink = createBatchSink({
		async write(logs) {
			await new Promise<void>(resolve => {
				gates.push(resolve);
			});
			written.push(...logs.map(({message}) => message));
		},
	});
	const logger = loggerOver(sink);
	logger.info('app', 'one');
	const flushed = sink.flush();
	logger.info('app', 'two');
	expect(sink.state().pending).toBe(2);
	gates.shift()?.();
	await vi.advanceTimersByTimeAsync(0);
	gates.shift()?.();
	await flushed;
	expect(written).toEqual(['one', 'two']);
});

test('flush gives up on a writer that never answers', async () => {
	const sink = createBatchSink({
		write: async () => new Promise<never>(() => {}),
		flushTimeoutMs: 1000,
	});
	loggerOver(sink).info('app', 'one');
	const flushed = sink.flush();
	await vi.advanceTimersByTimeAsync(1000);
	await flushed;
	expect(sink.state()).toEqual({pending: 1, dropped: 0, failures: 0});
});

test('after dispose no timer is left', async () => {
	const {write} = createWriter();
	const sink = createBatchSink({write});
	const logger = loggerOver(sink);
	logger.info('app', 'one');
	sink.dispose();
	logger.info('app', 'two');
	expect(vi.getTimerCount()).toBe(0);
});
