import type {Secret} from '../domain/secret.ts';
import {mayBeEscaped, plainView, unescapeText, unescapeView} from './unescape-text.ts';

/** What stands where a secret stood. */
export const redactedMark = '[redacted]';

/**
The secrets that are in use right now. The second line of defence: redaction goes by structure first, and this catches what comes back in a text that
nobody can know the structure of, such as a broker's error page that repeats the password.
*/
export type SecretRegistry = {
	/** Replace `value` wherever it occurs until the returned function is called. The same value may be held several times. */
	readonly hold: (value: string | Secret) => () => void;
	/**
	`text` with every held secret replaced in every spelling that an encoder may give it: raw, HTML entities, percent escapes, JSON escapes (each in any
	case, mixed, and several times over), base64 at any alignment, hex. The one list of spellings: whoever asks whether a text repeats a secret asks here.
	*/
	readonly replaceIn: (text: string) => string;
	readonly size: number;
};

/** Shorter values (the checksum `L`) would redact half of every log. */
const shortestHeld = 3;
/** Below this a value is matched only as a word of its own: `482` is an OTP, but also the end of many a time. */
const shortestAnywhere = 6;
/** Below this no encoding is looked for: the base64 of three digits occurs by chance. */
const shortestEncoded = 4;

export function createSecretRegistry(): SecretRegistry {
	const holders = new Map<string, number>();
	let pattern: RegExp | undefined;
	let isStale = false;

	return {
		hold(secret) {
			const value = typeof secret === 'string' ? secret : secret.reveal();
			if (value.length < shortestHeld) {
				return () => {};
			}

			holders.set(value, (holders.get(value) ?? 0) + 1);
			isStale = true;
			let isHeld = true;
			return () => {
				if (!isHeld) {
					return;
				}

				isHeld = false;
				const others = (holders.get(value) ?? 1) - 1;
				if (others === 0) {
					holders.delete(value);
				} else {
					holders.set(value, others);
				}

				isStale = true;
			};
		},
		replaceIn(text) {
			if (isStale) {
				pattern = buildPattern([...holders.keys()]);
				isStale = false;
			}

			return pattern === undefined ? text : replaceEverySpelling(text, pattern);
		},
		get size() {
			return holders.size;
		},
	};
}

/** How often a text is unescaped: an error page in JSON in a log line has been escaped three times. */
const mostRounds = 4;

type Range = {readonly start: number; readonly end: number};

/** Look in the text as it is, and in what is left of it after each round of unescaping. */
function replaceEverySpelling(text: string, pattern: RegExp): string {
	const plain = text.search(pattern) === -1 ? text : undefined;
	if (!mayBeEscaped(text)) {
		return plain ?? text.replace(pattern, redactedMark);
	}

	// Where each character came from is only worked out when something is there.
	if (plain !== undefined && !rounds(text).some(round => round.search(pattern) !== -1)) {
		return text;
	}

	const ranges: Range[] = [];
	let view = plainView(text);
	for (let round = 0; round <= mostRounds; round++) {
		for (const match of view.text.matchAll(pattern)) {
			const start = view.starts[match.index];
			const end = view.ends[match.index + match[0].length - 1];
			if (start !== undefined && end !== undefined) {
				ranges.push({start, end});
			}
		}

		const next = unescapeView(view);
		if (next.text === view.text) {
			break;
		}

		view = next;
	}

	return replaceRanges(text, ranges);
}

/** The text after one, two, ... rounds of unescaping, as long as that changes anything. */
function rounds(text: string): readonly string[] {
	const texts: string[] = [];
	let last = text;
	while (texts.length < mostRounds) {
		const next = unescapeText(last);
		if (next === last) {
			break;
		}

		texts.push(next);
		last = next;
	}

	return texts;
}

/** Ranges that overlap become one mark. */
function replaceRanges(text: string, ranges: readonly Range[]): string {
	const pieces: string[] = [];
	let last = 0;
	for (const {start, end} of ranges.toSorted((one, other) => one.start - other.start || other.end - one.end)) {
		if (start >= last) {
			pieces.push(text.slice(last, start), redactedMark);
			last = end;
		} else {
			last = Math.max(last, end);
		}
	}

	return `${pieces.join('')}${text.slice(last)}`;
}

/** Longest first, so that an encoding is not cut in half by a shorter one inside it. */
function buildPattern(values: readonly string[]): RegExp | undefined {
	const alternatives = new Map<string, number>();
	for (const value of values) {
		for (const {text, isWord} of formsOf(value)) {
			const escaped = text.replaceAll(/[$()*+.?[\\\]^{|}/-]/g, String.raw`\$&`);
			alternatives.set(isWord ? `(?<![\\w.:])${escaped}(?!\\w)` : escaped, text.length);
		}
	}

	const longestFirst = [...alternatives].sort(([, a], [, b]) => b - a).map(([source]) => source);
	return longestFirst.length === 0 ? undefined : new RegExp(longestFirst.join('|'), 'g');
}

type Form = {readonly text: string; readonly isWord: boolean};

/** The value as it may stand in a text that somebody else wrote, once nothing in that is escaped any more. */
function formsOf(value: string): readonly Form[] {
	const isWord = value.length < shortestAnywhere;
	const raw: Form = {text: value, isWord};
	if (value.length < shortestEncoded) {
		return [raw];
	}

	const bytes = Buffer.from(value, 'utf8');
	const hex = bytes.toString('hex');
	const dashed = hex.replaceAll(/..(?=.)/g, '$&-');
	const escapes = [
		// A form writes blanks as +, which unescaping leaves alone: most plus signs are just that.
		value.replaceAll(' ', '+'),
		new URLSearchParams([['', value]]).toString().slice(1),
		value.normalize('NFC'),
		value.normalize('NFD'),
		hex,
		hex.toUpperCase(),
		dashed,
		dashed.toUpperCase(),
	];
	return [
		raw,
		// The secret's own characters may look like escapes, and are then unescaped with the rest.
		...rounds(value)
			.filter(text => text.length >= shortestEncoded)
			.map(text => ({text, isWord: text.length < shortestAnywhere})),
		...escapes.filter(text => text !== value).map(text => ({text, isWord: false})),
		...base64Forms(bytes).map(text => ({text, isWord: text.length < shortestAnywhere})),
	];
}

/** By itself, and inside a longer base64 text (`user:password`), where three alignments are possible and the edges mix with the neighbours. */
function base64Forms(bytes: Buffer): readonly string[] {
	const standard = [bytes.toString('base64').replace(/=+$/, '')];
	for (const shift of [0, 1, 2]) {
		const shifted = Buffer.concat([Buffer.alloc(shift), bytes])
			.toString('base64')
			.replace(/=+$/, '');
		const first = shift === 0 ? 0 : shift + 1;
		const last = Math.floor(((shift + bytes.length) * 8) / 6);
		standard.push(shifted.slice(first, last));
	}

	const texts = standard.filter(text => text.length >= shortestEncoded);
	return [...texts, ...texts.map(text => text.replaceAll('+', '-').replaceAll('/', '_'))];
}
