import type {LogSink, RedactedLogRecord} from '../log-record.ts';
import {createRingBuffer} from '../ring-buffer.ts';

export type RingSink = LogSink & {
	/** The newest records of this process, oldest first. */
	readonly records: () => RedactedLogRecord[];
	readonly dropped: () => number;
};

/** The last records in memory: for a crash report, and for what happened before there was a database. */
export function createRingSink(capacity: number): RingSink {
	const buffer = createRingBuffer<RedactedLogRecord>(capacity);
	return {
		write(record) {
			buffer.push(record);
		},
		async flush() {},
		records: () => buffer.toArray(),
		dropped: () => buffer.dropped(),
	};
}
