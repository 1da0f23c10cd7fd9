/**
A key as a record. One table of these feeds dispatch, footer, help, palette and the README.
*/
export type Binding = {
	/** What it does, dotted: `user.add`. Stable: tests and the palette name it. */
	readonly id: string;
	/** Chords, first one shown: `a`, `up`, `ctrl+p`, or a prefix and a key: `g l`. */
	readonly keys: readonly string[];
	/** One or two words for the footer: `add`. */
	readonly label: string;
	/** One sentence for the help. */
	readonly help: string;
	/** Whether the footer has room for it; `?` lists it anyway. @default true */
	readonly isInFooter?: boolean;
};

export type BindingTable<Id extends string = string> = {
	/** Whose keys these are, as the help heads them: `Users`. */
	readonly title: string;
	readonly bindings: ReadonlyArray<Binding & {readonly id: Id}>;
};

/** Declare a table so that its ids are known to the type checker: whoever uses it must handle each. */
export function defineBindings<const Id extends string>(
	title: string,
	bindings: ReadonlyArray<Binding & {readonly id: Id}>,
): BindingTable<Id> {
	return {title, bindings};
}

const keySigns: Readonly<Record<string, string>> = {
	up: '↑',
	down: '↓',
	left: '←',
	right: '→',
	enter: '⏎',
	escape: 'esc',
	pageup: 'PgUp',
	pagedown: 'PgDn',
	home: 'Home',
	end: 'End',
	backspace: '⌫',
	delete: 'Del',
	tab: 'Tab',
	space: 'Space',
};

/** A chord as a person reads it: `↑`, `Ctrl-P`, `g l`. */
export function keySign(chord: string): string {
	return chord
		.split(' ')
		.map(part => keySigns[part] ?? modifiedSign(part))
		.join(' ');
}

const modifierSigns: Readonly<Record<string, string>> = {ctrl: 'Ctrl', alt: 'Alt', shift: 'Shift'};

function modifiedSign(chord: string): string {
	const [modifier, key] = chord.split('+');
	const sign = modifierSigns[modifier ?? ''];
	return sign === undefined || key === undefined || key === ''
		? chord
		: `${sign}-${keySigns[key] ?? key.toUpperCase()}`;
}

/** All keys of a binding for the help and the README: `↑ ↓`. */
export function keySignsOf(binding: Binding): string {
	return binding.keys.map(chord => keySign(chord)).join(' ');
}

/** The keys as the footer shows them: arrow pairs together, otherwise only the first. */
export function footerSign(binding: Binding): string {
	const [first = '', second] = binding.keys;
	return second !== undefined && /^(?:up|left|pageup|home)$/.test(first)
		? keySign(first) + keySign(second)
		: keySign(first);
}
