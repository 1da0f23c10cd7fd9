/**
The Indian trading day. India has one zone, UTC+05:30, and no daylight saving time, so plain arithmetic is exact.

Instants are UTC `Date`s; days are IST calendar dates, `YYYY-MM-DD`.
*/

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
export const istOffsetMs = 5.5 * hourMs;

/** The longest a broker token lives, whatever the day. Source: mStock API documentation, token life. */
export const maximumSessionMs = 12 * hourMs;

/** The IST calendar date of an instant. */
export function tradingDayOf(instant: Date): string {
	return new Date(instant.getTime() + istOffsetMs).toISOString().slice(0, 10);
}

/** Minutes since IST midnight, fractional. */
export function istMinuteOfDay(instant: Date): number {
	return ((instant.getTime() + istOffsetMs) % dayMs) / minuteMs;
}

/** The first instant of the next IST day. */
export function nextMidnightIst(instant: Date): Date {
	const sinceMidnight = (instant.getTime() + istOffsetMs) % dayMs;
	return new Date(instant.getTime() - sinceMidnight + dayMs);
}

/** When a session that began at `loggedInAt` ends: twelve hours later or at midnight IST, whichever is first. */
export function sessionEnd(loggedInAt: Date): Date {
	return new Date(Math.min(loggedInAt.getTime() + maximumSessionMs, nextMidnightIst(loggedInAt).getTime()));
}

export type MarketPhase = 'pre-open' | 'open' | 'closing' | 'closed' | 'weekend';

/**
The phase of the NSE equity market by the clock alone. Holidays are not known here: whoever shows this says so.

Pre-open 09:00-09:15, continuous 09:15-15:30, closing 15:30-16:00, Monday to Friday.
*/
export function marketPhase(instant: Date): MarketPhase {
	const weekday = new Date(instant.getTime() + istOffsetMs).getUTCDay();
	if (weekday === 0 || weekday === 6) {
		return 'weekend';
	}

	const minute = istMinuteOfDay(instant);
	if (minute >= 9 * 60 && minute < 9 * 60 + 15) {
		return 'pre-open';
	}

	if (minute >= 9 * 60 + 15 && minute < 15 * 60 + 30) {
		return 'open';
	}

	return minute >= 15 * 60 + 30 && minute < 16 * 60 ? 'closing' : 'closed';
}

export type DegradedWindow = {
	readonly name: 'begin of day' | 'end of day';
	readonly from: string;
	readonly until: string;
};

/** The broker's maintenance windows (IST), in which service may be degraded. Source: mStock API documentation. */
const degradedWindows: ReadonlyArray<DegradedWindow & {readonly fromMinute: number; readonly untilMinute: number}> = [
	{name: 'begin of day', from: '07:00', until: '08:30', fromMinute: 7 * 60, untilMinute: 8 * 60 + 30},
	{name: 'end of day', from: '19:00', until: '21:00', fromMinute: 19 * 60, untilMinute: 21 * 60},
];

/** The maintenance window that `instant` falls into, if any. */
export function degradedWindowAt(instant: Date): DegradedWindow | undefined {
	const minute = istMinuteOfDay(instant);
	return degradedWindows.find(window => minute >= window.fromMinute && minute < window.untilMinute);
}
