import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseTerminalInput} from '../../../source/app/input/key-press.ts';

function chordsOf(input: string): readonly string[] {
	return parseTerminalInput(input).events.map(event =>
		event.kind === 'key' ? event.key.chord : `wheel ${event.turn}`,
	);
}

describe('terminal input', () => {
	test('keys that arrive in one read stay separate and in order', () => {
		expect(chordsOf('\u001B[B\rab\u007Fc')).toEqual(['down', 'enter', 'a', 'b', 'backspace', 'c']);
	});

	test.each([
		['\u001B', 'escape'],
		['\u001B[Z', 'shift+tab'],
		['\u001B[5~', 'pageup'],
		['\u001BOA', 'up'],
		['\u001B[1;5C', 'ctrl+right'],
		['\u001B[3;5~', 'ctrl+delete'],
		['\u0003', 'ctrl+c'],
		['\u0010', 'ctrl+p'],
		['\u001Bx', 'alt+x'],
		['\u001B\u007F', 'alt+backspace'],
		[' ', 'space'],
		['\n', 'enter'],
	])('%j is %s', (input, chord) => {
		expect(chordsOf(input)).toEqual([chord]);
	});

	test('a bracketed paste is one event with its line breaks, and its keys are not pressed', () => {
		const {events} = parseTerminalInput('\u001B[200~one\rq\u0003\u001B[201~x');
		expect(events.map(event => (event.kind === 'key' ? [event.key.chord, event.key.text] : []))).toEqual([
			['paste', 'one\rq\u0003'],
			['x', 'x'],
		]);
	});

	test('a paste whose end has not come yet waits for it', () => {
		const first = parseTerminalInput('a\u001B[200~hel');
		expect(first.events).toHaveLength(1);
		const second = parseTerminalInput(`${first.rest}lo\u001B[201~`);
		expect(second.events.map(event => event.kind === 'key' && event.key.text)).toEqual(['hello']);
	});

	test('mouse, focus and terminal replies never become text', () => {
		expect(chordsOf('\u001B[<0;10;10M\u001B[I\u001B[O\u001B[?62;1c\u001B[24;80R')).toEqual([]);
		expect(chordsOf('\u001B[<64;1;1M\u001B[<65;1;1M')).toEqual(['wheel up', 'wheel down']);
	});

	test('an emoji of several code points is one key', () => {
		expect(chordsOf('👩‍👩‍👧a')).toEqual(['👩‍👩‍👧', 'a']);
	});

	test('whatever arrives, nothing hangs and printable text is kept in order', () => {
		fc.assert(
			fc.property(
				fc.array(fc.constantFrom('a', 'Z', '₹', ' ', '\r', '\u001B[A', '\u001B[200~p\u001B[201~', '\u0001')),
				parts => {
					const typed = parseTerminalInput(parts.join('')).events.flatMap(event =>
						event.kind === 'key' && event.key.chord !== 'paste' && event.key.text !== undefined ? [event.key.text] : [],
					);
					expect(typed.join('')).toBe(parts.filter(part => /^[aZ₹ ]$/.test(part)).join(''));
				},
			),
		);
	});
});
