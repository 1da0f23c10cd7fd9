/** What a terminal sends for a key. */
const keyBytes = {
	up: '\u{1b}[A',
	down: '\u{1b}[B',
	right: '\u{1b}[C',
	left: '\u{1b}[D',
	home: '\u{1b}[H',
	end: '\u{1b}[F',
	'page-up': '\u{1b}[5~',
	'page-down': '\u{1b}[6~',
	insert: '\u{1b}[2~',
	delete: '\u{1b}[3~',
	enter: '\r',
	escape: '\u{1b}',
	tab: '\t',
	'shift-tab': '\u{1b}[Z',
	backspace: '\u{7f}',
	space: ' ',
} as const;

type NamedKey = keyof typeof keyBytes;

/** A named key, or a letter with a modifier; text is typed, not pressed. */
export type KeyName = NamedKey | `ctrl-${string}` | `alt-${string}`;

/** The bytes of these keys, in order, as they would arrive in one read. */
export function encodeKeys(...keys: readonly KeyName[]): string {
	return keys.map(encodeKey).join('');
}

function encodeKey(key: KeyName): string {
	if (isNamed(key)) {
		return keyBytes[key];
	}

	const [modifier, letter = ''] = key.split(/-(.*)/su);
	return modifier === 'alt'
		? `\u{1b}${letter}`
		: String.fromCodePoint((letter.toUpperCase().codePointAt(0) ?? 0) % 0x20);
}

function isNamed(key: KeyName): key is NamedKey {
	return key in keyBytes;
}

/** What a terminal sends when this text is pasted and the program asked for bracketed paste. */
export function encodePaste(text: string): string {
	return `\u{1b}[200~${text}\u{1b}[201~`;
}
