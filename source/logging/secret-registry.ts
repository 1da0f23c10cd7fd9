import type {Secret} from '../domain/secret.ts';

/** What stands where a secret stood. */
export const redactedMark = '[redacted]';

/**
The secrets that are in use right now. The second line of defence: redaction goes by structure first, and this catches what comes back in a text that
nobody can know the structure of, such as a broker's error page that repeats the password.
*/
export type SecretRegistry = {
	/** Replace `value` wherever it occurs until the returned function is called. The same value may be held several times. */
	readonly hold: (value: string | Secret) => () => void;
	/** `text` with every held secret replaced, raw or JSON-escaped, HTML-escaped, URL-encoded, base64 or hex. */
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

			return pattern === undefined ? text : text.replace(pattern, redactedMark);
		},
		get size() {
			return holders.size;
		},
	};
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

/** The value as it may stand in a text that somebody else wrote. */
function formsOf(value: string): readonly Form[] {
	const raw: Form = {text: value, isWord: value.length < shortestAnywhere};
	if (value.length < shortestEncoded) {
		return [raw];
	}

	const bytes = Buffer.from(value, 'utf8');
	const json = escapeJson(value);
	const escapes = [
		json,
		escapeJson(json),
		escapeJsonLikeDotNet(value),
		...percentForms(value),
		...htmlForms(value),
		bytes.toString('hex'),
		bytes.toString('hex').toUpperCase(),
	];
	return [
		raw,
		...escapes.filter(text => text !== value).map(text => ({text, isWord: false})),
		...base64Forms(bytes).map(text => ({text, isWord: text.length < shortestAnywhere})),
	];
}

function escapeJson(text: string): string {
	return JSON.stringify(text).slice(1, -1);
}

/** System.Text.Json, which the broker's backend seems to use, writes these and everything outside ASCII as \uXXXX. */
function escapeJsonLikeDotNet(text: string): string {
	return text.replaceAll(/[^\x20-\x7E]|["&'+<>\\`]/g, character =>
		character === '\\' ? '\\\\' : `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
	);
}

function percentForms(value: string): readonly string[] {
	// A lone surrogate cannot be percent-encoded; the replacement character is what any encoder would send.
	const wellFormed = value.toWellFormed();
	const component = encodeURIComponent(wellFormed);
	const form = new URLSearchParams([['', wellFormed]]).toString().slice(1);
	const all = [component, encodeURI(wellFormed), form, encodeURIComponent(component)];
	return [...all, ...all.map(text => text.replaceAll(/%[0-9A-F]{2}/g, hex => hex.toLowerCase()))];
}

function htmlForms(value: string): readonly string[] {
	const names: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;'};
	const escaped = value.replaceAll(/["&'<>]/g, character => names[character] ?? character);
	return [escaped, escaped.replaceAll('&#39;', '&#x27;'), escaped.replaceAll('&#39;', '&apos;')];
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
