import xterm from '@xterm/headless';
import * as fc from 'fast-check';
import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import {multilineSafeText, toSafeText} from '../../source/domain/safe-text.ts';

/** Pieces that have broken terminals, rows or columns somewhere. */
const hostilePieces = [
	'\u001B[2J',
	'\u001B]52;c;ZXZpbA==\u0007',
	'\u001B]0;title\u001B\\',
	'\u001B[31m',
	'\u009B31m',
	'\u0090q',
	'\r',
	'\n',
	'\r\n',
	'\t',
	'\b',
	'\u0000',
	'\u007F',
	'\u0085',
	'\u202E',
	'\u2066',
	'\u2069',
	'\u200F',
	'\u061C',
	'\u200B',
	'\u200D',
	'\u2060',
	'\uFEFF',
	'\u00AD',
	'\u034F',
	'\u2028',
	'\u2029',
	'\u180E',
	'\u3164',
	'\u115F',
	'\uFFA0',
	'\u0301',
	'\u0301\u0302\u0303\u0304\u0305\u0306',
	'\u20DD',
	'\u0E49'.repeat(9),
	'\u{E0041}\u{E0042}\u{E007F}',
	'\uFE0F',
	'\uFE0E',
	'\uFE00'.repeat(6),
	'\u{E0100}',
	'\uD800',
	'\uDC00',
	'\uE000',
	'\u{F0000}',
	'\uFFFF',
	'\u{10FFFF}',
	'\u0378',
	'\u1100\u1100\u1100',
	'\u1161',
	'\u11A8',
	'\u{16D63}\u{16D67}',
	'\u0600\u0600\u4E00',
	'\u{1D16D}',
] as const;
const legacyPieces = [
	'a',
	'Z',
	' ',
	'12,34,567.80',
	'é',
	'ß',
	'₹',
	'…',
	'─',
	'●',
	'✓',
	'中',
	'日本',
	'한',
	'\u1112\u1161\u11AB',
	'ｶﾞ',
	'ひ',
	'हिन्दी',
	'क्ष',
	'தமிழ்',
	'ไทย',
	'e\u0301',
	'שלום',
	'سلام',
] as const;
const emojiPieces = [
	'🚀',
	'✅',
	'⚠️',
	'❤️',
	'👍🏽',
	'👨‍👩‍👧',
	'🇮🇳',
	'1️⃣',
	'☎',
	'🏴\u{E0067}\u{E0062}\u{E007F}',
	'🏽',
	'⌚\uFE0E',
	'🇮',
] as const;

const legacyText = fc
	.array(fc.constantFrom(...hostilePieces, ...legacyPieces), {maxLength: 12})
	.map(pieces => pieces.join(''));
const anyText = fc.oneof(
	fc.string({unit: 'binary', maxLength: 24}),
	fc
		.array(fc.constantFrom(...hostilePieces, ...legacyPieces, ...emojiPieces), {maxLength: 12})
		.map(pieces => pieces.join('')),
	// Code units without regard for pairs.
	fc.array(fc.integer({min: 0, max: 0xff_ff}), {maxLength: 24}).map(units => String.fromCharCode(...units)),
);

const forbidden =
	/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Emoji_Modifier}\p{Regional_Indicator}]|(?!\uFE0F)\p{Default_Ignorable_Code_Point}|(?<!\p{Emoji})\uFE0F/u;
const tooManyMarks = /[\p{Mn}\p{Me}]{5}/u;

describe('outside text', () => {
	test('100,000 generated strings become visible text, the same when done twice', () => {
		let unsafe: string | undefined;
		fc.assert(
			fc.property(fc.array(anyText, {minLength: 100, maxLength: 100}), texts => {
				unsafe = texts.find(text => {
					const safe = toSafeText(text);
					return forbidden.test(safe) || tooManyMarks.test(safe) || toSafeText(safe) !== safe;
				});
				return unsafe === undefined;
			}),
			{numRuns: 1000},
		);
		expect(unsafe).toBeUndefined();
	}, 60_000);

	test('nothing visible is dropped: every printable ASCII character stays, in its order', () => {
		fc.assert(
			fc.property(anyText, text => {
				let at = 0;
				const safe = toSafeText(text);
				for (const character of text.replaceAll(/[^\u0020-\u007E]/g, '')) {
					at = safe.indexOf(character, at) + 1;
					expect(at).toBeGreaterThan(0);
				}
			}),
		);
	});

	test.each([
		['plain text, as it is', 'plain text, as it is'],
		['₹ 12,34,567.80 … हिन्दी 日本 🚀', '₹ 12,34,567.80 … हिन्दी 日本 🚀'],
		['a\nb\r\tc', 'a␊b␍␉c'],
		['\u001B]52;c;ZXZpbA==\u0007', '␛]52;c;ZXZpbA==␇'],
		['\u007F\u009B', '␡<U+009B>'],
		['abc\u202Etxt.exe', 'abc<U+202E>txt.exe'],
		['a\u200Bb\uFEFF', 'a<U+200B>b<U+FEFF>'],
		['\u{E0041}', '<U+E0041>'],
		['\uD800x', '<U+D800>x'],
		['\uE000\u0378', '<U+E000><U+0378>'],
		['e\u0301'.repeat(2), 'e\u0301e\u0301'],
		[`z${'\u0301'.repeat(12)}!`, `z${'\u0301'.repeat(4)}<+8 marks>!`],
		['\u0301x', '<U+0301>x'],
		[`\u200B${'\u0301'.repeat(9)}`, '<U+200B><9 marks>'],
		['\u200B'.repeat(40), '<U+200B x40>'],
		['⚠️ \uFE0F\uFE0F', '⚠️ <U+FE0F><U+FE0F>'],
		['👍🏽', '👍<U+1F3FD>'],
		['👨‍👩', '👨<U+200D>👩'],
		['🇮🇳', '<U+1F1EE><U+1F1F3>'],
		['\u1112\u1161\u11AB \u1100\u1100', '\u1112\u1161\u11AB <U+1100><U+1100>'],
	])('%j is shown as %j', (text, shown) => {
		expect(toSafeText(text)).toBe(shown);
	});

	test('a pane shows the lines of a text, each of them safe', () => {
		expect(multilineSafeText('one\r\ntwo\n\u001B[2J\rthree')).toEqual(['one', 'two', '␛[2J␍three']);
	});

	test('plain rows cost next to nothing, long floods end', () => {
		const startedAt = performance.now();
		for (let index = 0; index < 300_000; index += 1) {
			toSafeText(`holdings answered in ${index} ms (p95 420 ms), nothing else to say`);
		}

		for (const flood of ['\u0301', '\u200B', 'a\u0301', '\u200B\u200C', '\n', '\uD83D', '🏽']) {
			toSafeText(flood.repeat(200_000));
		}

		expect(performance.now() - startedAt).toBeLessThan(5000);
	});
});

describe('in a terminal', () => {
	const columns = 1000;

	/** Writes each text to the start of a row of its own terminal and tells where the cursor came to stand. */
	async function cursorAfter(
		texts: readonly string[],
	): Promise<ReadonlyArray<{readonly x: number; readonly y: number}>> {
		const terminal = new xterm.Terminal({cols: columns, rows: 4, allowProposedApi: true});
		const cursors: Array<{x: number; y: number}> = [];
		for (const text of texts) {
			await new Promise<void>(resolve => {
				terminal.write(`\u001B[H\u001B[2J${text}`, resolve);
			});
			cursors.push({x: terminal.buffer.active.cursorX, y: terminal.buffer.active.cursorY});
		}

		terminal.dispose();
		return cursors;
	}

	test('3,000 strings stay on their row and never take more columns than string-width says', async () => {
		const texts = fc.sample(anyText, {numRuns: 3000, seed: 1}).map(text => toSafeText(text));
		const cursors = await cursorAfter(texts);
		const broken = texts.filter((text, index) => {
			const cursor = cursors[index];
			return cursor?.y !== 0 || cursor.x > stringWidth(text);
		});
		expect(broken).toEqual([]);
	}, 30_000);

	test('3,000 strings of characters that every terminal knows take exactly the columns that string-width says', async () => {
		const texts = fc.sample(legacyText, {numRuns: 3000, seed: 2}).map(text => toSafeText(text));
		const cursors = await cursorAfter(texts);
		expect(cursors).toEqual(texts.map(text => ({x: stringWidth(text), y: 0})));
	}, 30_000);

	test('no character of Unicode takes more columns than string-width says, alone or on a letter', async () => {
		const texts: string[] = [];
		let row = '';
		let width = 0;
		for (let code = 0; code <= 0x10_ff_ff; code += 1) {
			const character = String.fromCodePoint(code);
			// Thousands of ideographs and syllables are alike.
			if (/[\p{Script=Han}\p{Script=Hangul}\p{Script=Tangut}]/u.test(character) && code % 61 !== 0) {
				continue;
			}

			const safe = toSafeText(`a${character}`);
			// What is written as its number is plain ASCII and was looked at above.
			if (safe.length === 1 + character.length && code > 0x7e) {
				row += safe;
				width += stringWidth(safe);
			}

			if (width > columns - 4 || code === 0x10_ff_ff) {
				texts.push(row);
				row = '';
				width = 0;
			}
		}

		const cursors = await cursorAfter(texts);
		expect(texts.join('').length).toBeGreaterThan(50_000);
		expect(cursors.filter(({y}) => y !== 0)).toEqual([]);
		for (const [index, text] of texts.entries()) {
			const allowed = [...text.matchAll(/a[^a]*/gu)].reduce((sum, [piece]) => sum + stringWidth(piece), 0);
			expect(cursors[index]?.x).toBeLessThanOrEqual(allowed);
		}
	}, 60_000);
});
