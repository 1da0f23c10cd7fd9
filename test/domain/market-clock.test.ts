import {describe, expect, test} from 'vitest';
import {
	degradedWindowAt,
	istMinuteOfDay,
	marketPhase,
	nextMidnightIst,
	sessionEnd,
	tradingDayOf,
} from '../../source/domain/market-clock.ts';

function ist(text: string): Date {
	return new Date(`${text}+05:30`);
}

test('the trading day is the calendar date in India, also while it is still yesterday in UTC', () => {
	expect([
		tradingDayOf(ist('2026-11-24T00:00:00')),
		tradingDayOf(ist('2026-11-24T23:59:59.999')),
		tradingDayOf(new Date('2026-11-24T18:30:00Z')),
	]).toEqual(['2026-11-24', '2026-11-24', '2026-11-25']);
	expect(istMinuteOfDay(ist('2026-11-24T09:15:30'))).toBe(9 * 60 + 15.5);
});

describe('a session ends', () => {
	test('twelve hours after a morning login', () => {
		expect(sessionEnd(ist('2026-11-24T10:42:00'))).toEqual(ist('2026-11-24T22:42:00'));
	});

	test('at midnight IST after a login at noon or later', () => {
		expect(sessionEnd(ist('2026-11-24T12:00:00'))).toEqual(ist('2026-11-25T00:00:00'));
		expect(sessionEnd(ist('2026-11-24T23:59:59'))).toEqual(ist('2026-11-25T00:00:00'));
	});

	test('a whole day on for a login at midnight, cut to twelve hours', () => {
		expect(nextMidnightIst(ist('2026-11-24T00:00:00'))).toEqual(ist('2026-11-25T00:00:00'));
		expect(sessionEnd(ist('2026-11-24T00:00:00'))).toEqual(ist('2026-11-24T12:00:00'));
	});
});

test.each([
	['2026-11-24T08:59:59', 'closed'],
	['2026-11-24T09:00:00', 'pre-open'],
	['2026-11-24T09:14:59', 'pre-open'],
	['2026-11-24T09:15:00', 'open'],
	['2026-11-24T15:29:59', 'open'],
	['2026-11-24T15:30:00', 'closing'],
	['2026-11-24T16:00:00', 'closed'],
	['2026-11-28T10:00:00', 'weekend'],
	['2026-11-29T23:59:59', 'weekend'],
	['2026-11-30T00:00:00', 'closed'],
])('at %s IST the market is %s', (text, phase) => {
	expect(marketPhase(ist(text))).toBe(phase);
});

test.each([
	['2026-11-24T06:59:59', undefined],
	['2026-11-24T07:00:00', 'begin of day'],
	['2026-11-24T08:30:00', undefined],
	['2026-11-24T20:59:59', 'end of day'],
	['2026-11-24T21:00:00', undefined],
])('at %s IST the maintenance window is %s', (text, name) => {
	expect(degradedWindowAt(ist(text))?.name).toBe(name);
});
