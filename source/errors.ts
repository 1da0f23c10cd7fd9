/**
The errors a person can meet. Expected trouble is an `AppError`; anything else is a bug.

Every kind names what happened (`message`), what to do now (`hint`) and how a command exits (`exitCode`, see the table in the README).
Messages never contain secrets, bound values or raw outside text: edges translate, and nobody upstairs reads a driver's message.
*/

export type ErrorKind =
	| 'InternalError'
	| 'UsageError'
	| 'ConfigurationError'
	| 'DatabaseConnectionError'
	| 'DatabaseError'
	| 'EncryptionError'
	| 'AuthenticationError'
	| 'OtpRejectedError'
	| 'SessionExpiredError'
	| 'APIError'
	| 'RateLimitError'
	| 'CircuitOpenError'
	| 'OrderRejectedError'
	| 'OrderOutcomeUnknownError'
	| 'ValidationError'
	| 'InteractionRequiredError';

export type AppErrorOptions = {
	/** What the person can do now, as a sentence. */
	readonly hint?: string;
	/** The broker's or the database's own code, if any. */
	readonly code?: string;
	/** The form field, setting or flag that is at fault. */
	readonly field?: string;
	/** Whether trying the same read again may help. Writes are never retried, whatever this says. */
	readonly isRetryable?: boolean;
	/** What caused it. Never a request, a query or anything else that carries secrets. */
	readonly cause?: unknown;
};

export type SerializedError = {
	readonly kind: ErrorKind;
	readonly message: string;
	readonly hint: string;
	readonly code: string | null;
	readonly field?: string;
};

export abstract class AppError extends Error {
	abstract readonly kind: ErrorKind;
	abstract readonly exitCode: number;
	readonly hint: string;
	readonly code: string | undefined;
	readonly field: string | undefined;
	readonly isRetryable: boolean;

	constructor(message: string, options: AppErrorOptions = {}) {
		super(message, options.cause === undefined ? undefined : {cause: options.cause});
		this.hint = options.hint ?? '';
		this.code = options.code;
		this.field = options.field;
		this.isRetryable = options.isRetryable ?? false;
	}

	/** The shape that `--json` prints under `error`. */
	serialize(): SerializedError {
		return {
			kind: this.kind,
			message: this.message,
			hint: this.hint,
			code: this.code ?? null,
			...(this.field === undefined ? {} : {field: this.field}),
		};
	}
}

/** A bug of ours. The message is fixed; the stack goes to the log file only. */
export class InternalError extends AppError {
	override readonly kind = 'InternalError';
	override readonly exitCode = 1;
	override readonly name = 'InternalError';
}

/** The command line cannot be understood, or the terminal was asked for without a terminal. */
export class UsageError extends AppError {
	override readonly kind = 'UsageError';
	override readonly exitCode = 2;
	override readonly name = 'UsageError';
}

/** A setting is missing or malformed. Names it; never echoes its value. */
export class ConfigurationError extends AppError {
	override readonly kind = 'ConfigurationError';
	override readonly exitCode = 3;
	override readonly name = 'ConfigurationError';
}

/** No connection: refused, lost, pool exhausted, timed out. */
export class DatabaseConnectionError extends AppError {
	override readonly kind = 'DatabaseConnectionError';
	override readonly exitCode = 4;
	override readonly name = 'DatabaseConnectionError';
}

/** The database answered and said no: deadlock, full disk, migration needed, constraint. */
export class DatabaseError extends AppError {
	override readonly kind = 'DatabaseError';
	override readonly exitCode = 4;
	override readonly name = 'DatabaseError';
}

/** No such key, bad signature, corrupt token: says which row, never which bytes. */
export class EncryptionError extends AppError {
	override readonly kind = 'EncryptionError';
	override readonly exitCode = 5;
	override readonly name = 'EncryptionError';
}

/** Why the broker refused a person; undefined where it did not say. */
export type AuthenticationReason = 'wrong-password' | 'locked' | 'session-over' | 'factor-mismatch';

export type AuthenticationErrorOptions = AppErrorOptions & {
	readonly reason?: AuthenticationReason;
	/** Passwords that may still be tried before the broker locks the account, where it told. */
	readonly attemptsLeft?: number;
	/** With which it said so; undefined where the refusal came without a call. */
	readonly httpStatus?: number;
};

/** The broker refused the person: wrong password, locked account, expired session. */
export class AuthenticationError extends AppError {
	override readonly kind: 'AuthenticationError' | 'OtpRejectedError' | 'SessionExpiredError' = 'AuthenticationError';
	override readonly exitCode = 6;
	override readonly name: string = 'AuthenticationError';
	readonly reason: AuthenticationReason | undefined;
	readonly attemptsLeft: number | undefined;
	readonly httpStatus: number | undefined;

	constructor(message: string, options: AuthenticationErrorOptions = {}) {
		super(message, options);
		this.reason = options.reason;
		this.attemptsLeft = options.attemptsLeft;
		this.httpStatus = options.httpStatus;
	}
}

/** Why a code was refused: the field is offered again for `wrong`, a new code for `expired`. */
export type OtpRejection = 'wrong' | 'expired' | 'used-up';

/** The second factor was refused. The login itself still stands; the code may be typed again. */
export class OtpRejectedError extends AuthenticationError {
	override readonly kind = 'OtpRejectedError';
	override readonly name = 'OtpRejectedError';
	readonly rejection: OtpRejection;

	constructor(message: string, options: AuthenticationErrorOptions & {readonly rejection: OtpRejection}) {
		super(message, options);
		this.rejection = options.rejection;
	}
}

/** The session is over: expired, replaced or revoked elsewhere. Its `reason` is `session-over`. */
export class SessionExpiredError extends AuthenticationError {
	override readonly kind = 'SessionExpiredError';
	override readonly name = 'SessionExpiredError';
}

/** mStock said no, or did not answer. `httpStatus` is undefined when nothing came back. */
export class APIError extends AppError {
	override readonly kind:
		'APIError' | 'RateLimitError' | 'CircuitOpenError' | 'OrderRejectedError' | 'OrderOutcomeUnknownError' = 'APIError';
	override readonly exitCode: number = 7;
	override readonly name: string = 'APIError';
	readonly endpoint: string;
	readonly httpStatus: number | undefined;

	constructor(message: string, options: AppErrorOptions & {readonly endpoint: string; readonly httpStatus?: number}) {
		super(message, options);
		this.endpoint = options.endpoint;
		this.httpStatus = options.httpStatus;
	}
}

/** A window of the broker's rate limits is used up, here or there. */
export class RateLimitError extends APIError {
	override readonly kind = 'RateLimitError';
	override readonly name = 'RateLimitError';
}

/** The broker failed several times in a row; reads are held back for a moment. */
export class CircuitOpenError extends APIError {
	override readonly kind = 'CircuitOpenError';
	override readonly name = 'CircuitOpenError';
}

/** Input breaks a rule. `fields` maps each offending field to its reason. */
export class ValidationError extends AppError {
	override readonly kind = 'ValidationError';
	override readonly exitCode = 10;
	override readonly name = 'ValidationError';
	readonly fields: Readonly<Record<string, string>>;

	constructor(message: string, options: AppErrorOptions & {readonly fields?: Readonly<Record<string, string>>} = {}) {
		super(message, {...options, field: options.field ?? Object.keys(options.fields ?? {})[0]});
		this.fields = options.fields ?? {};
	}
}

/** A question has to be answered and nobody is there: stdin is not a terminal, or it ended. */
export class InteractionRequiredError extends AppError {
	override readonly kind = 'InteractionRequiredError';
	override readonly exitCode = 11;
	override readonly name = 'InteractionRequiredError';
}

/** The exit code of a command that Ctrl-C ended. */
export const interruptedExitCode = 130;

export function isAppError(error: unknown): error is AppError {
	return error instanceof AppError;
}

/** Expected trouble passes through; anything else becomes an `InternalError` that keeps the original as its cause. */
export function toAppError(error: unknown): AppError {
	if (isAppError(error)) {
		return error;
	}

	return new InternalError('Something went wrong inside mStock Terminal.', {
		hint: 'The log file has the details; "mstock doctor" says where it is. Please report it.',
		cause: error,
	});
}
