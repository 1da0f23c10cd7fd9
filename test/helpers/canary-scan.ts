/** A secret that must not be found: its name for the report, its value for the search. */
export type Canary = {readonly name: string; readonly value: string};

/** A place where things end up: a column, a file, a frame, stdout. */
export type Sink = {readonly name: string; readonly content: string | Uint8Array};

export type Leak = {readonly canary: string; readonly sink: string; readonly form: string};

/**
Every canary that a sink holds, in any of the forms in which a secret travels by accident: raw, JSON-escaped (once and twice), URL-encoded (both ways),
base64 (standard and URL-safe, at each of the three alignments) and hex. Letters of hex and of percent escapes count in either case.

A value of digits only counts where no other digit stands beside it, so that a time stamp is not taken for a one-time password; give such canaries six
digits or more and expect raw finds only.
*/
export function findLeaks(canaries: readonly Canary[], sinks: readonly Sink[]): readonly Leak[] {
	const searches = canaries.map(canary => ({canary, forms: formsOf(canary.value)}));
	return sinks.flatMap(sink => {
		// Latin 1 keeps every byte, so that one search serves text and binary files alike.
		const content = (typeof sink.content === 'string' ? Buffer.from(sink.content) : Buffer.from(sink.content)).toString(
			'latin1',
		);
		const folded = content.toLowerCase();
		return searches.flatMap(({canary, forms}) =>
			forms
				.filter(({text, isCaseless}) =>
					/^\d+$/.test(text)
						? new RegExp(`(?<!\\d)${text}(?!\\d)`).test(content)
						: isCaseless
							? folded.includes(text.toLowerCase())
							: content.includes(text),
				)
				.map(({form}) => ({canary: canary.name, sink: sink.name, form})),
		);
	});
}

type Form = {readonly form: string; readonly text: string; readonly isCaseless: boolean};

/** Shorter pieces than this would be found everywhere by chance. */
const shortestPiece = 6;

function formsOf(value: string): readonly Form[] {
	const bytes = Buffer.from(value);
	const latin1 = (text: string) => Buffer.from(text).toString('latin1');
	const json = JSON.stringify(value).slice(1, -1);
	const forms: Form[] = [
		{form: 'raw', text: latin1(value), isCaseless: false},
		{form: 'JSON', text: latin1(json), isCaseless: false},
		{form: 'JSON in JSON', text: latin1(JSON.stringify(json).slice(1, -1)), isCaseless: false},
		{form: 'JSON, ASCII only', text: asciiJson(json), isCaseless: true},
		{form: 'URL component', text: encodeURIComponent(value), isCaseless: true},
		{form: 'form field', text: new URLSearchParams({v: value}).toString().slice(2), isCaseless: true},
		...(/^\d+$/.test(value) ? [] : [{form: 'hex', text: bytes.toString('hex'), isCaseless: true}]),
		...[0, 1, 2].flatMap(offset => base64Pieces(bytes, offset)),
	];
	return forms.filter(
		({text}, index) => text.length >= shortestPiece && forms.findIndex(other => other.text === text) === index,
	);
}

/** The characters that only the secret decides when it stands `offset` bytes after a multiple of three. */
function base64Pieces(bytes: Buffer, offset: number): readonly Form[] {
	const padded = Buffer.concat([Buffer.alloc(offset), bytes])
		.toString('base64')
		.replaceAll('=', '');
	// The first characters share bits with what stands before, the last may share bits with what follows.
	const start = offset === 0 ? 0 : offset + 1;
	const end = (offset + bytes.length) % 3 === 0 ? padded.length : padded.length - 1;
	const text = padded.slice(start, end);
	return [
		{form: 'base64', text, isCaseless: false},
		{form: 'base64url', text: text.replaceAll('+', '-').replaceAll('/', '_'), isCaseless: false},
	];
}

function asciiJson(json: string): string {
	return json.replaceAll(/[^ -~]/g, unit => `\\u${(unit.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}
