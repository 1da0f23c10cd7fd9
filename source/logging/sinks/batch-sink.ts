import {isAppError} from '../../errors.ts';
import type {LogSink, RedactedLogRecord, RedactedRequestRecord} from '../log-record.ts';
import {createRingBuffer} from '../ring-buffer.ts';

/** Writes both lists in one go; a rejection means that nothing of it was written. */
export type BatchWriter = (
	logs: readonly RedactedLogRecord[],
	requests: readonly RedactedRequestRecord[],
) => Promise<void>;

export type BatchSinkOptions = {
	readonly write: BatchWriter;
	/** How long a record may wait for others to go with it. @default 60 */
	readonly delayMs?: number;
	/** @default 200 */
	readonly batchSize?: number;
	/** Records kept while the writer fails; beyond it the oldest go, counted. @default 5000 */
	readonly capacity?: number;
	/** First and longest wait after a failure; it doubles in between. @default 500 and 15_000 */
	readonly retryMs?: {readonly first: number; readonly longest: number};
	/** `flush` gives up waiting after this long; the records stay. @default 5000 */
	readonly flushTimeoutMs?: number;
};

export type BatchSinkState = {
	/** Records not written yet, those being written included. */
	readonly pending: number;
	/** Records that will never be written. They may still be in the log file. */
	readonly dropped: number;
	/** Failures in a row; 0 when the last write went well. */
	readonly failures: number;
};

export type BatchSink = LogSink & {
	readonly writeRequest: (record: RedactedRequestRecord) => void;
	readonly state: () => BatchSinkState;
	/** Write at once what waits, e.g. when the database came back. */
	readonly retryNow: () => void;
	/** Start no more timers. Call `flush` first. */
	readonly dispose: () => void;
};

type Entry =
	| {readonly kind: 'log'; readonly record: RedactedLogRecord}
	| {readonly kind: 'request'; readonly record: RedactedRequestRecord};

/** A record that a reachable database refuses this often will never be taken; it must not block those behind it for ever. */
const triesOfOne = 8;

/**
Collects log and request records and hands them to an asynchronous writer in batches, in the order they came. DEBUG stays out: the tables do not know it.

A writer that fails keeps its records; they are tried again later, one first, and nobody waits for it.
*/
export function createBatchSink({
	write,
	delayMs = 60,
	batchSize = 200,
	capacity = 5000,
	retryMs = {first: 500, longest: 15_000},
	flushTimeoutMs = 5000,
}: BatchSinkOptions): BatchSink {
	const queue = createRingBuffer<Entry>(capacity);
	let refused = 0;
	let failures = 0;
	let inFlight = 0;
	let running: Promise<void> | undefined;
	let timer: NodeJS.Timeout | undefined;
	let isDisposed = false;

	const schedule = (waitMs: number) => {
		if (timer !== undefined || isDisposed) {
			return;
		}

		timer = setTimeout(() => {
			timer = undefined;
			void drain();
		}, waitMs);
		// Waiting records must not keep the process alive: whoever ends it flushes first.
		timer.unref();
	};

	/** Write until the queue is empty or the writer fails. Never rejects; one at a time. */
	const drain = async (): Promise<void> => {
		clearTimeout(timer);
		timer = undefined;
		running ??= drainQueue().finally(() => {
			running = undefined;
			if (queue.size() > 0) {
				schedule(failures === 0 ? delayMs : Math.min(retryMs.longest, retryMs.first * 2 ** (failures - 1)));
			}
		});
		return running;
	};

	const drainQueue = async (): Promise<void> => {
		while (queue.size() > 0) {
			const entries = queue.take(failures === 0 ? batchSize : 1);
			inFlight = entries.length;
			try {
				await write(
					entries.flatMap(entry => (entry.kind === 'log' ? [entry.record] : [])),
					entries.flatMap(entry => (entry.kind === 'request' ? [entry.record] : [])),
				);
				failures = 0;
			} catch (error) {
				failures += 1;
				const isHopeless =
					entries.length === 1 &&
					failures >= triesOfOne &&
					!(isAppError(error) && error.kind === 'DatabaseConnectionError');
				if (isHopeless) {
					refused += 1;
					failures = 0;
				} else {
					queue.putBack(entries);
					return;
				}
			} finally {
				inFlight = 0;
			}
		}
	};

	const add = (entry: Entry) => {
		queue.push(entry);
		schedule(delayMs);
	};

	return {
		write(record) {
			if (record.level !== 'DEBUG') {
				add({kind: 'log', record});
			}
		},
		writeRequest(record) {
			add({kind: 'request', record});
		},
		async flush() {
			let timeout: NodeJS.Timeout | undefined;
			const givesUp = new Promise<void>(resolve => {
				timeout = setTimeout(resolve, flushTimeoutMs);
			});
			// A drain that is already under way may be past the newest record: a second one takes what it left.
			await Promise.race([drain().then(async () => (failures === 0 ? drain() : undefined)), givesUp]);
			clearTimeout(timeout);
		},
		state: () => ({pending: queue.size() + inFlight, dropped: queue.dropped() + refused, failures}),
		retryNow() {
			void drain();
		},
		dispose() {
			isDisposed = true;
			clearTimeout(timer);
			timer = undefined;
		},
	};
}
