import * as fc from 'fast-check';
import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import {toSafeText} from '../../source/domain/safe-text.ts';
import {displayWidth, fitText, truncateText, wrapText} from '../../source/presentation/fit.ts';

const text = fc
	.oneof(
		fc.string({unit: 'grapheme', maxLength: 40}),
		fc
			.array(fc.constantFrom('a', ' ', '中', '한', '🚀', 'e\u0301', 'हि', '⚠️', '₹', '\n', '\u0301'), {maxLength: 40})
			.map(pieces => pieces.join('')),
	)
	.map(raw => toSafeText(raw));
const width = fc.integer({min: 0, max: 30});

describe('fitting a text to a width', () => {
	test.each<readonly [string, number, string]>([
		['holdings', 10, 'holdings'],
		['holdings', 8, 'holdings'],
		['holdings', 5, 'hold…'],
		['holdings', 1, '…'],
		['holdings', 0, ''],
		['日本語', 5, '日本…'],
		['日本語', 4, '日…'],
		['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
	])('%s in %i columns is %s', (raw, columns, expected) => {
		expect(truncateText(toSafeText(raw), columns)).toBe(expected);
	});

	test('padding goes to the left or to the right', () => {
		expect([
			fitText(toSafeText('12'), 4),
			fitText(toSafeText('12'), 4, 'right'),
			fitText(toSafeText('日本語'), 4, 'right'),
		]).toEqual(['12  ', '  12', ' 日…']);
	});

	test('a fitted text has exactly its width, whatever is in it', () => {
		fc.assert(
			fc.property(text, width, fc.constantFrom('left' as const, 'right' as const), (value, columns, align) => {
				expect(stringWidth(fitText(value, columns, align))).toBe(columns);
				expect(displayWidth(value)).toBe(stringWidth(value));
			}),
		);
	});

	test('a text that has room is not touched', () => {
		fc.assert(
			fc.property(text, value => {
				expect(truncateText(value, displayWidth(value))).toBe(value);
			}),
		);
	});
});

describe('wrapping', () => {
	test('breaks at spaces where it can', () => {
		expect(wrapText(toSafeText('orders: 502 with an HTML page'), 12)).toEqual(['orders: 502', 'with an HTML', 'page']);
		expect(wrapText(toSafeText('unbreakable'), 4)).toEqual(['unbr', 'eaka', 'ble']);
		expect(wrapText(toSafeText(''), 4)).toEqual(['']);
	});

	test('every row fits and nothing but spaces at the breaks is lost', () => {
		fc.assert(
			fc.property(text, fc.integer({min: 2, max: 30}), (value, columns) => {
				const rows = wrapText(value, columns);
				expect(Math.max(...rows.map(row => displayWidth(row)))).toBeLessThanOrEqual(columns);
				expect(rows.join('').replaceAll(' ', '')).toBe(value.replaceAll(' ', ''));
			}),
		);
	});

	test('a very long line costs time in proportion to its length', () => {
		const startedAt = performance.now();
		expect(wrapText(toSafeText('ab日 '.repeat(20_000)), 80).length).toBeGreaterThan(1000);
		expect(performance.now() - startedAt).toBeLessThan(5000);
	});
});
