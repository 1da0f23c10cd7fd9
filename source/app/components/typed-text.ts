const graphemes = new Intl.Segmenter('en', {granularity: 'grapheme'});

// Joiners stay, or pasted emoji would fall apart; everything else that has no shape of its own would only mislead.
const shapeless = /(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** No field of ours holds more; what is pasted beyond it is a mistake. In UTF-16 units. */
export const longestTyped = 4096;

/** What a one-line field keeps of typed or pasted text: line breaks at the ends vanish, inner ones become spaces, invisible characters go. */
export function cleanTyped(text: string): string {
	return text
		.slice(0, longestTyped)
		.replaceAll(/^[\r\n\t]+|[\r\n\t]+$/g, '')
		.replaceAll(/[\r\n\t]+/g, ' ')
		.replaceAll(shapeless, '');
}

/** Text with a caret in it. */
export type EditedText = {readonly before: string; readonly after: string};

/** Edits by what a person sees as one character, so that Backspace never leaves half an emoji. */
export const edits = {
	insert: ({before, after}: EditedText, text: string): EditedText => ({
		before: before + cleanTyped(text.slice(0, Math.max(0, longestTyped - before.length - after.length))),
		after,
	}),
	backspace: ({before, after}: EditedText): EditedText => ({before: withoutLast(before), after}),
	delete: ({before, after}: EditedText): EditedText => ({before, after: after.slice(firstLength(after))}),
	left({before, after}: EditedText): EditedText {
		const shorter = withoutLast(before);
		return {before: shorter, after: before.slice(shorter.length) + after};
	},
	right({before, after}: EditedText): EditedText {
		const length = firstLength(after);
		return {before: before + after.slice(0, length), after: after.slice(length)};
	},
	home: ({before, after}: EditedText): EditedText => ({before: '', after: before + after}),
	end: ({before, after}: EditedText): EditedText => ({before: before + after, after: ''}),
	deleteWord: ({before, after}: EditedText): EditedText => ({before: before.replace(/\S*\s*$/, ''), after}),
	deleteToStart: ({after}: EditedText): EditedText => ({before: '', after}),
	deleteToEnd: ({before}: EditedText): EditedText => ({before, after: ''}),
} satisfies Record<string, (text: EditedText, typed: string) => EditedText>;

export type Edit = Exclude<keyof typeof edits, 'insert'>;

function withoutLast(text: string): string {
	const last = Array.from(graphemes.segment(text)).at(-1);
	return last === undefined ? '' : text.slice(0, last.index);
}

/** UTF-16 length of the first visible character. */
export function firstLength(text: string): number {
	const [first] = graphemes.segment(text);
	return first?.segment.length ?? 0;
}

/** The end of a text that fits into `count` characters, for a field that is narrower than what is typed. */
export function tail(text: string, count: number): string {
	const segments = Array.from(graphemes.segment(text));
	return segments.length <= count ? text : text.slice(segments[segments.length - count]?.index ?? 0);
}

/** The first `count` characters of a text. */
export function headOf(text: string, count: number): string {
	const segments = Array.from(graphemes.segment(text));
	return segments.length <= count ? text : text.slice(0, segments[count]?.index ?? 0);
}
