import {redactedMark} from './secret-registry.ts';
import {isSensitiveName, sensitivityOf} from './sensitive-names.ts';

/*
Redaction of text whose structure is not known: prose, error pages, stack traces, broken JSON, form bodies, URLs, header lines.
A text from outside may be made to be slow, so every rule looks at a bounded piece around what it found.
*/

/** Replace what has the place or the shape of a secret. */
export function redactLooseText(text: string): string {
	// The line first: of `Authorization: token key:jwt` the pair rule would take the word after the colon for the value.
	let result = redactNamedValues(text.replace(authorizationLine, `$1$2${redactedMark}`));
	for (const [shape, replacement] of shapes) {
		result = result.replace(shape, replacement);
	}

	return result;
}

/** A header line, to its end: the scheme is worth less than the certainty that nothing behind it stays. */
const authorizationLine =
	/\b((?:proxy-)?authorization|(?:set-)?cookie)(\s{0,3}:\s{0,3})(?=[^\r\n]{0,300}\d)[^\r\n"<>]+/gi;

const credentials = String.raw`(?=\S{0,200}\d|\S{20})[\w.~+/=@%-]{3,}`;

const shapes: ReadonlyArray<readonly [RegExp, string]> = [
	// A JWT; also one that was cut.
	[/eyJ[\w-]{8,400}(?:\.[\w-]*){1,2}/g, redactedMark],
	// A Fernet token: version 0x80, then a timestamp whose first bytes are zero until the year 2106.
	[/gAAAA[\w-]{20,}(?:=|%3[Dd]){0,2}/g, redactedMark],
	// A Fernet key: 32 bytes in URL-safe base64.
	[/(?<![\w-])[\w-]{43}(?:=|%3[Dd])(?![\w=])/g, redactedMark],
	[new RegExp(String.raw`\b(bearer|basic)(\s{1,9}|%20|\+)${credentials}`, 'gi'), `$1$2${redactedMark}`],
	[/\btoken(\s{1,9}|%20|\+)[^\s:"'<>]{3,300}(?::|%3[Aa])[^\s"'<>]{6,}/gi, `token$1${redactedMark}`],
	// `OTP is 482`, `TOTP 123456`, `one-time password: 482`.
	[
		/\b(t?otp|one[ -]time[ -]password|verification code)\b([^\d\r\n]{0,20}?)(?<!\d)\d{3,8}(?!\d)/gi,
		`$1$2${redactedMark}`,
	],
	// The password of a URL.
	[/(:\/\/[^\s/:@]{0,60}:)[^\s/@]{1,128}@/g, `$1${redactedMark}@`],
];

/** What may stand between a name and its value. `>` is the end of an XML tag; a comma stands in `["password", "x"]` and `{"name": "password", "value": "x"}`. */
const separators = /[,=:>]|%3[AaDd]/g;

/** How far back a name is looked for. */
const longestName = 80;

/** `"name": "value"` at any depth of escaping, `name=value`, `Name: value`, `<name>value<`, `name="password" value="x"`. */
function redactNamedValues(text: string): string {
	let result = '';
	let done = 0;
	separators.lastIndex = 0;
	for (const found of text.matchAll(separators)) {
		if (found.index < done) {
			continue;
		}

		const name = nameBefore(text.slice(Math.max(done, found.index - longestName), found.index), found[0]);
		const sensitivity = name === undefined ? 'never' : sensitivityOf(name.text);
		if (name === undefined || sensitivity === 'never') {
			continue;
		}

		const start = found[0] === ',' ? startOfPairedValue(text, found.index + 1, name) : found.index + found[0].length;
		if (start === undefined) {
			continue;
		}

		const value = valueAfter(text, start, name.isQuoted);
		if (value === undefined || isHarmless(value.text) || !isSecretHere(name, sensitivity, found[0], value)) {
			continue;
		}

		result += text.slice(done, start) + value.lead + redactedMark;
		done = start + value.lead.length + value.text.length;
	}

	return done === 0 ? text : result + text.slice(done);
}

type FoundName = {readonly text: string; readonly isQuoted: boolean};

const quotedNameEnd = /(\\{0,15}["'])([\w .%-]{1,60})\1\s{0,20}$/;
const inputNameEnd = /name\s{0,3}=\s{0,3}["']?([\w.-]{1,40})["']?\s[^<>]{0,20}value\s{0,3}$/i;
const spokenNameEnd =
	/\b((?:api|private|master|data|secret|encryption) key|(?:access|public|refresh|enc|feed|request|jwt) token|totp (?:secret|seed|code))\s{0,3}$/i;
const bareNameEnd = /([A-Za-z_][\w.%-]{0,79})\s{0,3}$/;

function nameBefore(before: string, separator: string): FoundName | undefined {
	const last = before.trimEnd().at(-1);
	if (last === undefined || !/[\w"']/.test(last)) {
		return undefined;
	}

	if (last === '"' || last === "'") {
		const quoted = quotedNameEnd.exec(before)?.[2];
		return quoted === undefined ? undefined : {text: quoted, isQuoted: true};
	}

	const bare = inputNameEnd.exec(before)?.[1] ?? spokenNameEnd.exec(before)?.[1] ?? bareNameEnd.exec(before)?.[1];
	return bare === undefined || (separator === '>' && !before.includes('<')) ? undefined : {text: bare, isQuoted: false};
}

type FoundValue = {
	/** Blanks and the opening quote, which stay. */
	readonly lead: string;
	readonly text: string;
	readonly isQuoted: boolean;
};

const valueName = /\s{0,20}(\\{0,15}["'])(?:value|val|content)\1\s{0,20}:/y;
const quotedWord = /\s{0,20}(\\{0,15}["'])[\w .%-]{0,80}\1\s{0,20}:/y;

/** Where the value begins that a quoted name before a comma speaks of; undefined when what follows is only the next field. */
function startOfPairedValue(text: string, afterComma: number, name: FoundName): number | undefined {
	if (!name.isQuoted) {
		return undefined;
	}

	valueName.lastIndex = afterComma;
	if (valueName.test(text)) {
		return valueName.lastIndex;
	}

	quotedWord.lastIndex = afterComma;
	return quotedWord.test(text) ? undefined : afterComma;
}

const openingQuote = /(\s{0,20})(\\{0,15}["'])/y;
const quotedLead = /\s{0,20}/y;
const bareLead = /\s{0,3}/y;

function valueAfter(text: string, start: number, isNameQuoted: boolean): FoundValue | undefined {
	openingQuote.lastIndex = start;
	const opening = openingQuote.exec(text);
	if (opening !== null) {
		const [lead, , quote = ''] = opening;
		const from = start + lead.length;
		return {lead, text: text.slice(from, endOfQuoted(text, from, quote)), isQuoted: true};
	}

	const leadPattern = isNameQuoted ? quotedLead : bareLead;
	leadPattern.lastIndex = start;
	const lead = leadPattern.exec(text)?.[0] ?? '';
	const from = start + lead.length;
	if (isNameQuoted && /[[{]/.test(text.charAt(from)) && !text.startsWith(redactedMark, from)) {
		return {lead, text: text.slice(from, endOfBracketed(text, from)), isQuoted: true};
	}

	const end = isNameQuoted ? /[\s,}\]"'\\]/g : /[\s&"'<>]/g;
	end.lastIndex = from;
	const stop = end.exec(text)?.index ?? text.length;
	return stop === from ? undefined : {lead, text: text.slice(from, stop), isQuoted: false};
}

/** Where the same quote at the same depth of escaping stands next, or the end of a text that was cut. Too far is fine, too short is a leak. */
function endOfQuoted(text: string, from: number, quote: string): number {
	let end = text.indexOf(quote, from);
	while (end > from && text.charAt(end - 1) === '\\') {
		end = text.indexOf(quote, end + quote.length);
	}

	return end === -1 ? text.length : end;
}

/** Behind the bracket that closes the one at `from`; brackets inside strings may make it too far, which is fine. */
function endOfBracketed(text: string, from: number): number {
	let depth = 0;
	for (let index = from; index < text.length; index += 1) {
		const character = text.charAt(index);
		if (character === '{' || character === '[') {
			depth += 1;
		} else if (character === '}' || character === ']') {
			depth -= 1;
			if (depth === 0) {
				return index + 1;
			}
		}
	}

	return text.length;
}

/** In a sentence (`name: value`, unquoted) the words that are often only words need a value that looks made up. */
function isSecretHere(name: FoundName, sensitivity: 'always' | 'field', separator: string, value: FoundValue): boolean {
	const isSentence = separator === ':' && !name.isQuoted && !value.isQuoted;
	if (!isSentence) {
		return true;
	}

	return sensitivity === 'always' && !name.text.includes(' ')
		? value.text.length >= 3
		: value.text.length >= 6 && !/^[A-Za-z]+[.,;]?$/.test(value.text);
}

/** Absence is worth seeing in a log and gives nothing away. */
function isHarmless(value: string): boolean {
	return value === '' || /^(?:null|true|false|undefined|none|\[redacted\]|\[secret\])[.,;]?$/i.test(value);
}

/** Whether this name alone makes what follows it a secret, as in a flat list of header names and values. */
export function isSensitiveWord(text: string): boolean {
	return text.length <= longestName && isSensitiveName(text);
}
