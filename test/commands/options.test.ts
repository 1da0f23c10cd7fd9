import {describe, expect, test} from 'vitest';
import {
	numberFrom,
	parseApiKeyType,
	parseLevel,
	parseMoment,
	parseSecondFactor,
	wholeNumber,
} from '../../source/commands/options.ts';
import {UsageError} from '../../source/errors.ts';

const now = new Date('2026-11-24T05:12:00.000Z');

describe('a moment', () => {
	test.each([
		['15m', '2026-11-24T04:57:00.000Z'],
		['2h', '2026-11-24T03:12:00.000Z'],
		['3d', '2026-11-21T05:12:00.000Z'],
		['30s', '2026-11-24T05:11:30.000Z'],
		['2026-11-24', '2026-11-23T18:30:00.000Z'],
		['2026-11-24T10:42', '2026-11-24T05:12:00.000Z'],
		['2026-11-24 10:42:05', '2026-11-24T05:12:05.000Z'],
		['2026-11-24T10:42:05.871', '2026-11-24T05:12:05.871Z'],
		['2026-11-24T10:42:05.8719', '2026-11-24T05:12:05.871Z'],
		['2026-11-24T05:12:00Z', '2026-11-24T05:12:00.000Z'],
		['2026-11-24T05:12:00z', '2026-11-24T05:12:00.000Z'],
		['2026-11-24T01:12:00-04:00', '2026-11-24T05:12:00.000Z'],
		['2026-11-24T10:42:00+0530', '2026-11-24T05:12:00.000Z'],
	])('%s is %s', (text, expected) => {
		expect(parseMoment('since', text, now).toISOString()).toBe(expected);
	});

	test.each([
		'',
		'yesterday',
		'15',
		'15w',
		'-15m',
		'2026-02-30',
		'2026-11-24T25:00',
		'2026-13-01',
		'10:42',
		'99999999999d',
		'2026-11-24T10:42+5',
	])('"%s" is refused with the flag as the field', text => {
		expect(() => parseMoment('since', text, now)).toThrow(
			expect.objectContaining({kind: 'UsageError', exitCode: 2, field: 'since'}),
		);
	});
});

describe('a choice', () => {
	test('is taken in either case', () => {
		expect([parseApiKeyType('b'), parseLevel('warn'), parseSecondFactor('TOTP')]).toEqual(['B', 'WARN', 'totp']);
	});

	test('that is none says what there is', () => {
		expect(() => parseApiKeyType('C')).toThrow('--type: "C" is not one of A, B.');
	});

	test('with control characters is shown harmlessly', () => {
		expect(() => parseLevel('\u001B[31mINFO')).toThrow('"␛[31mINFO"');
	});
});

describe('a number', () => {
	test('is whole and in its range', () => {
		const parse = wholeNumber('limit', 1, 100);
		expect([parse('1'), parse('100')]).toEqual([1, 100]);
		for (const text of ['0', '101', '1.5', '-1', '1e2', '', ' 5', '0x10']) {
			expect(() => parse(text)).toThrow(UsageError);
		}
	});

	test('may have a fraction where that makes sense', () => {
		const parse = numberFrom('speed', 0, 100);
		expect([parse('0'), parse('0.5'), parse('60')]).toEqual([0, 0.5, 60]);
		for (const text of ['-1', '101', 'fast', 'NaN', 'Infinity', '.5']) {
			expect(() => parse(text)).toThrow(UsageError);
		}
	});
});
