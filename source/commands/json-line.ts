/*
What a terminal could act on or hide: controls, format and private characters, lone surrogates, unassigned ones, line and paragraph
separators, everything else that is invisible, and more than four combining marks in a row.
*/
const unsafe = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|\p{M}{5,}/gv;

/**
A value as one line of JSON that may be shown on a terminal: what is invisible or could move the cursor is `\u` escaped.

Parsing it gives exactly the value back.
*/
export function toJsonLine(value: unknown): string {
	return JSON.stringify(value).replace(unsafe, escapeUnits);
}

function escapeUnits(text: string): string {
	return Array.from({length: text.length}, (_, index) => {
		const unit = text.charCodeAt(index).toString(16).padStart(4, '0');
		return String.raw`\u${unit}`;
	}).join('');
}
