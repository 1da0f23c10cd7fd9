import {expect, test} from 'vitest';
import type {KeyPress} from '../../../source/app/input/key-press.ts';
import {defineBindings} from '../../../source/app/keymap/binding.ts';
import {listBindings, resolveKey, type KeyContext} from '../../../source/app/keymap/resolve.ts';

const press = (chord: string): KeyPress => ({chord, text: chord.length === 1 ? chord : undefined, raw: chord});

const context = (
	layer: KeyContext['layer'],
	keys: Record<string, string>,
	more: Partial<KeyContext> = {},
): KeyContext => ({
	layer,
	depth: 0,
	takeText: undefined,
	table: defineBindings(
		layer,
		Object.entries(keys).map(([id, chord]) => ({id, keys: [chord], label: id, help: id})),
	),
	actions: Object.fromEntries(Object.keys(keys).map(id => [id, () => {}])),
	...more,
});

const idOf = (contexts: readonly KeyContext[], chord: string, prefix?: string) => {
	const resolution = resolveKey(contexts, press(chord), prefix);
	return 'binding' in resolution ? resolution.binding.id : resolution.kind;
};

const global = context('global', {'app.quit': 'q', 'app.leave': 'ctrl+c', 'go.logs': 'g l'});

test('a focused part comes before the screen, and the screen before what holds everywhere', () => {
	const screen = context('screen', {'user.add': 'a', 'screen.q': 'q'});
	const part = context('part', {'list.a': 'a'});
	expect(idOf([global, screen, part], 'a')).toBe('list.a');
	expect(idOf([global, screen], 'q')).toBe('screen.q');
	expect(idOf([global], 'q')).toBe('app.quit');
});

test('a text field takes letters that would be commands, and leaves chords to the others', () => {
	const field = context('field', {'text.left': 'left'}, {takeText() {}});
	expect(idOf([global, field], 'q')).toBe('text');
	expect(idOf([global, field], 'ctrl+c')).toBe('app.leave');
	expect(idOf([field, global], 'left')).toBe('text.left');
});

test('under something that lies over the screen only leaving is left of what holds everywhere', () => {
	const screen = context('screen', {'user.delete': 'd'});
	const dialog = context('screen', {'confirm.no': 'escape'}, {depth: 1});
	expect(idOf([global, screen, dialog], 'd')).toBe('none');
	expect(idOf([global, screen, dialog], 'q')).toBe('none');
	expect(idOf([global, screen, dialog], 'escape')).toBe('confirm.no');
	expect(idOf([global, screen, dialog], 'ctrl+c')).toBe('app.leave');
});

test('a two-key chord waits for its second key', () => {
	expect(idOf([global], 'g')).toBe('prefix');
	expect(idOf([global], 'l', 'g')).toBe('go.logs');
	expect(idOf([global], 'x', 'g')).toBe('none');
});

test('a disabled key says why instead of doing something', () => {
	const screen: KeyContext = {
		...context('screen', {'user.update': 'u'}),
		actions: {'user.update': {run() {}, disabled: 'no account selected'}},
	};
	expect(resolveKey([screen], press('u'), undefined)).toMatchObject({kind: 'disabled', reason: 'no account selected'});
});

test('the list of keys holds each that answers, once, the nearest first', () => {
	const screen = context('screen', {'screen.q': 'q', 'user.add': 'a'});
	expect(listBindings([global, screen]).map(({binding}) => binding.id)).toEqual([
		'screen.q',
		'user.add',
		'app.leave',
		'go.logs',
	]);
});
