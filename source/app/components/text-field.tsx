import {Box, Text} from 'ink';
import TextInput from 'ink-text-input';
import {useLayoutEffect, useRef} from 'react';
import {useKeyContext} from '../hooks/use-key-context.ts';
import {useLocalStore} from '../hooks/use-local-store.ts';
import type {KeyPress} from '../input/key-press.ts';
import {defineBindings} from '../keymap/binding.ts';
import {useTerminal, useTheme} from '../terminal-context.ts';
import {cleanTyped, edits, firstLength, headOf, tail, type Edit} from './typed-text.ts';

export type TextFieldProps = {
	/** The whole text. Kept by the parent, in a store: two keys may come within one frame. */
	readonly value: string;
	readonly onChange: (value: string) => void;
	readonly isFocused: boolean;
	/** Width in columns. */
	readonly columns: number;
	/** Shown while the field is empty. Of our own making. */
	readonly placeholder?: string;
	/** Show bullets for what is typed. @default false */
	readonly isSecret?: boolean;
};

export const textFieldBindings = defineBindings('Text field', [
	{id: 'text.left', keys: ['left', 'ctrl+b'], label: 'left', help: 'One character back', isInFooter: false},
	{id: 'text.right', keys: ['right', 'ctrl+f'], label: 'right', help: 'One character on', isInFooter: false},
	{id: 'text.home', keys: ['home', 'ctrl+a'], label: 'start', help: 'To the start of the text', isInFooter: false},
	{id: 'text.end', keys: ['end', 'ctrl+e'], label: 'end', help: 'To the end of the text', isInFooter: false},
	{
		id: 'text.backspace',
		keys: ['backspace'],
		label: 'delete',
		help: 'Delete the character before the caret',
		isInFooter: false,
	},
	{
		id: 'text.delete',
		keys: ['delete', 'ctrl+d'],
		label: 'delete',
		help: 'Delete the character at the caret',
		isInFooter: false,
	},
	{
		id: 'text.deleteWord',
		keys: ['ctrl+w', 'alt+backspace'],
		label: 'word',
		help: 'Delete the word before the caret',
		isInFooter: false,
	},
	{
		id: 'text.deleteToStart',
		keys: ['ctrl+u'],
		label: 'clear',
		help: 'Delete everything before the caret',
		isInFooter: false,
	},
	{
		id: 'text.deleteToEnd',
		keys: ['ctrl+k'],
		label: 'cut',
		help: 'Delete everything after the caret',
		isInFooter: false,
	},
]);

const bullet = '•';

/**
One line of text. ink-text-input inserts what is typed and draws it; the caret, pastes, chords and deletions are ours, because
that component puts a letter for a Ctrl chord, knows no Home or End and leaves half an emoji behind.

It is given only the text before the caret, so its own caret is always at the end of what it has.
*/
export function TextField({value, onChange, isFocused, columns, placeholder = '', isSecret = false}: TextFieldProps) {
	const {forwardToInk} = useTerminal();
	const theme = useTheme();
	// `revision` makes a fresh TextInput when the text changed behind its back: its caret then starts at the end again.
	const [{caret, revision}, store] = useLocalStore(() => ({caret: value.length, revision: 0}));
	const present = useRef({value, onChange});
	useLayoutEffect(() => {
		present.current = {value, onChange};
	});

	const split = (text: string, at: number) => ({before: text.slice(0, at), after: text.slice(at)});

	const apply = (edit: Edit | 'insert', typed = '') => {
		const {value: text} = present.current;
		const {caret: at} = store.getSnapshot();
		const next = edits[edit](split(text, Math.min(at, text.length)), typed);
		store.update(state => ({caret: next.before.length, revision: state.revision + 1}));
		if (next.before + next.after !== text) {
			present.current.onChange(next.before + next.after);
		}
	};

	const takeText = (key: KeyPress) => {
		if (key.chord === 'paste') {
			apply('insert', key.text);
		} else if (cleanTyped(key.text ?? '') !== '') {
			forwardToInk(key);
		}
	};

	useKeyContext({
		layer: 'field',
		table: textFieldBindings,
		isActive: isFocused,
		takeText,
		actions: {
			'text.left': () => apply('left'),
			'text.right': () => apply('right'),
			'text.home': () => apply('home'),
			'text.end': () => apply('end'),
			'text.backspace': () => apply('backspace'),
			'text.delete': () => apply('delete'),
			'text.deleteWord': () => apply('deleteWord'),
			'text.deleteToStart': () => apply('deleteToStart'),
			'text.deleteToEnd': () => apply('deleteToEnd'),
		},
	});

	const {before, after} = split(value, Math.min(caret, value.length));
	const shownBefore = tail(before, Math.max(1, columns - 1));
	const hidden = before.slice(0, before.length - shownBefore.length);
	const caretLength = firstLength(after);
	const shownAfter = headOf(after, Math.max(0, columns - Array.from(shownBefore).length));
	const dress = (text: string) => (isSecret ? bullet.repeat(text.length) : text);

	return (
		<Box width={columns} height={1} overflow="hidden">
			<Box flexShrink={0}>
				<TextInput
					key={revision}
					value={shownBefore}
					placeholder={after === '' ? placeholder : ''}
					focus={isFocused}
					showCursor={after === ''}
					mask={isSecret ? bullet : undefined}
					onChange={typed => {
						const {value: text} = present.current;
						const {caret: at} = store.getSnapshot();
						const next = hidden + cleanTyped(typed);
						store.update(state => ({...state, caret: next.length}));
						present.current.onChange(next + text.slice(at));
					}}
				/>
			</Box>
			{after === '' ? undefined : (
				<Text wrap="truncate">
					{isFocused
						? theme.paint(dress(shownAfter.slice(0, caretLength)), 'caret') + dress(shownAfter.slice(caretLength))
						: dress(shownAfter)}
				</Text>
			)}
		</Box>
	);
}
