import stringWidth from 'string-width';
import {trusted, type SafeText} from '../domain/safe-text.ts';

export type Align = 'left' | 'right';

const notAscii = /[^\x20-\x7E]/;

const segmenter = new Intl.Segmenter('en', {granularity: 'grapheme'});

/** Terminal columns that a text takes. */
export function displayWidth(text: SafeText): number {
	return notAscii.test(text) ? stringWidth(text) : text.length;
}

/** Cut to at most `width` columns; the last one is `…` where something was cut. */
export function truncateText(text: SafeText, width: number): SafeText {
	if (width <= 0) {
		return trusted('');
	}

	if (!notAscii.test(text)) {
		return text.length <= width ? text : trusted(`${text.slice(0, width - 1)}…`);
	}

	return firstColumns(text, width).rest === '' ? text : trusted(`${firstColumns(text, width - 1).head}…`);
}

/** Exactly `width` columns: padded, or cut with `…`. */
export function fitText(text: SafeText, width: number, align: Align = 'left'): SafeText {
	const fitted = truncateText(text, width);
	const padding = ' '.repeat(Math.max(0, width - displayWidth(fitted)));
	return trusted(align === 'left' ? fitted + padding : padding + fitted);
}

/**
Break one line into rows of at most `width` columns, at a space where the row has one, else anywhere. Never empty.

Nothing is lost: the rows joined give the text, but for the spaces at the breaks.
*/
export function wrapText(text: SafeText, width: number): SafeText[] {
	const rows: SafeText[] = [];
	let remaining: string = text;
	while (remaining !== '') {
		const {head, rest} = firstColumns(remaining, Math.max(2, width));
		const space = rest === '' || rest.startsWith(' ') ? -1 : head.lastIndexOf(' ');
		const row = space > 0 ? head.slice(0, space) : head;
		rows.push(trusted(row));
		remaining = remaining.slice(row.length).replace(/^ /, '');
	}

	return rows.length === 0 ? [text] : rows;
}

/** The longest beginning that fits into `width` columns without cutting a character, and what follows it. */
function firstColumns(text: string, width: number): {readonly head: string; readonly rest: string} {
	// A character has at most a handful of code units that take no column, so a long text need not be segmented whole.
	const candidate = text.slice(0, width * 8 + 8);
	if (!notAscii.test(candidate)) {
		return {head: text.slice(0, width), rest: text.slice(width)};
	}

	let columns = 0;
	let end = 0;
	for (const {segment, index} of segmenter.segment(candidate)) {
		columns += stringWidth(segment);
		if (columns > width) {
			break;
		}

		end = index + segment.length;
	}

	return {head: text.slice(0, end), rest: text.slice(end)};
}
