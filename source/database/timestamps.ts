/**
Instants in the two databases.

MySQL has TIMESTAMP columns and a driver that speaks `Date`. SQLite has text: `YYYY-MM-DD HH:MM:SS.mmm`, always UTC and always with
milliseconds, so that comparing texts compares instants.
*/

/** SQLite's own clock in that form, for DEFAULT clauses. */
export const sqliteNow = "(strftime('%Y-%m-%d %H:%M:%f', 'now'))";

/** How an instant is written to SQLite. */
export function toSqliteTimestamp(instant: Date): string {
	return instant.toISOString().replace('T', ' ').replace('Z', '');
}

/** An instant as either database hands it over; undefined for NULL and for what is no instant (MySQL's zero date). */
export function parseTimestamp(value: unknown): Date | undefined {
	if (value instanceof Date) {
		return Number.isNaN(value.getTime()) ? undefined : value;
	}

	if (typeof value === 'number' || typeof value === 'bigint') {
		return new Date(Number(value));
	}

	if (typeof value !== 'string') {
		return undefined;
	}

	const instant = new Date(`${value.trim().replace(' ', 'T')}Z`);
	return Number.isNaN(instant.getTime()) ? undefined : instant;
}

/** The original's TIMESTAMP columns hold whole seconds, which one server rounds to and the other cuts to: cut before either can. */
export function wholeSecond(instant: Date): Date {
	return new Date(Math.floor(instant.getTime() / 1000) * 1000);
}
