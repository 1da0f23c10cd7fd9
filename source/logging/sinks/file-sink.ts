import {appendFile, mkdir, rename, stat} from 'node:fs/promises';
import {dirname} from 'node:path';
import type {LogSink, RedactedLogRecord, RedactedRequestRecord} from '../log-record.ts';
import {requestTexts} from '../request-text.ts';
import {createRingBuffer} from '../ring-buffer.ts';

export type FileSinkOptions = {
	readonly path: string;
	/** Makes the folder of the file, and what is missing above it. @default makes the folder alone */
	readonly makeFolder?: (folder: string) => Promise<void> | void;
	/** A file that grew past this is put aside as `path.1`. @default 5_000_000 */
	readonly rotateAtBytes?: number;
	/** Files in all, the current one included. @default 3 */
	readonly files?: number;
	/** Lines kept while the disk does not take them; beyond it the oldest go, counted. @default 10_000 */
	readonly capacity?: number;
};

export type FileSink = LogSink & {
	readonly writeRequest: (record: RedactedRequestRecord) => void;
	/** Lines that never reached the file, and why the last write failed (the system's code, e.g. `ENOSPC`). */
	readonly state: () => {readonly dropped: number; readonly pending: number; readonly failure: string | undefined};
};

/**
JSON lines in a file of mode 0600, written in the background: everything that is logged, DEBUG and stacks included.

Several processes may write the same file; lines stay whole because each write is one append.
*/
export function createFileSink({
	path,
	makeFolder = makeLastFolder,
	rotateAtBytes = 5_000_000,
	files = 3,
	capacity = 10_000,
}: FileSinkOptions): FileSink {
	const queue = createRingBuffer<string>(capacity);
	let reportedDrops = 0;
	let failure: string | undefined;
	let running: Promise<void> | undefined;
	let isPrepared = false;

	const drain = async (): Promise<void> => {
		running ??= drainQueue().finally(() => {
			running = undefined;
			if (queue.size() > 0 && failure === undefined) {
				void drain();
			}
		});
		return running;
	};

	const drainQueue = async (): Promise<void> => {
		// Everything that is logged in this turn of the event loop goes in one write.
		await Promise.resolve();
		while (queue.size() > 0) {
			const lines = queue.take(linesPerWrite);
			try {
				if (!isPrepared) {
					await makeFolder(dirname(path));
					isPrepared = true;
				}

				await rotateIfGrown(path, rotateAtBytes, files);
				const dropped = queue.dropped();
				const note = dropped > reportedDrops ? [dropNote(dropped - reportedDrops)] : [];
				await appendFile(path, [...note, ...lines, ''].join('\n'), {mode: 0o600});
				reportedDrops = dropped;
				failure = undefined;
			} catch (error) {
				// A full disk or a lost folder: keep the lines; the next record tries again.
				failure = codeOf(error);
				isPrepared = false;
				queue.putBack(lines);
				return;
			}
		}
	};

	const add = (line: string) => {
		queue.push(line);
		void drain();
	};

	return {
		write(record) {
			add(logLine(record));
		},
		writeRequest(record) {
			add(requestLine(record));
		},
		async flush() {
			await drain();
			// What was logged while that write was under way.
			if (failure === undefined) {
				await drain();
			}
		},
		state: () => ({dropped: queue.dropped(), pending: queue.size(), failure}),
	};
}

const linesPerWrite = 500;

function logLine(record: RedactedLogRecord): string {
	return encodeLine({
		at: record.at.toISOString(),
		level: record.level,
		source: record.source,
		message: record.message,
		loginSequenceId: record.loginSequenceId,
		error: record.error,
	});
}

function requestLine(record: RedactedRequestRecord): string {
	return encodeLine({
		at: record.startedAt.toISOString(),
		level: record.level,
		source: record.module,
		message: record.message,
		loginSequenceId: record.loginSequenceId,
		api: record.apiName,
		userId: record.userId,
		httpStatus: record.httpStatus,
		durationMs: record.durationMs,
		...requestTexts(record),
	});
}

function dropNote(count: number): string {
	return encodeLine({
		level: 'WARN',
		source: 'logs',
		message:
			count === 1
				? '1 line before this one could not be written and is lost'
				: `${count} lines before this one could not be written and are lost`,
	});
}

/** One line whatever stands in it, and nothing that a terminal would act on when somebody looks into the file with `cat`. */
function encodeLine(fields: Readonly<Record<string, unknown>>): string {
	return JSON.stringify(fields).replaceAll(
		/[\u007F-\u009F\u00AD\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF]/g,
		character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
}

/** `log` becomes `log.1`, `log.1` becomes `log.2`; the oldest goes. Another process may have done it first: then there is nothing to move. */
async function rotateIfGrown(path: string, rotateAtBytes: number, files: number): Promise<void> {
	const size = await stat(path).then(
		({size: bytes}) => bytes,
		() => 0,
	);
	if (size < rotateAtBytes) {
		return;
	}

	for (let index = files - 1; index >= 1; index -= 1) {
		await rename(index === 1 ? path : `${path}.${index - 1}`, `${path}.${index}`).catch(ignoreMissing);
	}
}

/** Not `recursive`: from there Node never returns where no folder can be made, as in `/proc`. */
async function makeLastFolder(folder: string): Promise<void> {
	try {
		await mkdir(folder, {mode: 0o700});
	} catch (error) {
		if (codeOf(error) !== 'EEXIST') {
			throw error;
		}
	}
}

function ignoreMissing(error: unknown): void {
	if (codeOf(error) !== 'ENOENT') {
		throw error;
	}
}

function codeOf(error: unknown): string {
	return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}
