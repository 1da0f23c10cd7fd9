import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {jsonLines, type SpanLine} from '../../source/presentation/json.ts';

function plain(lines: readonly SpanLine[]): string[] {
	return lines.map(line => line.map(({text}) => text).join(''));
}

describe('a stored text in the detail pane', () => {
	test('is JSON, one value a line, names and redactions dimmed', () => {
		const lines = jsonLines('{"status":200,"headers":{},"body":{"list":[1,true,null],"password":"[redacted]"}}');
		expect(plain(lines)).toEqual([
			'{',
			'  "status": 200,',
			'  "headers": {},',
			'  "body": {',
			'    "list": [',
			'      1,',
			'      true,',
			'      null',
			'    ],',
			'    "password": "[redacted]"',
			'  }',
			'}',
		]);
		expect(lines.flat().filter(({text}) => text === '"[redacted]"' || text === '"status"')).toEqual([
			{text: '"status"', role: 'dim'},
			{text: '"[redacted]"', role: 'dim'},
		]);
	});

	test('is shown as far as it goes when it was cut', () => {
		expect(plain(jsonLines('{"status":"success","data":{"cid":"MA12… [cut: 12 bytes]'))).toEqual([
			'{',
			'  "status": "success",',
			'  "data": {',
			'    "cid": "MA12… [cut: 12 bytes]',
		]);
	});

	test('that is no JSON is shown line by line, made safe', () => {
		expect(plain(jsonLines('<html>\n\u001B[2J</html>'))).toEqual(['<html>', '␛[2J</html>']);
	});

	test('keeps escapes as they were written and shows what was not escaped', () => {
		expect(plain(jsonLines('["\\u001b[31m \\u202e", "\u202E"]'))).toEqual([
			'[',
			'  "\\u001b[31m \\u202e",',
			'  "<U+202E>"',
			']',
		]);
	});

	test('of too many lines says how many are missing', () => {
		const lines = plain(jsonLines(JSON.stringify(Array.from({length: 5000}, (_, index) => index)), 100));
		expect([lines.length, lines.at(-1)]).toEqual([101, '… 4,902 more lines']);
	});

	test('that is JSON is the same JSON after it, for any value', () => {
		fc.assert(
			fc.property(fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())), value => {
				// Escaped throughout, so that making it safe changes nothing.
				const text = JSON.stringify(value).replaceAll(
					/[^\u0020-\u007E]/g,
					unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
				);
				expect(JSON.parse(plain(jsonLines(text)).join('\n'))).toEqual(JSON.parse(text));
			}),
		);
	});
});
