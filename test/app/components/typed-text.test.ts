import fc from 'fast-check';
import {expect, test} from 'vitest';
import {cleanTyped, edits, tail, type EditedText} from '../../../source/app/components/typed-text.ts';

const atEnd = (text: string): EditedText => ({before: text, after: ''});

test('Backspace takes a whole emoji, not half of it', () => {
	expect(edits.backspace(atEnd('a👩‍👩‍👧'))).toEqual(atEnd('a'));
	expect(edits.backspace(atEnd('🔑'))).toEqual(atEnd(''));
});

test('a pasted line break at the end vanishes and one in the middle becomes a space', () => {
	expect(cleanTyped('sandbox-key-a==\r\n')).toBe('sandbox-key-a==');
	expect(cleanTyped('one\ntwo')).toBe('one two');
});

test('invisible characters do not get into a field', () => {
	expect(cleanTyped('a\u001B[31mb\u202Ec\u0000')).toBe('a[31mbc');
});

test('words and rests are deleted as a shell does it', () => {
	expect(edits.deleteWord({before: 'one two ', after: 'x'})).toEqual({before: 'one ', after: 'x'});
	expect(edits.deleteToStart({before: 'one', after: 'two'})).toEqual({before: '', after: 'two'});
	expect(edits.deleteToEnd({before: 'one', after: 'two'})).toEqual({before: 'one', after: ''});
	expect(edits.delete({before: 'a', after: '🔑b'})).toEqual({before: 'a', after: 'b'});
});

test('moving the caret never changes the text, and there and back again is where it was', () => {
	fc.assert(
		fc.property(fc.string({unit: 'grapheme'}), fc.string({unit: 'grapheme'}), (before, after) => {
			for (const edit of ['left', 'right', 'home', 'end'] as const) {
				const moved = edits[edit]({before, after});
				expect(moved.before + moved.after).toBe(before + after);
			}

			expect(edits.home(edits.end({before, after})).before).toBe('');
		}),
	);
});

test('a narrow field shows the end of what is typed', () => {
	expect(tail('abcdef', 3)).toBe('def');
	expect(tail('ab', 3)).toBe('ab');
});
