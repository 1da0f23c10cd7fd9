/**
A text after one round of unescaping, and for each of its characters where it came from: `starts[i]` up to `ends[i]` in the original.

HTML entities (named, decimal, hexadecimal), percent escapes (UTF-8, Latin 1 and `%uXXXX`) and the escapes of JSON and JavaScript, each in any case
and all at once: nobody knows which of them a text from outside went through, or in which order.
*/
export type TextView = {readonly text: string; readonly starts: readonly number[]; readonly ends: readonly number[]};

const escape = new RegExp(
	[
		/&(?:#(?<decimal>\d{1,7})|#x(?<hexadecimal>[\da-f]{1,6})|(?<name>[a-z][a-z\d]{1,11}));?/,
		/(?<percent>%[0-7][\da-f]|%[cd][\da-f]%[89ab][\da-f]|%e[\da-f](?:%[89ab][\da-f]){2}|%f[0-7](?:%[89ab][\da-f]){3}|%[89a-f][\da-f])/,
		/(?:%u|\\u|\\U0000)(?<unit>[\da-f]{4})|\\u\{(?<point>[\da-f]{1,6})\}|\\x(?<byte>[\da-f]{2})/,
		/\\(?<character>["'/\\bfnrt])/,
	]
		.map(({source}) => source)
		.join('|'),
	'gi',
);

const controls: Readonly<Record<string, string>> = {b: '\b', f: '\f', n: '\n', r: '\r', t: '\t'};

/** The names that encoders write: those of ASCII, and of Latin 1 from U+00A0 on, in order. Source: the HTML standard's list of named references. */
const asciiNames: Readonly<Record<string, string>> = {
	tab: '\t',
	newline: '\n',
	excl: '!',
	quot: '"',
	num: '#',
	dollar: '$',
	percnt: '%',
	amp: '&',
	apos: "'",
	lpar: '(',
	rpar: ')',
	ast: '*',
	plus: '+',
	comma: ',',
	period: '.',
	sol: '/',
	colon: ':',
	semi: ';',
	lt: '<',
	equals: '=',
	gt: '>',
	quest: '?',
	commat: '@',
	lsqb: '[',
	lbrack: '[',
	bsol: '\\',
	rsqb: ']',
	rbrack: ']',
	hat: '^',
	lowbar: '_',
	grave: '`',
	lcub: '{',
	lbrace: '{',
	verbar: '|',
	vert: '|',
	rcub: '}',
	rbrace: '}',
};
const latinNames = new Map(
	`nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm
	raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde
	Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave
	eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml`
		.split(/\s+/)
		.map((name, index) => [name, String.fromCharCode(0xa0 + index)]),
);

/** Whether there may be anything to unescape. */
export function mayBeEscaped(text: string): boolean {
	return /[%&\\]/.test(text);
}

/** One round of unescaping. */
export function unescapeText(text: string): string {
	return text.replace(escape, (match: string, ...rest: readonly unknown[]) =>
		unescapeOne(match, rest.at(-1) as EscapeGroups),
	);
}

/** The view of a text as it is. */
export function plainView(text: string): TextView {
	const starts = Array.from({length: text.length}, (_, index) => index);
	return {text, starts, ends: starts.map(start => start + 1)};
}

/** One round of unescaping, remembering where everything came from. */
export function unescapeView({text, starts, ends}: TextView): TextView {
	const characters: string[] = [];
	const newStarts: number[] = [];
	const newEnds: number[] = [];
	const keep = (from: number, to: number) => {
		for (let index = from; index < to; index++) {
			characters.push(text.charAt(index));
			newStarts.push(starts[index] ?? 0);
			newEnds.push(ends[index] ?? 0);
		}
	};

	let last = 0;
	for (const match of text.matchAll(escape)) {
		const [whole] = match;
		keep(last, match.index);
		last = match.index + whole.length;
		for (const unit of unescapeOne(whole, match.groups ?? {}).split('')) {
			characters.push(unit);
			newStarts.push(starts[match.index] ?? 0);
			newEnds.push(ends[last - 1] ?? 0);
		}
	}

	keep(last, text.length);
	return {text: characters.join(''), starts: newStarts, ends: newEnds};
}

type EscapeGroups = Readonly<Record<string, string | undefined>>;

/** What an escape stands for; itself where it stands for nothing. */
function unescapeOne(match: string, groups: EscapeGroups): string {
	const {decimal, hexadecimal, name, percent, unit, point, byte, character} = groups;
	const hex = hexadecimal ?? unit ?? point ?? byte;
	if (decimal !== undefined || hex !== undefined) {
		const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
		return code <= 0x10_ff_ff ? String.fromCodePoint(code) : match;
	}

	if (name !== undefined) {
		const known = latinNames.get(name) ?? asciiNames[name.toLowerCase()] ?? latinNames.get(name.toLowerCase());
		return known ?? match;
	}

	if (percent !== undefined) {
		const bytes = Buffer.from(percent.replaceAll('%', ''), 'hex');
		return bytes.length === 1 ? bytes.toString('latin1') : bytes.toString('utf8');
	}

	return character === undefined ? match : (controls[character] ?? character);
}
