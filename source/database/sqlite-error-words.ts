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

/** ErrorWords for an error of SQLite, by its result code; undefined for one that has none of its own. */
export function sqliteWords(error: DriverError, {name}: DatabasePlace): ErrorWords | undefined {
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

/** SQLite's own name for the result code: the extended one where that tells more. */
export function sqliteCode(error: DriverError): string | undefined {
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
