import fc from 'fast-check';
import {expect, test} from 'vitest';
import {toJsonLine} from '../../source/commands/json-line.ts';

test('a value comes back as it was', () => {
	fc.assert(
		fc.property(fc.string({unit: 'binary', maxLength: 40}), text => {
			expect(JSON.parse(toJsonLine({text}))).toEqual({text});
		}),
		{numRuns: 5000},
	);
});

test('no character that a terminal acts on or hides is left as it is', () => {
	fc.assert(
		fc.property(fc.string({unit: 'binary', maxLength: 40}), text => {
			expect(toJsonLine(text)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|\p{M}{5}/v);
		}),
		{numRuns: 5000},
	);
});

test.each([
	['escape', '\u001B[2J', String.raw`"\u001b[2J"`],
	['C1 control', '\u009B2J', String.raw`"\u009b2J"`],
	['delete', '\u007F', String.raw`"\u007f"`],
	['right-to-left override', '\u202Eabc', String.raw`"\u202eabc"`],
	['line separator', '\u2028', String.raw`"\u2028"`],
	['tag character beyond the first plane', '\u{E0041}', String.raw`"\udb40\udc41"`],
	['lone surrogate', '\uD800', String.raw`"\ud800"`],
	['newline', 'a\nb', String.raw`"a\nb"`],
])('%s is escaped', (_name, text, expected) => {
	expect(toJsonLine(text)).toBe(expected);
});

test('what people write stays readable', () => {
	expect(toJsonLine({name: 'मेरा खाता ₹ 1,00,000 – ok'})).toBe('{"name":"मेरा खाता ₹ 1,00,000 – ok"}');
});
