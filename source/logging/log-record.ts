import type {LogLevel} from '../domain/log-entry.ts';
import type {Redacted} from './redacted.ts';

/** One thing that happened, before redaction. Sinks only ever see it redacted. */
export type LogRecord = {
	readonly at: Date;
	readonly level: LogLevel;
	/** The part of the program: `auth`, `vault`, `users`, `broker`, `database`, `keys`, `logs`, `app`. */
	readonly source: string;
	readonly message: string;
	readonly loginSequenceId?: string;
	/** Its stack goes to the file, never to the tables or the screen. */
	readonly error?: unknown;
};

/** One exchange with the broker, before redaction. Bodies and headers are structured where possible, so that redaction can go by name. */
export type RequestRecord = {
	readonly startedAt: Date;
	readonly durationMs: number;
	readonly level: 'INFO' | 'ERROR';
	/** Short, in our words: `connect/login: success`. */
	readonly message: string;
	readonly module: string;
	/** `login`, `generate_session`, `verify_totp`, `logout`: the original's names. */
	readonly apiName: string;
	readonly method: string;
	readonly url: string;
	readonly requestHeaders: Readonly<Record<string, string>>;
	readonly requestBody: unknown;
	readonly httpStatus: number | undefined;
	readonly responseHeaders: Readonly<Record<string, string>>;
	/** Parsed where it was JSON, the text otherwise; undefined when nothing came. */
	readonly responseBody: unknown;
	readonly userId: string | undefined;
	readonly loginSequenceId: string | undefined;
};

export type Logger = {
	readonly debug: (source: string, message: string, context?: LogContext) => void;
	readonly info: (source: string, message: string, context?: LogContext) => void;
	readonly warn: (source: string, message: string, context?: LogContext) => void;
	readonly error: (source: string, message: string, context?: LogContext) => void;
	/** Record an exchange with the broker. */
	readonly request: (record: RequestRecord) => void;
	/** Resolves when every sink has what was logged so far. */
	readonly flush: () => Promise<void>;
};

export type LogContext = {readonly loginSequenceId?: string; readonly error?: unknown};

/** A log record as sinks see it: every text in it went through redaction, and the error has become words with its stack. */
export type RedactedLogRecord = Redacted<Omit<LogRecord, 'error'> & {readonly error?: string}>;

/** A request record as sinks see it: URL, headers and bodies went through redaction. */
export type RedactedRequestRecord = Redacted<RequestRecord>;

/** Where records end up. `write` never blocks; should it throw, the logger counts that and goes on. */
export type LogSink = {
	readonly write: (record: RedactedLogRecord) => void;
	readonly writeRequest?: (record: RedactedRequestRecord) => void;
	readonly flush: () => Promise<void>;
};
