import {closeSync, existsSync, openSync} from 'node:fs';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {setTimeout} from 'node:timers/promises';
import {DatabaseError, InternalError} from '../errors.ts';
import {toLockError} from './lock-error.ts';
import {makeFolder} from './make-folder.ts';
import {errorCode} from './read-text.ts';

export type LockOptions = {
	/** How long to wait for whoever holds it; 0 tries once. @default 10_000 */
	readonly waitMs?: number;
};

/** A lock that is held until `release`, or until this process ends, however it ends. */
export type HeldLock = {
	/** Safe to call twice. */
	readonly release: () => void;
};

const defaultWaitMs = 10_000;
const pollMs = 25;
const busy = 5;

/**
Do some work while no other holder of the same name, in this process or another, does theirs.

@throws {DatabaseError} with the code `LOCKED` when somebody else holds it for longer than `waitMs`
*/
export async function withLock<Result>(
	folder: string,
	name: string,
	work: () => Promise<Result> | Result,
	options: LockOptions = {},
): Promise<Result> {
	const lock = await acquireLock(folder, name, options);
	if (lock === undefined) {
		throw new DatabaseError(`Another mStock Terminal is busy with the same thing (${name}) and does not finish.`, {
			hint: 'Wait for it or close it, then try again.',
			code: 'LOCKED',
			isRetryable: true,
		});
	}

	try {
		return await work();
	} finally {
		lock.release();
	}
}

/**
Take a lock by name: a small SQLite file under `BEGIN EXCLUSIVE`, which the operating system lets go when its process dies. Undefined when somebody else holds it for longer than `waitMs`.

Keep the result for as long as the lock is meant to be held: dropping it may release the lock.

@throws {ConfigurationError} when the lock file cannot be made; {DatabaseError} when the disk is full or fails
*/
export async function acquireLock(
	folder: string,
	name: string,
	{waitMs = defaultWaitMs}: LockOptions = {},
): Promise<HeldLock | undefined> {
	if (!/^[\w.-]{1,100}$/.test(name)) {
		throw new InternalError(`A lock cannot have this name.`);
	}

	const database = openLockFile(folder, name);
	for (let waited = 0; ; waited += pollMs) {
		if (tryBegin(database)) {
			return {
				release() {
					if (database.isOpen) {
						database.close();
					}
				},
			};
		}

		if (waited >= waitMs) {
			database.close();
			return undefined;
		}

		await setTimeout(pollMs);
	}
}

function openLockFile(folder: string, name: string): DatabaseSync {
	const path = join(folder, `${name}.lock`);
	try {
		makeFolder(folder);
		// Only a file that is new may be opened here: closing one that this process has locked would drop that lock (POSIX).
		if (!existsSync(path)) {
			createPrivate(path);
		}

		return new DatabaseSync(path, {timeout: 0});
	} catch (error) {
		throw toLockError(name, error);
	}
}

function createPrivate(path: string): void {
	try {
		closeSync(openSync(path, 'wx', 0o600));
	} catch (error) {
		// Somebody made it between the look and now.
		if (errorCode(error) !== 'EEXIST') {
			throw error;
		}
	}
}

function tryBegin(database: DatabaseSync): boolean {
	try {
		database.exec('BEGIN EXCLUSIVE');
		return true;
	} catch (error) {
		if (error instanceof Error && 'errcode' in error && Number(error.errcode) % 256 === busy) {
			return false;
		}

		database.close();
		throw toLockError('the lock file', error);
	}
}
