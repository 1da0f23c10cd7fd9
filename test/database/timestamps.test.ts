import {describe, expect, test} from 'vitest';
import {parseTimestamp, toSqliteTimestamp, wholeSecond} from '../../source/database/timestamps.ts';

describe('instants in the database', () => {
	test('go to SQLite as UTC text that sorts like the instants', () => {
		const instants = ['2026-01-05T03:45:00.000Z', '2026-01-05T03:45:00.001Z', '2026-01-05T13:00:00.000Z'];
		const texts = instants.map(instant => toSqliteTimestamp(new Date(instant)));

		expect(texts[1]).toBe('2026-01-05 03:45:00.001');
		expect([...texts].sort()).toEqual(texts);
		expect(texts.map(text => parseTimestamp(text)?.toISOString())).toEqual(instants);
	});

	test.each([
		['2026-01-05 03:45:00', '2026-01-05T03:45:00.000Z'],
		[new Date('2026-01-05T03:45:00.120Z'), '2026-01-05T03:45:00.120Z'],
		[1_767_584_700_000, '2026-01-05T03:45:00.000Z'],
	])('come back from %s', (stored, instant) => {
		expect(parseTimestamp(stored)?.toISOString()).toBe(instant);
	});

	test.each([[null], [undefined], ['0000-00-00 00:00:00'], [new Date(Number.NaN)], ['yesterday'], [{}]])(
		'%s is no instant',
		stored => {
			expect(parseTimestamp(stored)).toBeUndefined();
		},
	);

	test('are cut to the whole second, before 1970, too', () => {
		expect(wholeSecond(new Date(1999)).getTime()).toBe(1000);
		expect(wholeSecond(new Date(-1)).getTime()).toBe(-1000);
	});
});
