import {AppError, DatabaseConnectionError, DatabaseError, InternalError} from '../errors.ts';
import type {DatabasePlace, DriverError} from './error-words.ts';
import {mysqlWords} from './mysql-error-words.ts';
import {sqliteCode, sqliteWords} from './sqlite-error-words.ts';

export type {DatabasePlace} from './error-words.ts';

/** The place that `database.ts` put into Knex's configuration, where both clients find it (a transaction's client has nothing else). */
export function placeOf(config: object): DatabasePlace {
	const {userParams} = config as {readonly userParams: {readonly place: DatabasePlace}};
	return userParams.place;
}

/**
Translate what a driver threw into our words.

Nothing of the original is kept but its code: driver errors carry the statement and its bound values (`sql`, `message`), and those carry tokens.
An `AppError` passes through; what is not a driver's error at all becomes an `InternalError` without its text.
*/
export function toDatabaseError(error: unknown, place: DatabasePlace): AppError {
	if (error instanceof AppError) {
		return error;
	}

	const driverError = readDriverError(error);
	const words = place.client === 'sqlite' ? sqliteWords(driverError, place) : mysqlWords(driverError, place);
	const code = place.client === 'sqlite' ? (sqliteCode(driverError) ?? driverError.code) : driverError.code;
	if (words === undefined && code === undefined) {
		return new InternalError('Something went wrong inside mStock Terminal while it used the database.', {
			hint: 'The log file has the details; "mstock doctor" says where it is. Please report it.',
			cause: withoutText(error),
		});
	}

	const {
		kind,
		message,
		hint,
		isRetryable = false,
	} = words ?? {
		kind: 'answer',
		message: `The database refused a statement (${code ?? 'no code'}).`,
		hint: 'Run "mstock doctor" to check the database. If all is well there, please report it with this code.',
	};
	const options = {hint, isRetryable, ...(code === undefined ? {} : {code})};
	return kind === 'connection' ? new DatabaseConnectionError(message, options) : new DatabaseError(message, options);
}

/** Whether a unique index refused the row. */
export function isUniqueViolation(error: unknown): boolean {
	return (
		error instanceof DatabaseError &&
		['ER_DUP_ENTRY', 'ER_DUP_ENTRY_WITH_KEY_NAME', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY'].includes(
			error.code ?? '',
		)
	);
}

/** Whether a transaction gave way to another one and may be run again as a whole. */
export function isContention(error: unknown): boolean {
	return (
		error instanceof DatabaseError &&
		['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_CHECKREAD', 'SQLITE_BUSY', 'SQLITE_LOCKED'].includes(
			error.code ?? '',
		)
	);
}

function readDriverError(error: unknown): DriverError {
	const fields: Record<string, unknown> = typeof error === 'object' && error !== null ? {...error} : {};
	return {
		code: typeof fields['code'] === 'string' && fields['code'] !== '' ? fields['code'] : undefined,
		errcode: typeof fields['errcode'] === 'number' ? fields['errcode'] : undefined,
		message: error instanceof Error ? error.message : '',
		isFatal: fields['fatal'] === true,
	};
}

/** Where a bug happened, for the log file; its text may hold a value. */
function withoutText(error: unknown): Error {
	const trace = new Error('The text of this error is withheld.');
	const {stack = ''} = (error ?? {}) as {readonly stack?: string};
	const frames = stack.split('\n').filter(line => /^ {4}at .*:\d+:\d+\)?$/.test(line));
	trace.stack = [`Error: ${trace.message}`, ...frames].join('\n');
	return trace;
}
