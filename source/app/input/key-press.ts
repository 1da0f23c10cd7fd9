/** One key as the dispatcher sees it. */
export type KeyPress = {
	/** Normalised name: `a`, `G`, `?`, `up`, `enter`, `shift+tab`, `ctrl+p`, `alt+x`; `paste` for a bracketed paste. */
	readonly chord: string;
	/** The printable text that it types, or the text pasted; undefined for keys that type nothing. */
	readonly text: string | undefined;
	/** The bytes as the terminal sent them, for handing on to Ink. */
	readonly raw: string;
};

export type WheelTurn = 'up' | 'down';

export type TerminalEvent =
	{readonly kind: 'key'; readonly key: KeyPress} | {readonly kind: 'wheel'; readonly turn: WheelTurn};

const escape = '\u001B';
const pasteStart = `${escape}[200~`;
const pasteEnd = `${escape}[201~`;

const namedSequences: Readonly<Record<string, string>> = {
	'[A': 'up',
	'[B': 'down',
	'[C': 'right',
	'[D': 'left',
	'[H': 'home',
	'[F': 'end',
	'[Z': 'shift+tab',
	'[1~': 'home',
	'[2~': 'insert',
	'[3~': 'delete',
	'[4~': 'end',
	'[5~': 'pageup',
	'[6~': 'pagedown',
	'[7~': 'home',
	'[8~': 'end',
	OA: 'up',
	OB: 'down',
	OC: 'right',
	OD: 'left',
	OH: 'home',
	OF: 'end',
	OP: 'f1',
	OQ: 'f2',
	OR: 'f3',
	OS: 'f4',
};

const modifierNames: Readonly<Record<string, string>> = {
	'2': 'shift',
	'3': 'alt',
	'5': 'ctrl',
	'6': 'ctrl+shift',
};

// Bracketed paste, SGR mouse report, focus report, CSI sequence, SS3 sequence, alt chord, control character, printable text, lone escape.
const token = new RegExp(
	[
		String.raw`\u001B\[200~[\s\S]*?\u001B\[201~`,
		String.raw`\u001B\[<\d+;\d+;\d+[Mm]`,
		String.raw`\u001B\[[IO](?![\d;])`,
		String.raw`\u001B\[[\d;:?]*[A-Za-z~^$]`,
		String.raw`\u001BO[A-Za-z]`,
		String.raw`\u001B[^\u001B\[O]`,
		String.raw`[\u0000-\u001F\u007F]`,
		String.raw`[^\u0000-\u001F\u007F]+`,
		String.raw`\u001B`,
	].join('|'),
	'gy',
);

const graphemes = new Intl.Segmenter('en', {granularity: 'grapheme'});

/**
Split what the terminal sent into single events, in order. Printable text becomes one event per grapheme, so that a key that
opens a form and the text typed into it may arrive in one read.

`rest` is an unfinished sequence (a paste whose end has not come yet): prepend it to the next read.
*/
export function parseTerminalInput(input: string): {readonly events: readonly TerminalEvent[]; readonly rest: string} {
	const events: TerminalEvent[] = [];
	const openPaste = input.lastIndexOf(pasteStart);
	const isPasteOpen = openPaste !== -1 && !input.includes(pasteEnd, openPaste);
	const complete = isPasteOpen ? input.slice(0, openPaste) : input;

	token.lastIndex = 0;
	for (let match = token.exec(complete); match; match = token.exec(complete)) {
		events.push(...toEvents(match[0]));
		if (token.lastIndex >= complete.length) {
			break;
		}
	}

	return {events, rest: isPasteOpen ? input.slice(openPaste) : ''};
}

function toEvents(raw: string): readonly TerminalEvent[] {
	if (raw.startsWith(pasteStart)) {
		const text = raw.slice(pasteStart.length, -pasteEnd.length);
		return [{kind: 'key', key: {chord: 'paste', text, raw}}];
	}

	if (raw.startsWith(`${escape}[<`)) {
		const button = raw.slice(3).split(';')[0];
		const turn = button === '64' ? 'up' : button === '65' ? 'down' : undefined;
		return turn === undefined ? [] : [{kind: 'wheel', turn}];
	}

	// Focus reports tell nothing that a key would.
	if (raw === `${escape}[I` || raw === `${escape}[O`) {
		return [];
	}

	if (raw.startsWith(escape)) {
		const chord = escapeChord(raw.slice(1));
		return chord === undefined ? [] : [{kind: 'key', key: {chord, text: undefined, raw}}];
	}

	const code = raw.codePointAt(0) ?? 0;
	if (code < 0x20 || code === 0x7f) {
		return [{kind: 'key', key: {chord: controlChord(code), text: undefined, raw}}];
	}

	return Array.from(graphemes.segment(raw), ({segment}) => ({
		kind: 'key' as const,
		key: {chord: segment === ' ' ? 'space' : segment, text: segment, raw: segment},
	}));
}

/** Undefined for sequences that are no key of ours: terminal replies and the like are dropped, not typed. */
function escapeChord(sequence: string): string | undefined {
	if (sequence === '') {
		return 'escape';
	}

	const plain = namedSequences[sequence];
	if (plain !== undefined) {
		return plain;
	}

	// `[1;5C` and `[3;5~`: a named key with a modifier.
	const modified = /^\[(?:1;(\d)([A-H])|(\d);(\d)~)$/.exec(sequence);
	if (modified) {
		const [, letterModifier, letter, number, numberModifier] = modified;
		const name = namedSequences[letter === undefined ? `[${number}~` : `[${letter}`];
		const modifier = modifierNames[letterModifier ?? numberModifier ?? ''];
		return name === undefined || modifier === undefined ? undefined : `${modifier}+${name}`;
	}

	if (sequence.startsWith('[') || sequence.startsWith('O')) {
		return undefined;
	}

	const code = sequence.codePointAt(0) ?? 0;
	return code < 0x20 || code === 0x7f ? `alt+${controlChord(code)}` : `alt+${sequence}`;
}

function controlChord(code: number): string {
	switch (code) {
		case 0x0d:
		case 0x0a: {
			return 'enter';
		}

		case 0x09: {
			return 'tab';
		}

		case 0x7f:
		case 0x08: {
			return 'backspace';
		}

		case 0: {
			return 'ctrl+space';
		}

		default: {
			return `ctrl+${String.fromCodePoint(code + 0x60)}`;
		}
	}
}
