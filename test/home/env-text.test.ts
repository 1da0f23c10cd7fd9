import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {editEnvText, parseEnvText, quoteEnvValue} from '../../source/home/env-text.ts';

function valuesOf(text: string): Record<string, string> {
	return Object.fromEntries(parseEnvText(text).values);
}

describe('reading', () => {
	test.each([
		['a bare value', 'A=one', 'one'],
		['blanks around everything', '  A = one two  ', 'one two'],
		['the word export', 'export A=one', 'one'],
		['nothing', 'A=', ''],
		['nothing but a comment', 'A= # words', ''],
		['a value that begins with a hash', 'A=#1secret', '#1secret'],
		['a hash inside', 'A=one#two', 'one#two'],
		['a comment behind', 'A=one # two', 'one'],
		['equals signs', 'A=gAAAA==', 'gAAAA=='],
		['a dollar sign, which is no variable here', 'A="${HOME}"', '${HOME}'],
		['single quotes', 'A=\' one # "two" \'', ' one # "two" '],
		['an escaped single quote', String.raw`A='it\'s'`, "it's"],
		['double quotes', 'A=" one \'two\' "', " one 'two' "],
		['escapes in double quotes', String.raw`A="a\nb\t\"c\" \\n"`, 'a\nb\t"c" \\n'],
		['an unknown escape, kept', String.raw`A="C:\dir"`, String.raw`C:\dir`],
		['a path that ends in a backslash', String.raw`A='C:\dir\'`, 'C:\\dir\\'],
		['several lines in quotes', 'A="one\ntwo"', 'one\ntwo'],
		['a comment behind quotes', "A='one' # two", 'one'],
		['the last of two', 'A=one\nA=two', 'two'],
		['Windows line ends', 'B=0\r\nA=one\r\nC=2\r\n', 'one'],
		['a byte order mark in front', '\uFEFFA=one', 'one'],
	])('gives the value with %s', (_, text, value) => {
		expect(valuesOf(text)['A']).toBe(value);
		expect(parseEnvText(text).malformedLines).toEqual([]);
	});

	test('skips what cannot be understood, says which lines, and reads on', () => {
		const text = "# comment\nA=one\nnot an assignment\nB='open\nC=three\n\nD='x'y\n";
		expect(valuesOf(text)).toEqual({A: 'one', C: 'three'});
		expect(parseEnvText(text).malformedLines).toEqual([3, 4, 7]);
	});

	test('counts lines right behind a value of several lines', () => {
		expect(parseEnvText('A="1\n2\n3"\nwhat\n').malformedLines).toEqual([4]);
	});

	test('never throws', () => {
		fc.assert(
			fc.property(fc.string({unit: 'binary', maxLength: 80}), text => {
				expect(() => parseEnvText(text)).not.toThrow();
			}),
		);
	});
});

const value = fc.oneof(
	fc.string({unit: 'grapheme', maxLength: 30}),
	fc.string({
		unit: fc.constantFrom('a', ' ', '#', "'", '"', '\\', '\n', '\r', '\t', '$', '=', '`', 'n'),
		maxLength: 15,
	}),
);

describe('quoting', () => {
	test('gives back every value exactly, also next to other lines', () => {
		fc.assert(
			fc.property(value, value, (one, two) => {
				expect(valuesOf(`A=${quoteEnvValue(one)}\nB=${quoteEnvValue(two)} # comment\n`)).toEqual({A: one, B: two});
			}),
			{numRuns: 1000},
		);
	});

	test.each([
		['gAAAAABnS3tA-_==', 'gAAAAABnS3tA-_=='],
		['2026-11-24T05:12:00.000Z', '2026-11-24T05:12:00.000Z'],
		['ASHA RAO', "'ASHA RAO'"],
		["D'SOUZA", `"D'SOUZA"`],
		['', ''],
	])('writes %j as %s, as other tools read it', (text, quoted) => {
		expect(quoteEnvValue(text)).toBe(quoted);
	});
});

describe('changing', () => {
	// Lines that are not about A, and the beginnings of lines that are.
	const otherLine = fc.constantFrom(
		'',
		'# a comment',
		'#A=commented out',
		'not an assignment',
		'  ',
		'AA=1',
		'A_B=2',
		'export KEEP = "x y" # why',
		"Q='it is'",
		'- "',
	);
	const ourHead = fc.constantFrom('A=', 'export A = ', '  A=');
	const line = fc.oneof(
		otherLine.map(text => ({head: undefined, text})),
		ourHead.map(head => ({head, text: `${head}old`})),
	);

	test('keeps every other line byte for byte, whatever stands around it', () => {
		fc.assert(
			fc.property(
				fc.array(line, {minLength: 1, maxLength: 12}),
				fc.constantFrom('\n', '\r\n'),
				fc.option(value),
				value,
				(lines, end, a, added) => {
					fc.pre(a !== 'old');
					const before = lines.map(({text}) => text + end).join('');
					const kept = lines.flatMap(({head, text}) => {
						if (head === undefined) {
							return [text];
						}

						return a === null ? [] : [head + quoteEnvValue(a)];
					});
					const isNew = a !== null && lines.every(({head}) => head === undefined);
					const expected = [...kept, ...(isNew ? [`A=${quoteEnvValue(a)}`] : []), `NEW=${quoteEnvValue(added)}`];
					expect(editEnvText(before, {A: a, NEW: added})).toBe(expected.map(text => text + end).join(''));
				},
			),
			{numRuns: 1000},
		);
	});

	test('changes exactly what was asked, in any text at all', () => {
		const names = fc.constantFrom('A', 'B', 'C');
		const text = fc.oneof(
			fc.string({unit: fc.constantFrom('A', 'B', '=', ' ', '#', "'", '"', '\\', '\n', '\r', 'x'), maxLength: 40}),
			fc.string({unit: 'binary', maxLength: 40}),
		);
		fc.assert(
			fc.property(text, fc.dictionary(names, fc.option(value)), (before, changes) => {
				const expected = {...valuesOf(before), ...changes};
				const after = valuesOf(editEnvText(before, changes));
				expect(after).toEqual(Object.fromEntries(Object.entries(expected).filter(([, text]) => text !== null)));
			}),
			{numRuns: 2000},
		);
	});

	test('that change nothing give the very same text', () => {
		fc.assert(
			fc.property(fc.string({unit: 'binary', maxLength: 60}), text => {
				expect(editEnvText(text, {})).toBe(text);
				expect(editEnvText(text, Object.fromEntries(parseEnvText(text).values))).toBe(text);
			}),
			{numRuns: 1000},
		);
	});

	test('keeps a comment behind the value, and every copy of a name says the same', () => {
		const text = 'TOKEN=old # first\nX=1\nTOKEN="older"\n';
		expect(editEnvText(text, {TOKEN: ''})).toBe('TOKEN= # first\nX=1\nTOKEN=\n');
		expect(editEnvText(text, {TOKEN: 'new one'})).toBe("TOKEN='new one' # first\nX=1\nTOKEN='new one'\n");
		expect(editEnvText(text, {TOKEN: null})).toBe('X=1\n');
	});

	test('appends new names in the line ends of the file, behind a last line without one', () => {
		expect(editEnvText('A=1\r\nB=2', {C: '3', D: '4'})).toBe('A=1\r\nB=2\r\nC=3\r\nD=4\r\n');
		expect(editEnvText('', {C: '3'})).toBe('C=3\n');
	});
});
