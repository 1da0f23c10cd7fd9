import {trusted, type SafeText} from '../domain/safe-text.ts';
import {istOffsetMs, tradingDayOf} from '../domain/market-clock.ts';

/*
Times as a person in India reads them. Instants come in as UTC `Date`s and go out in IST; plain arithmetic, because Intl is too slow for
rows that are painted many times a second.
*/

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** The instant moved so that its UTC fields read as IST. */
function istFields(instant: Date): Date {
	return new Date(instant.getTime() + istOffsetMs);
}

function pad(value: number, digits = 2): string {
	return String(value).padStart(digits, '0');
}

/** `10:42` */
export function formatClock(instant: Date): SafeText {
	const ist = istFields(instant);
	return trusted(`${pad(ist.getUTCHours())}:${pad(ist.getUTCMinutes())}`);
}

/** `10:42:05` */
export function formatClockSeconds(instant: Date): SafeText {
	return trusted(`${formatClock(instant)}:${pad(istFields(instant).getUTCSeconds())}`);
}

/** `10:42:05.871` */
export function formatClockMilliseconds(instant: Date): SafeText {
	return trusted(`${formatClockSeconds(instant)}.${pad(istFields(instant).getUTCMilliseconds(), 3)}`);
}

/** `2026-11-24 14:42:05.871`, IST without saying so: for columns whose heading does. */
export function formatTimestamp(instant: Date): SafeText {
	return trusted(`${tradingDayOf(instant)} ${formatClockMilliseconds(instant)}`);
}

/** `21 Nov`, with the year when it is not this one: `21 Nov 2025`. */
export function formatDay(instant: Date, now: Date): SafeText {
	const ist = istFields(instant);
	const day = `${pad(ist.getUTCDate())} ${months[ist.getUTCMonth()] ?? ''}`;
	return trusted(ist.getUTCFullYear() === istFields(now).getUTCFullYear() ? day : `${day} ${ist.getUTCFullYear()}`);
}

/** `today 10:42`, `yesterday 09:11`, `tomorrow 00:00`, `21 Nov 09:08`. */
export function formatDayClock(instant: Date, now: Date): SafeText {
	return trusted(`${nearDay(instant, now) ?? formatDay(instant, now)} ${formatClock(instant)}`);
}

function nearDay(instant: Date, now: Date): string | undefined {
	const days = istDayNumber(instant) - istDayNumber(now);
	return days === 0 ? 'today' : days === -1 ? 'yesterday' : days === 1 ? 'tomorrow' : undefined;
}

function istDayNumber(instant: Date): number {
	return Math.floor((instant.getTime() + istOffsetMs) / dayMs);
}

/** A span in its two largest units: `3 d 4 h`, `11 h 58 m`, `4 m 41 s`, `41 s`. Whole units, rounded down; never negative. */
export function formatDuration(durationMs: number): SafeText {
	const ms = Math.max(0, durationMs);
	const days = Math.floor(ms / dayMs);
	const hours = Math.floor((ms % dayMs) / hourMs);
	const minutes = Math.floor((ms % hourMs) / minuteMs);
	const seconds = Math.floor((ms % minuteMs) / secondMs);
	if (days > 0) {
		return trusted(`${days} d ${hours} h`);
	}

	if (hours > 0) {
		return trusted(`${hours} h ${minutes} m`);
	}

	return trusted(minutes > 0 ? `${minutes} m ${seconds} s` : `${seconds} s`);
}

/** What is left, `4:41` or `1:04:41`. Rounded up, so that it reads 0:00 only when it is over. */
export function formatCountdown(remainingMs: number): SafeText {
	const total = Math.max(0, Math.ceil(remainingMs / secondMs));
	const hours = Math.floor(total / 3600);
	const minutes = Math.floor((total % 3600) / 60);
	const clock = `${hours > 0 ? pad(minutes) : minutes}:${pad(total % 60)}`;
	return trusted(hours > 0 ? `${hours}:${clock}` : clock);
}

/** `now`, `4 s ago`, `3 m ago`, `2 h ago`, `5 d ago`. A clock that ran ahead reads `now`. */
export function formatAge(instant: Date, now: Date): SafeText {
	const ageMs = now.getTime() - instant.getTime();
	if (ageMs < secondMs) {
		return trusted('now');
	}

	if (ageMs < minuteMs) {
		return trusted(`${Math.floor(ageMs / secondMs)} s ago`);
	}

	if (ageMs < hourMs) {
		return trusted(`${Math.floor(ageMs / minuteMs)} m ago`);
	}

	return trusted(ageMs < dayMs ? `${Math.floor(ageMs / hourMs)} h ago` : `${Math.floor(ageMs / dayMs)} d ago`);
}

/** Whole IST days from now to a calendar date `YYYY-MM-DD`; negative when it is over; undefined when it is no date. */
export function daysUntil(day: string, now: Date): number | undefined {
	const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
	return Number.isNaN(at) ? undefined : Math.round(at / dayMs) - istDayNumber(now);
}

/** `in 9 days`, `in 1 day`, `today`, `9 days ago`. */
export function formatDaysUntil(days: number): SafeText {
	if (days === 0) {
		return trusted('today');
	}

	const words = `${Math.abs(days)} ${Math.abs(days) === 1 ? 'day' : 'days'}`;
	return trusted(days > 0 ? `in ${words}` : `${words} ago`);
}

/** `182 ms`, `2,140 ms`. */
export function formatMilliseconds(durationMs: number): SafeText {
	return trusted(`${String(Math.round(durationMs)).replace(/\B(?=(\d{3})+$)/g, ',')} ms`);
}
