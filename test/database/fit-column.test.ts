import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {fitColumn, logColumnLimits, type ColumnLimit} from '../../source/database/fit-column.ts';

function sizeOf(text: string, limit: ColumnLimit): number {
	return 'bytes' in limit ? Buffer.byteLength(text) : Array.from(text).length;
}

const limits = fc.oneof(
	fc.record({bytes: fc.integer({min: 0, max: 120})}),
	fc.record({characters: fc.integer({min: 0, max: 120})}),
);

describe('fitting a text into its column', () => {
	test('leaves alone what fits', () => {
		expect(fitColumn('a'.repeat(255), logColumnLimits.requestMessage)).toEqual({text: 'a'.repeat(255), cutBytes: 0});
		expect(fitColumn('₹'.repeat(21_845), logColumnLimits.logMessage).cutBytes).toBe(0);
	});

	test('cuts at a character and says how many bytes are missing', () => {
		const {text, cutBytes} = fitColumn('🚀'.repeat(100), {bytes: 60});

		expect(text).toMatch(/^(🚀)+…\[\d+ bytes cut\]$/u);
		expect(text).toContain(`[${cutBytes} bytes cut]`);
		expect(Buffer.byteLength(text)).toBeLessThanOrEqual(60);
	});

	test('counts characters for VARCHAR, not units', () => {
		expect(fitColumn('🚀'.repeat(100), logColumnLimits.source).cutBytes).toBe(0);
		expect(fitColumn('🚀'.repeat(101), logColumnLimits.source).cutBytes).toBeGreaterThan(0);
	});

	test('cuts without a mark where the mark itself does not fit', () => {
		expect(fitColumn('abcdefgh', {characters: 3})).toEqual({text: 'abc', cutBytes: 5});
	});

	test('always fits, and always accounts for every byte', () => {
		fc.assert(
			fc.property(fc.string({unit: 'grapheme', maxLength: 200}), limits, (text, limit) => {
				const fitted = fitColumn(text, limit);
				const limitSize = 'bytes' in limit ? limit.bytes : limit.characters;
				const kept = fitted.text.replace(`…[${fitted.cutBytes} bytes cut]`, '');
				expect(sizeOf(fitted.text, limit)).toBeLessThanOrEqual(limitSize);
				expect(fitted.cutBytes === 0).toBe(sizeOf(text, limit) <= limitSize);
				expect(text.startsWith(kept)).toBe(true);
				expect(Buffer.byteLength(text)).toBe(Buffer.byteLength(kept) + fitted.cutBytes);
			}),
			{numRuns: 2000},
		);
	});
});
