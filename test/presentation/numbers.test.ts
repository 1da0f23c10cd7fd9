import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {
	formatBytes,
	formatCappedCount,
	formatCount,
	formatIndian,
	formatQuantity,
} from '../../source/presentation/numbers.ts';

test.each<readonly [number | bigint, number, string]>([
	[0, 0, '0'],
	[999, 0, '999'],
	[1000, 0, '1,000'],
	[123_456, 0, '1,23,456'],
	[1_234_567.8, 2, '12,34,567.80'],
	[-1_234_567.8, 2, '-12,34,567.80'],
	[-0.001, 2, '0.00'],
	[12_345_678_901n, 0, '12,34,56,78,901'],
	[Number.NaN, 2, '-'],
	[Number.POSITIVE_INFINITY, 0, '-'],
])('%s with %i decimals reads %s', (value, decimals, expected) => {
	expect(formatIndian(value, decimals)).toBe(expected);
});

test('Indian grouping is that of Intl for every whole number', () => {
	const reference = new Intl.NumberFormat('en-IN');
	fc.assert(
		fc.property(fc.maxSafeInteger(), value => {
			expect(formatIndian(value)).toBe(reference.format(value));
		}),
	);
});

test('counts go in thousands and say when they stopped at a cap', () => {
	expect([
		formatCount(10_482_113),
		formatCount(-1234),
		formatCappedCount({count: 10_000, isCapped: true}),
		formatCappedCount({count: 12, isCapped: false}),
	]).toEqual(['10,482,113', '-1,234', '10,000+', '12']);
});

test('one of something is singular', () => {
	expect([formatQuantity(1, 'row'), formatQuantity(1204, 'row'), formatQuantity(2, 'entry', 'entries')]).toEqual([
		'1 row',
		'1,204 rows',
		'2 entries',
	]);
});

test.each([
	[0, '0 B'],
	[812, '812 B'],
	[999, '999 B'],
	[1000, '1 kB'],
	[41_200_000, '41.2 MB'],
	[410_000_000, '410 MB'],
	[999_999, '1 MB'],
])('%i bytes are %s', (bytes, expected) => {
	expect(formatBytes(bytes)).toBe(expected);
});
