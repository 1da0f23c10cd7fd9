import {
	brokenRule,
	diskFull,
	duplicateRow,
	missingTables,
	poolWords,
	tryAgainHint,
	type DatabasePlace,
	type DriverError,
	type ErrorWords,
} from './error-words.ts';

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

/** ErrorWords for an error of mysql2 or its server; undefined for one that has none of its own. */
export function mysqlWords(error: DriverError, {name, queryTimeoutMs}: DatabasePlace): ErrorWords | undefined {
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
			};
		}

		case 'ETIMEDOUT': {
			return {
				kind: 'connection',
				message: `The database at ${name} did not answer in time.`,
				hint: 'Check that the server runs and that no firewall is in between; then try again.',
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

function lostConnection(name: string): ErrorWords {
	return {
		kind: 'connection',
		message: `The connection to the database at ${name} was lost.`,
		hint: 'It is opened again by itself. Look at the latest rows before repeating a change.',
		isRetryable: true,
	};
}
