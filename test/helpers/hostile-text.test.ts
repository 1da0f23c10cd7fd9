import {describe, expect, test} from 'vitest';
import {findInvisible, findTakeovers, hostileText, hostileTexts} from './hostile-text.ts';

describe('hostile texts', () => {
	test('are the same every time and name their own beginning and end', () => {
		const texts = hostileTexts(1000);
		expect(texts).toEqual(hostileTexts(1000));
		expect(
			texts.every((text, number) => text.startsWith(`row ${number} begins `) && text.endsWith(` row ${number} ends`)),
		).toBe(true);
	});

	test('are seen for what they are when they reach plain output', () => {
		const missed = hostileTexts(1000).filter(
			text => /[\p{Cc}\p{Cs}]/u.test(text.replaceAll('\n', '')) && findInvisible(text).length === 0,
		);
		expect(missed).toEqual([]);
	});

	test('are seen among the own sequences of a program', () => {
		const frame = (text: string) =>
			`\u{1b}[?1049h\u{1b}[?25l\u{1b}[H\u{1b}[2;4H\u{1b}[1;38;5;250m${text}\u{1b}[0m\u{1b}[K\r\n`;
		expect(findTakeovers(frame('11:41 INFO \u{241b}]52;c;ZXZpbA==\u{2407} <U+202E> ₹ 1,00,000'))).toEqual([]);
		for (let number = 0; number < 22; number++) {
			expect(findTakeovers(frame(hostileText(number)))).not.toEqual([]);
		}
	});

	test('with a flood of combining marks are found, with four of them not', () => {
		expect(findInvisible(`e${'\u{301}'.repeat(4)}`)).toEqual([]);
		expect(findInvisible(`ok\ne${'\u{301}'.repeat(5)}`)).toHaveLength(1);
	});
});
