/** DEBUG goes to the log file only; the tables know the other three. */
export type LogLevel = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
export type StoredLogLevel = Exclude<LogLevel, 'DEBUG'>;

export const storedLogLevels: readonly StoredLogLevel[] = ['INFO', 'WARN', 'ERROR'];

/** The stored levels at or above `minimum`, least first. */
export function levelsFrom(minimum: LogLevel): readonly StoredLogLevel[] {
	return minimum === 'DEBUG' ? storedLogLevels : storedLogLevels.slice(storedLogLevels.indexOf(minimum));
}

/** One row of `logs`. Texts are raw, as stored: pass `toSafeText` before showing them. */
export type LogEntry = {
	readonly logId: string;
	readonly createdAt: Date;
	readonly level: StoredLogLevel;
	readonly message: string;
	readonly source: string | undefined;
	readonly loginSequenceId: string | undefined;
};

/** One row of `MS01_REQUEST_RESPONSE_LOG`. Texts are raw, as stored (redacted before they were stored). */
export type RequestEntry = {
	readonly requestId: string;
	readonly createdAt: Date;
	readonly level: string;
	readonly message: string;
	readonly module: string;
	readonly request: string | undefined;
	readonly response: string | undefined;
	readonly apiName: string | undefined;
	readonly loginSequenceId: string | undefined;
	readonly userId: string | undefined;
	readonly httpStatus: number | undefined;
	readonly startedAt: Date | undefined;
	readonly durationMs: number | undefined;
	/** How many bytes of request and response together did not fit their columns. */
	readonly truncatedBytes: number | undefined;
};

export type LogFilter = {
	readonly minimumLevel?: LogLevel;
	readonly source?: string;
	/** Plain text, case-insensitive, in the message. */
	readonly text?: string;
	readonly since?: Date;
	readonly until?: Date;
	readonly loginSequenceId?: string;
};

export type RequestFilter = {
	readonly apiName?: string;
	/** Plain text, case-insensitive, in message, request or response. */
	readonly text?: string;
	readonly since?: Date;
	readonly until?: Date;
	readonly loginSequenceId?: string;
	readonly userId?: string;
};

/**
Where a page of rows begins. Pages go by key, never by offset.

- `tail`: the newest rows.
- `head`: the oldest rows.
- `before` / `after`: the rows next to `id`, which itself is not in the page.
*/
export type PageAnchor =
	| {readonly from: 'tail'}
	| {readonly from: 'head'}
	| {readonly from: 'before'; readonly id: string}
	| {readonly from: 'after'; readonly id: string};

/** A page, oldest row first, whatever the anchor. */
export type Page<Row> = {
	readonly rows: readonly Row[];
	readonly hasOlder: boolean;
	readonly hasNewer: boolean;
};
