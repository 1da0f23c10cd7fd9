/** Texts that try to take over a terminal, and the eyes to see whether one succeeded. */

// Sequences that this program never has a reason to write: finding one in its output proves that outside text came through.
const takeovers = [
	'\u{1b}]52;c;ZXZpbA==\u{7}', // The clipboard.
	'\u{1b}]0;pwned\u{7}', // The window title.
	'\u{1b}]8;;https://evil.invalid\u{1b}\\', // A link.
	'\u{1b}[8m', // Concealed.
	'\u{1b}[30;40m', // Black on black.
	'\u{1b}[38;2;1;2;3m',
	'\u{1b}[999;999H',
	'\u{1b}[97A',
	'\u{1b}[41S',
	'\u{1b}[6n', // "Where is the cursor", answered into the input.
	'\u{1b}[21t', // "What is the title", the same.
	'\u{1b}[?1003h', // The mouse.
	'\u{1b}[?5h', // The whole screen inverse.
	'\u{1b}c', // A full reset.
	'\u{1b}#8', // A screen full of E.
	'\u{1b}(0', // Line drawing instead of letters.
	'\u{1b}P+q544e\u{1b}\\',
	'\u{1b}_Gi=31;AAAA\u{1b}\\',
	'\u{1b}^secret\u{1b}\\',
	'\u{9b}31;5m',
	'\u{9d}0;pwned\u{9c}',
	'\u{90}q\u{9c}',
] as const;

const invisibles = [
	'\u{0}',
	'\u{7}',
	'\u{8}\u{8}\u{8}',
	'\r',
	'\n',
	'\r\n',
	'\t',
	'\v',
	'\f',
	'\u{e}',
	'\u{7f}',
	'\u{85}',
	'\u{ad}',
	'\u{61c}',
	'\u{180e}',
	'\u{200b}',
	'\u{200e}',
	'\u{200f}',
	'\u{2028}',
	'\u{2029}',
	'\u{202a}',
	'\u{202e}',
	'\u{2060}',
	'\u{2066}',
	'\u{2069}',
	'\u{feff}',
	'\u{fff9}',
	'\u{e0041}\u{e0042}\u{e007f}',
	'\u{d800}',
	'\u{dfff}',
	'\u{e000}',
	'\u{3164}',
] as const;

const combining = ['\u{301}', '\u{489}', '\u{20dd}', '\u{94d}', '\u{fe0f}', '\u{1ab0}'] as const;

const innocent = [
	'login ok',
	'₹ 12,34,567.80',
	'नमस्ते',
	'価格',
	'👩\u{200d}💻',
	'🇮🇳',
	'a=1&b=2',
	'<b>bold</b>',
	'%s %d',
	"'; DROP TABLE logs; --",
	'INFO   auth      signed in',
] as const;

/**
A hostile text for every number, always the same one. Each names itself visibly, `row 17 begins` to `row 17 ends`, so that a test can tell whether it stayed
one row, in order, and whole.

Those below `takeovers.length` are a single sequence; the others are mixtures, some long, some with floods of combining marks.
*/
export function hostileText(number: number): string {
	const random = createRandom(number);
	const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
	const simple = takeovers[number];
	const pieces =
		simple === undefined
			? Array.from({length: 1 + Math.floor(random() * 6)}, () => {
					const kind = random();
					return kind < 0.35
						? pick(takeovers)
						: kind < 0.65
							? pick(invisibles)
							: kind < 0.75
								? `e${pick(combining).repeat(1 + Math.floor(random() * 40))}`
								: pick(innocent);
				})
			: [simple];
	return `row ${number} begins ${pieces.join(' ')} row ${number} ends`;
}

export function hostileTexts(count: number): readonly string[] {
	return Array.from({length: count}, (_, number) => hostileText(number));
}

/** What must never stand in anything written for a person: plain output, and frames between the program's own sequences. */
// Controls, surrogates, private use, separators, formats (all but the joiner of emoji), and the fillers that are drawn as nothing.
const invisibleCharacter = /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u{115f}\u{1160}\u{3164}\u{ffa0}]|(?!\u{200d})\p{Cf}/u;

const combiningFlood = /\p{M}{5,}/u;

/**
What is wrong with plain output, such as that of `mstock logs` into a pipe; empty when all of it is visible text in lines.
*/
export function findInvisible(text: string): readonly string[] {
	const findings: string[] = [];
	for (const [index, line] of text.split('\n').entries()) {
		const found = invisibleCharacter.exec(line) ?? combiningFlood.exec(line);
		if (found !== null) {
			findings.push(`line ${index + 1}, column ${found.index + 1}: ${nameCharacters(found[0])}`);
		}
	}

	return findings;
}

// What Ink and this program write to move, erase, colour and switch modes. Anything else is an intruder.
const ownSequence =
	/\u{1b}\[\??[\d;]*[ABCDEFGHJKfhlm]|\u{1b}\[[<>=?]?[\d;]*[cu]|\u{1b}\[\d* q|\u{1b}[78]|\r\n|[\r\n]/gu;

/**
What came through to a terminal that should not have: the takeovers of this file, and characters that the eye cannot see, in the bytes that a program
wrote to its pty. Its own cursor movement, colours and modes are passed over.
*/
export function findTakeovers(raw: string): readonly string[] {
	const foreign = takeovers.filter(sequence => raw.includes(sequence)).map(nameCharacters);
	return [...foreign, ...findInvisible(raw.replaceAll(ownSequence, '\n'))];
}

function nameCharacters(text: string): string {
	return Array.from(text, character => {
		const code = character.codePointAt(0) ?? 0;
		return code > 0x20 && code < 0x7f ? character : `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
	}).join('');
}

/** Mulberry32: small, seeded, the same on every machine. */
function createRandom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d_2b_79_f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}
