import {AppError, DatabaseConnectionError, DatabaseError, InternalError} from '../errors.ts';

export type DatabasePlace = {
	readonly client: 'sqlite' | 'mysql';
	/** How to name the database to a person: `root@localhost:3306/mstock`, `/home/x/mstock.sqlite`. Never a password. */
	readonly name: string;
	/** How long a query may take; undefined for as long as it likes. */
	readonly queryTimeoutMs?: number;
};

/** The place that `database.ts` put into Knex's configuration, where both clients find it (a transaction's client has nothing else). */
export function placeOf(config: object): DatabasePlace {
	const {userParams} = config as {readonly userParams: {readonly place: DatabasePlace}};
	return userParams.place;
}

type Words = {
	readonly kind: 'connection' | 'answer';
	readonly message: string;
	readonly hint: string;
	readonly isRetryable?: boolean;
};

type DriverError = {
	readonly code: string | undefined;
	readonly errno: number | undefined;
	/** SQLite's extended result code. */
	readonly errcode: number | undefined;
	readonly message: string;
	readonly isFatal: boolean;
};

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
		errno: typeof fields['errno'] === 'number' ? fields['errno'] : undefined,
		errcode: typeof fields['errcode'] === 'number' ? fields['errcode'] : undefined,
		message: error instanceof Error ? error.message : '',
		isFatal: fields['fatal'] === true,
	};
}

const lostCodes: ReadonlySet<string> = new Set([
	'PROTOCOL_CONNECTION_LOST',
	'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
	'ECONNRESET',
	'EPIPE',
	'ECONNABORTED',
	'ER_SERVER_SHUTDOWN',
	'ER_NORMAL_SHUTDOWN',
	'ER_CONNECTION_KILLED',
	'ER_NEW_ABORTING_CONNECTION',
	'ER_ABORTING_CONNECTION',
	'ER_CLIENT_INTERACTION_TIMEOUT',
	'ER_QUERY_INTERRUPTED',
]);

const certificateCodes: ReadonlySet<string> = new Set([
	'SELF_SIGNED_CERT_IN_CHAIN',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'UNABLE_TO_GET_ISSUER_CERT',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'CERT_HAS_EXPIRED',
	'CERT_NOT_YET_VALID',
	'ERR_TLS_CERT_ALTNAME_INVALID',
]);

const migrationHint = 'Run "mstock db status" to see what is missing, and "mstock db migrate" to add it.';
const tryAgainHint = 'Nothing was changed. Try again.';

function mysqlWords(error: DriverError, {name, queryTimeoutMs}: DatabasePlace): Words | undefined {
	const {code} = error;
	if (code === undefined) {
		// A session that somebody killed ends with an error that carries no code.
		return error.isFatal || /closed state|connection (is )?(lost|closed|destroyed)|socket/i.test(error.message)
			? lostConnection(name)
			: poolWords(error, name);
	}

	if (lostCodes.has(code)) {
		return lostConnection(name);
	}

	if (certificateCodes.has(code)) {
		return {
			kind: 'connection',
			message: `The certificate of the database at ${name} cannot be verified.`,
			hint: 'Give the server a certificate that this machine trusts, or set DB_SSL=required to encrypt without verifying.',
		};
	}

	switch (code) {
		case 'ECONNREFUSED': {
			return {
				kind: 'connection',
				message: `No database server answers at ${name}.`,
				hint: 'Start MySQL or MariaDB there, or correct DB_HOST and DB_PORT. DB_CLIENT=sqlite uses the embedded database instead.',
				isRetryable: true,
			};
		}

		case 'ENOTFOUND':
		case 'EAI_AGAIN':
		case 'EHOSTUNREACH':
		case 'ENETUNREACH': {
			return {
				kind: 'connection',
				message: `The database host of ${name} cannot be reached.`,
				hint: 'Check DB_HOST for a typing error, and that the network is up.',
				isRetryable: code !== 'ENOTFOUND',
			};
		}

		case 'ETIMEDOUT': {
			return {
				kind: 'connection',
				message: `The database at ${name} did not answer in time.`,
				hint: 'Check that the server runs and that no firewall is in between; then try again.',
				isRetryable: true,
			};
		}

		case 'PROTOCOL_SEQUENCE_TIMEOUT': {
			return {
				kind: 'connection',
				message: `The database at ${name} took longer than ${(queryTimeoutMs ?? 0) / 1000} s to answer; the connection was given up.`,
				hint: 'The server is overloaded or the request was too large. Try again; look at the latest rows before repeating a change.',
			};
		}

		case 'ER_ACCESS_DENIED_ERROR':
		case 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR':
		case 'ER_ACCOUNT_HAS_BEEN_LOCKED':
		case 'ER_MUST_CHANGE_PASSWORD':
		case 'ER_MUST_CHANGE_PASSWORD_LOGIN': {
			return {
				kind: 'connection',
				message: `The database did not accept the user or the password for ${name}.`,
				hint: 'Correct DB_USER and DB_PASSWORD.',
			};
		}

		case 'ER_HOST_NOT_PRIVILEGED':
		case 'ER_HOST_IS_BLOCKED': {
			return {
				kind: 'connection',
				message: `The database at ${name} does not let this machine in.`,
				hint: 'Ask whoever runs the server to allow this host for DB_USER.',
			};
		}

		case 'ER_DBACCESS_DENIED_ERROR':
		case 'ER_TABLEACCESS_DENIED_ERROR':
		case 'ER_COLUMNACCESS_DENIED_ERROR':
		case 'ER_SPECIFIC_ACCESS_DENIED_ERROR': {
			return {
				kind: 'answer',
				message: `The database user may not do this at ${name}.`,
				hint: 'Ask for all privileges on this database for DB_USER, or choose another DB_NAME.',
			};
		}

		case 'ER_BAD_DB_ERROR': {
			return {
				kind: 'connection',
				message: `There is no such database at ${name}.`,
				hint: 'Correct DB_NAME, or let DB_USER create it.',
			};
		}

		case 'ER_CON_COUNT_ERROR':
		case 'ER_TOO_MANY_USER_CONNECTIONS':
		case 'ER_USER_LIMIT_REACHED': {
			return {
				kind: 'connection',
				message: `The database at ${name} has no connection left.`,
				hint: 'Close other programs that use it, or raise max_connections; then try again.',
				isRetryable: true,
			};
		}

		case 'HANDSHAKE_NO_SSL_SUPPORT': {
			return {
				kind: 'connection',
				message: `The database at ${name} does not offer an encrypted connection.`,
				hint: 'Turn TLS on at the server, or set DB_SSL=off if the network between is trusted.',
			};
		}

		case 'ER_NOT_SUPPORTED_AUTH_MODE':
		case 'AUTH_SWITCH_PLUGIN_ERROR': {
			return {
				kind: 'connection',
				message: `The database at ${name} asks for a way of signing in that is not supported.`,
				hint: 'Give DB_USER a password with caching_sha2_password or mysql_native_password.',
			};
		}

		case 'ER_LOCK_DEADLOCK':
		case 'ER_CHECKREAD': {
			return {
				kind: 'answer',
				message: 'Another process was changing the same rows at the same time.',
				hint: tryAgainHint,
				isRetryable: true,
			};
		}

		case 'ER_LOCK_WAIT_TIMEOUT': {
			return {
				kind: 'answer',
				message: 'Another process kept the same rows locked for too long.',
				hint: tryAgainHint,
				isRetryable: true,
			};
		}

		case 'ER_DUP_ENTRY':
		case 'ER_DUP_ENTRY_WITH_KEY_NAME': {
			return duplicateRow;
		}

		case 'ER_BAD_NULL_ERROR':
		case 'ER_NO_DEFAULT_FOR_FIELD':
		case 'ER_NO_REFERENCED_ROW':
		case 'ER_NO_REFERENCED_ROW_2':
		case 'ER_ROW_IS_REFERENCED':
		case 'ER_ROW_IS_REFERENCED_2':
		case 'ER_CONSTRAINT_FAILED':
		case 'ER_CHECK_CONSTRAINT_VIOLATED': {
			return brokenRule;
		}

		case 'ER_DATA_TOO_LONG':
		case 'ER_TRUNCATED_WRONG_VALUE_FOR_FIELD':
		case 'ER_TRUNCATED_WRONG_VALUE':
		case 'WARN_DATA_TRUNCATED':
		case 'ER_WARN_DATA_OUT_OF_RANGE': {
			return {
				kind: 'answer',
				message: 'A value does not fit its column in the database.',
				hint: 'Shorten it. If it is short already, run "mstock db status": the columns may be those of another version.',
			};
		}

		case 'ER_NO_SUCH_TABLE':
		case 'ER_BAD_FIELD_ERROR':
		case 'ER_BAD_TABLE_ERROR': {
			return missingTables;
		}

		case 'ER_DISK_FULL':
		case 'ER_RECORD_FILE_FULL':
		case 'ER_ERROR_ON_WRITE':
		case 'ER_OUT_OF_RESOURCES': {
			return diskFull;
		}

		case 'ER_OPTION_PREVENTS_STATEMENT':
		case 'ER_READ_ONLY_MODE':
		case 'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION': {
			return {
				kind: 'answer',
				message: `The database at ${name} is read-only.`,
				hint: 'Connect to the primary server, or turn read_only off.',
			};
		}

		case 'ER_NET_PACKET_TOO_LARGE': {
			return {
				kind: 'answer',
				message: 'A statement was larger than the database accepts.',
				hint: 'Raise max_allowed_packet at the server.',
			};
		}

		default: {
			return error.isFatal ? lostConnection(name) : undefined;
		}
	}
}

function sqliteWords(error: DriverError, {name}: DatabasePlace): Words | undefined {
	switch (error.errcode === undefined ? undefined : error.errcode & 255) {
		case 1: {
			return /no such (table|column)/.test(error.message) ? missingTables : undefined;
		}

		case 5:
		case 6: {
			return {
				kind: 'answer',
				message: 'Another process kept the database file busy for too long.',
				hint: `${tryAgainHint} If it persists, another program holds ${name} open.`,
				isRetryable: true,
			};
		}

		case 8: {
			return {
				kind: 'answer',
				message: `The database file ${name} cannot be written.`,
				hint: 'Give yourself write permission on the file and its folder.',
			};
		}

		case 10: {
			return {
				kind: 'answer',
				message: `Reading or writing the database file ${name} failed.`,
				hint: 'Check the disk, and that the file is not on a network folder.',
			};
		}

		case 11:
		case 26: {
			return {
				kind: 'answer',
				message: `${name} is damaged, or not a database.`,
				hint: 'Move it away and start again, or restore a copy. DB_FILE names another file.',
			};
		}

		case 13: {
			return diskFull;
		}

		case 14: {
			return {
				kind: 'connection',
				message: `The database file ${name} cannot be opened.`,
				hint: 'Check that its folder exists and is yours, or set DB_FILE.',
			};
		}

		case 19: {
			return error.errcode === 2067 || error.errcode === 1555 ? duplicateRow : brokenRule;
		}

		default: {
			return poolWords(error, name);
		}
	}
}

function poolWords(error: DriverError, name: string): Words | undefined {
	if (/timeout acquiring a connection|operation timed out|^aborted$/i.test(error.message)) {
		return {
			kind: 'connection',
			message: `All connections to the database ${name} are busy.`,
			hint: 'Something takes long there. Wait a moment and try again.',
			isRetryable: true,
		};
	}

	return /unable to acquire a connection/i.test(error.message)
		? {
				kind: 'connection',
				message: 'The database is closed.',
				hint: 'Open it again on the Health screen, or start the program again.',
			}
		: undefined;
}

function lostConnection(name: string): Words {
	return {
		kind: 'connection',
		message: `The connection to the database at ${name} was lost.`,
		hint: 'It is opened again by itself. Look at the latest rows before repeating a change.',
		isRetryable: true,
	};
}

const duplicateRow: Words = {
	kind: 'answer',
	message: 'The database holds such a row already.',
	hint: 'Change the existing one instead.',
};

const brokenRule: Words = {
	kind: 'answer',
	message: 'The row breaks a rule of the database.',
	hint: 'A required value is missing or not allowed. Run "mstock doctor" if you cannot tell which.',
};

const missingTables: Words = {
	kind: 'answer',
	message: 'The database lacks a table or a column that this program needs.',
	hint: migrationHint,
};

const diskFull: Words = {
	kind: 'answer',
	message: 'The disk of the database is full.',
	hint: 'Free some space (old log rows: "mstock logs clean --older-than DAYS"), then try again.',
};

function sqliteCode(error: DriverError): string | undefined {
	if (error.errcode === undefined) {
		return undefined;
	}

	const extended: Readonly<Record<number, string>> = {
		275: 'SQLITE_CONSTRAINT_CHECK',
		787: 'SQLITE_CONSTRAINT_FOREIGNKEY',
		1299: 'SQLITE_CONSTRAINT_NOTNULL',
		1555: 'SQLITE_CONSTRAINT_PRIMARYKEY',
		2067: 'SQLITE_CONSTRAINT_UNIQUE',
	};
	const primary: Readonly<Record<number, string>> = {
		1: 'SQLITE_ERROR',
		5: 'SQLITE_BUSY',
		6: 'SQLITE_LOCKED',
		8: 'SQLITE_READONLY',
		9: 'SQLITE_INTERRUPT',
		10: 'SQLITE_IOERR',
		11: 'SQLITE_CORRUPT',
		13: 'SQLITE_FULL',
		14: 'SQLITE_CANTOPEN',
		17: 'SQLITE_SCHEMA',
		18: 'SQLITE_TOOBIG',
		19: 'SQLITE_CONSTRAINT',
		26: 'SQLITE_NOTADB',
	};
	return extended[error.errcode] ?? primary[error.errcode & 255] ?? `SQLITE_${error.errcode}`;
}
