/**
What a person is told when the database fails, whichever database it is. The words of one driver's codes are in `mysql-error-words.ts` and `sqlite-error-words.ts`.
*/

export type DatabasePlace = {
	readonly client: 'sqlite' | 'mysql';
	/** How to name the database to a person: `root@localhost:3306/mstock`, `/home/x/mstock.sqlite`. Never a password. */
	readonly name: string;
	/** How long a query may take; undefined for as long as it likes. */
	readonly queryTimeoutMs?: number;
};

export type ErrorWords = {
	readonly kind: 'connection' | 'answer';
	readonly message: string;
	readonly hint: string;
	/** Whether reading once more at once may help: not where the first try took seconds already. */
	readonly isRetryable?: boolean;
};

/** What matters of a driver's error. Its statement and bound values are not among it. */
export type DriverError = {
	readonly code: string | undefined;
	/** SQLite's extended result code. */
	readonly errcode: number | undefined;
	readonly message: string;
	readonly isFatal: boolean;
};

const migrationHint = 'Run "mstock db status" to see what is missing, and "mstock db migrate" to add it.';
export const tryAgainHint = 'Nothing was changed. Try again.';

export const duplicateRow: ErrorWords = {
	kind: 'answer',
	message: 'The database holds such a row already.',
	hint: 'Change the existing one instead.',
};

export const brokenRule: ErrorWords = {
	kind: 'answer',
	message: 'The row breaks a rule of the database.',
	hint: 'A required value is missing or not allowed. Run "mstock doctor" if you cannot tell which.',
};

export const missingTables: ErrorWords = {
	kind: 'answer',
	message: 'The database lacks a table or a column that this program needs.',
	hint: migrationHint,
};

export const diskFull: ErrorWords = {
	kind: 'answer',
	message: 'The disk of the database is full.',
	hint: 'Free some space (old log rows: "mstock logs clean --older-than DAYS"), then try again.',
};

/** Words for what Knex's pool says in plain sentences. */
export function poolWords(error: DriverError, name: string): ErrorWords | undefined {
	if (/timeout acquiring a connection|operation timed out|^aborted$/i.test(error.message)) {
		return {
			kind: 'connection',
			message: `All connections to the database ${name} are busy.`,
			hint: 'Something takes long there. Wait a moment and try again.',
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
