declare const safeText: unique symbol;

/** Text that may be shown on a terminal: nothing in it can move the cursor, change colours or forge a row. Only `toSafeText` makes it from outside text. */
export type SafeText = string & {readonly [safeText]: true};

/**
What a row can hold without any terminal disagreeing about it is kept; the rest is written out, never dropped:

- C0 controls and DEL as control pictures (␊ ␛), every other invisible, reordering or unassigned character as its number (`<U+202E>`);
- what takes its width from its neighbours as its number, too: skin tones, flags, Hangul jamo outside a plain syllable, joiners, variation selectors;
- at most four combining marks on one letter, the rest as a count. Marks without a letter would land on our own text: as their number.

So the width of the result is the sum of its characters' widths (one exception: a single U+FE0F after an emoji, which old terminals draw one column narrower).
Letters of right-to-left scripts are kept; a terminal that reorders them does so within the row.
*/

const printableAscii = String.raw`\x20-\x7E`;

/** Printable everywhere and one column wide: what nearly every other row is made of, so that it skips the long way. */
const plainOrNot = new RegExp(
	String.raw`[^${printableAscii}\xA1-\xAC\xAE-\u017F\u2010-\u2015\u2018-\u201F\u2022\u2026\u20B9\u2190-\u2193\u2500-\u257F]`,
);

/** Marks that came after Unicode 5: terminals with an older table draw them in a column of their own. */
const youngMarks = String.raw`[\u0487\u0616-\u061A\u065F\u07FD\u0816-\u0900\u093A\u0955-\u0957\u09FE\u0A51\u0A75\u0AFA-\u0AFF\u0B44\u0B55\u0B62\u0B63\u0C00-\u0C04\u0C3C\u0C62\u0C63\u0C81\u0D00\u0D01\u0D3B\u0D3C\u0D44\u0D62\u0D63\u0D81\u0EBA\u0ECE\u0F8D-\u0F8F\u1033-\u1035\u103A-\u109D\u135D\u135E\u180F\u1885\u1886]`;

/** Marks that every terminal draws on the letter before them, in no column of their own. */
const attachingMarks = String.raw`[[[\p{Mn}\p{Me}]--[\p{Default_Ignorable_Code_Point}${youngMarks}]]&&[\u0300-\u1A18\u20D0-\u20EF\u3099\u309A]]`;

/** One modern syllable in decomposed form, as macOS writes file names. Every other run of jamo has a width that terminals disagree on. */
const hangulSyllable = String.raw`[\u1100-\u1112][\u1161-\u1175][\u11A8-\u11C2]?`;

const emojiBase = String.raw`[\p{Emoji}--[\x00-\x7F\p{Emoji_Modifier}\p{Regional_Indicator}]]`;

/** Everything that is written as its number, in this order: invisible or unassigned; other marks; widths that depend on neighbours; wide in some terminals only. */
const unshowable = String.raw`[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Mn}\p{Me}\p{Emoji_Modifier}\p{Regional_Indicator}\u1100-\u11FF\uA960-\uA97C\uD7B0-\uD7FB\u{16D63}-\u{16D6A}\u3248-\u324F]`;

/** Characters that join the letter before them but take a column of their own. On anything but such a letter (an emoji, a Hangul syllable) width tables forget that column. */
const spacingMark = String.raw`(?<![[\p{L}\p{N}]--[\p{Script=Hangul}\p{Emoji}${unshowable}]][${attachingMarks}\p{Mc}]{0,4})[\p{Mc}\u0E33\u0EB3\uFF9E\uFF9F]`;

const special = new RegExp(
	`(?<syllable>${hangulSyllable})|(?<marks>${attachingMarks}+)|(?<presentation>(?<=${emojiBase})\\uFE0F)|(?<hidden>${unshowable}|${spacingMark})\\k<hidden>*`,
	'gv',
);

const hiddenBefore = new RegExp(`${unshowable}$`, 'v');

const maximumMarks = 4;
const maximumRepeats = 4;

/**
Make outside text visible and harmless: one row stays one row, whatever it holds. Safe to apply twice.

The raw text stays where it came from; this is for showing only.
*/
export function toSafeText(text: string): SafeText {
	return (plainOrNot.test(text) ? text.replace(special, replaceSpecial) : text) as SafeText;
}

/** The lines of outside text, each safe, for a pane that shows it whole. Splits at LF and CR LF only. */
export function multilineSafeText(text: string): SafeText[] {
	return text.split(/\r?\n/).map(line => toSafeText(line));
}

/** Text of our own making, known to be harmless: literals, and numbers and dates that we formatted. */
export function trusted(text: string): SafeText {
	return text as SafeText;
}

function replaceSpecial(
	match: string,
	syllable: string | undefined,
	marks: string | undefined,
	presentation: string | undefined,
	hidden: string | undefined,
	offset: number,
	text: string,
): string {
	if (syllable !== undefined || presentation !== undefined) {
		return match;
	}

	if (marks !== undefined) {
		return showMarks(marks, hasBase(text, offset));
	}

	return hidden === undefined ? match : showHidden(hidden, match.length / hidden.length);
}

/** All attaching marks are one code unit long. */
function showMarks(marks: string, isOnLetter: boolean): string {
	if (isOnLetter) {
		return marks.length > maximumMarks
			? `${marks.slice(0, maximumMarks)}<+${marks.length - maximumMarks} marks>`
			: marks;
	}

	return marks.length > maximumMarks
		? `<${marks.length} marks>`
		: Array.from(marks, mark => codePointName(mark)).join('');
}

/** Whether something visible stands before `offset` that marks may sit on. What is written as its number is no such thing. */
function hasBase(text: string, offset: number): boolean {
	return offset > 0 && !hiddenBefore.test(text.slice(Math.max(0, offset - 2), offset));
}

function showHidden(character: string, count: number): string {
	const code = character.codePointAt(0) ?? 0;
	if (code < 0x20) {
		return String.fromCodePoint(0x24_00 + code).repeat(count);
	}

	if (code === 0x7f) {
		return '\u2421'.repeat(count);
	}

	const name = codePointName(character);
	return count > maximumRepeats ? `${name.slice(0, -1)} x${count}>` : name.repeat(count);
}

/** `<U+202E>` */
function codePointName(character: string): string {
	return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;
}
