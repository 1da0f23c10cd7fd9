import {ConfigurationError, DatabaseError, type AppError} from '../errors.ts';
import {errorCode, fileTrouble} from './read-text.ts';

const sqliteReadError = 10;
const sqliteFull = 13;

/** Why a lock file could not be made or locked, in our words. Source of the numbers: SQLite's result codes. */
export function toLockError(name: string, error: unknown): AppError {
	// Extended codes keep the primary one in their low byte.
	const primary = error instanceof Error && 'errcode' in error ? Number(error.errcode) % 256 : undefined;
	if (primary === sqliteFull || errorCode(error) === 'ENOSPC') {
		return new DatabaseError(`The disk is full: the lock ${name} cannot be taken in MSTOCK_HOME.`, {
			code: 'SQLITE_FULL',
			hint: 'Make room on the disk that MSTOCK_HOME is on, then try again.',
		});
	}

	if (primary === sqliteReadError) {
		return new DatabaseError(`The disk reports an error: the lock ${name} cannot be taken in MSTOCK_HOME.`, {
			code: 'SQLITE_IOERR',
			hint: 'Check that the disk of MSTOCK_HOME has room and works, and that it is not a network folder.',
		});
	}

	return new ConfigurationError(`The lock ${name} cannot be taken in MSTOCK_HOME: ${fileTrouble(error)}.`, {
		field: 'MSTOCK_HOME',
		hint: 'Set MSTOCK_HOME to a folder on a local disk that you may write to.',
	});
}
