import {dirname} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {ConfigurationError, DatabaseError} from '../errors.ts';
import {makeFolder} from './files.ts';

/** A lock that is held. It ends with `release`, or with the process, however that ends. */
export type ProcessLock = {readonly isHeld: () => boolean; readonly release: () => void};

/**
Take a lock that at most one holder on this computer has, or return undefined at once when somebody else has it.

An exclusive transaction on a small SQLite file: the operating system lets go of it when the process dies, so there is never a stale one to judge.

@param path of the lock file; it and its folder are made, and stay
@throws {ConfigurationError} when the file cannot be made; {DatabaseError} when the disk is full
*/
export function tryProcessLock(path: string): ProcessLock | undefined {
	const database = openLockFile(path);
	try {
		database.exec('BEGIN EXCLUSIVE');
	} catch (error) {
		database.close();
		if (primaryCode(error) === sqliteBusy) {
			return undefined;
		}

		throw primaryCode(error) === sqliteFull
			? new DatabaseError('The disk is full: the lock of the sandbox cannot be taken.', {
					code: 'SQLITE_FULL',
					hint: 'Make room on the disk that MSTOCK_HOME is on, then try again.',
				})
			: error;
	}

	return {
		isHeld: () => database.isOpen,
		release() {
			if (database.isOpen) {
				database.close();
			}
		},
	};
}

function openLockFile(path: string): DatabaseSync {
	try {
		makeFolder(dirname(path));
		return new DatabaseSync(path, {timeout: 0});
	} catch {
		throw new ConfigurationError('The lock of the sandbox cannot be made in MSTOCK_HOME.', {
			field: 'MSTOCK_HOME',
			hint: 'Set MSTOCK_HOME to a folder on a local disk that you may write to, with room on it.',
		});
	}
}

const sqliteBusy = 5;
const sqliteFull = 13;

/** SQLite's result code; extended codes keep the primary one in their low byte. */
function primaryCode(error: unknown): number | undefined {
	return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined;
}
