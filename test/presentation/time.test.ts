import {describe, expect, test} from 'vitest';
import {
	daysUntil,
	formatAge,
	formatClock,
	formatClockMilliseconds,
	formatClockSeconds,
	formatCountdown,
	formatDay,
	formatDayClock,
	formatDaysUntil,
	formatDuration,
	formatMilliseconds,
	formatTimestamp,
} from '../../source/presentation/time.ts';

/** 14:42:05.871 IST on 24 November 2026. */
const now = new Date('2026-11-24T09:12:05.871Z');
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

function ist(text: string): Date {
	return new Date(`${text}+05:30`);
}

test('an instant reads as an IST clock, to the minute, second or millisecond', () => {
	expect([formatClock(now), formatClockSeconds(now), formatClockMilliseconds(now), formatTimestamp(now)]).toEqual([
		'14:42',
		'14:42:05',
		'14:42:05.871',
		'2026-11-24 14:42:05.871',
	]);
});

test('an instant just before UTC midnight is already the next IST day', () => {
	expect(formatTimestamp(new Date('2026-11-24T23:59:59.999Z'))).toBe('2026-11-25 05:29:59.999');
});

test.each([
	['2026-11-24T00:00:00', 'today 00:00'],
	['2026-11-24T23:59:59', 'today 23:59'],
	['2026-11-23T23:59:59', 'yesterday 23:59'],
	['2026-11-25T00:00:00', 'tomorrow 00:00'],
	['2026-11-21T09:08:00', '21 Nov 09:08'],
	['2025-12-03T09:08:00', '03 Dec 2025 09:08'],
])('%s is %s', (text, expected) => {
	expect(formatDayClock(ist(text), now)).toBe(expected);
});

test('a day has its year only when it is another one', () => {
	expect([formatDay(ist('2026-01-01T00:00:00'), now), formatDay(ist('2027-01-01T00:00:00'), now)]).toEqual([
		'01 Jan',
		'01 Jan 2027',
	]);
});

test.each([
	[-5, '0 s'],
	[0, '0 s'],
	[59_999, '59 s'],
	[4 * minute + 41 * second, '4 m 41 s'],
	[11 * hour + 58 * minute + 59 * second, '11 h 58 m'],
	[8 * hour, '8 h 0 m'],
	[76 * hour, '3 d 4 h'],
])('%i ms last %s', (durationMs, expected) => {
	expect(formatDuration(durationMs)).toBe(expected);
});

test.each([
	[281_000, '4:41'],
	[280_001, '4:41'],
	[1, '0:01'],
	[0, '0:00'],
	[-1, '0:00'],
	[3_881_000, '1:04:41'],
])('%i ms left read %s', (remainingMs, expected) => {
	expect(formatCountdown(remainingMs)).toBe(expected);
});

test.each([
	[-hour, 'now'],
	[999, 'now'],
	[4 * second, '4 s ago'],
	[59 * minute, '59 m ago'],
	[2 * hour, '2 h ago'],
	[50 * hour, '2 d ago'],
])('%i ms back is %s', (ageMs, expected) => {
	expect(formatAge(new Date(now.getTime() - ageMs), now)).toBe(expected);
});

describe('days until a calendar date', () => {
	test.each([
		['2026-12-03', 9, 'in 9 days'],
		['2026-11-25', 1, 'in 1 day'],
		['2026-11-24', 0, 'today'],
		['2026-11-15', -9, '9 days ago'],
	])('%s is %i days off: %s', (day, days, words) => {
		expect(daysUntil(day, now)).toBe(days);
		expect(formatDaysUntil(days)).toBe(words);
	});

	test('just after IST midnight the day has changed', () => {
		expect(daysUntil('2026-11-25', ist('2026-11-25T00:00:01'))).toBe(0);
	});

	test.each(['', 'soon', '2026-13-01', '2026-1-1'])('%j is no date', day => {
		expect(daysUntil(day, now)).toBeUndefined();
	});
});

test('milliseconds are grouped', () => {
	expect([formatMilliseconds(182.4), formatMilliseconds(2140)]).toEqual(['182 ms', '2,140 ms']);
});
