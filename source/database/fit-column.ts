import {textColumnBytes} from './models/table-model.ts';

/** How much a column holds: VARCHAR counts characters, TEXT counts bytes of UTF-8. */
export type ColumnLimit = {readonly characters: number} | {readonly bytes: number};

export type FittedText = {
	readonly text: string;
	/** Bytes of the text that were cut off; 0 when it fits. */
	readonly cutBytes: number;
};

/** The columns of the two log tables that a long text may meet. */
export const logColumnLimits = {
	logMessage: {bytes: textColumnBytes},
	source: {characters: 100},
	requestMessage: {characters: 255},
	module: {characters: 100},
	apiName: {characters: 100},
	request: {bytes: textColumnBytes},
	response: {bytes: textColumnBytes},
	userId: {characters: 100},
	level: {characters: 20},
	loginSequenceId: {characters: 20},
} as const satisfies Readonly<Record<string, ColumnLimit>>;

/**
Cut a text to its column, at a character and with a mark at the end that says how much is missing: `…[812 bytes cut]`.

A column too short for the mark is cut without one.
*/
export function fitColumn(text: string, limit: ColumnLimit): FittedText {
	if (fits(text, limit)) {
		return {text, cutBytes: 0};
	}

	// The mark grows with the number in it, and the number with the mark: begin with the longest number there can be.
	const totalBytes = Buffer.byteLength(text);
	const longestMark = cutMark(totalBytes);
	const mostMark = size(longestMark, limit);
	const room = most(limit) - mostMark;
	if (room <= 0) {
		const kept = takeWhole(text, limit, most(limit));
		return {text: kept, cutBytes: totalBytes - Buffer.byteLength(kept)};
	}

	const kept = takeWhole(text, limit, room);
	const cutBytes = totalBytes - Buffer.byteLength(kept);
	return {text: kept + cutMark(cutBytes), cutBytes};
}

function cutMark(bytes: number): string {
	return `…[${bytes} bytes cut]`;
}

function fits(text: string, limit: ColumnLimit): boolean {
	// A string is at most three bytes a unit, and at most one character a unit: most texts need no counting.
	return 'bytes' in limit
		? text.length * 3 <= limit.bytes || Buffer.byteLength(text) <= limit.bytes
		: text.length <= limit.characters || size(text, limit) <= limit.characters;
}

function most(limit: ColumnLimit): number {
	return 'bytes' in limit ? limit.bytes : limit.characters;
}

function size(text: string, limit: ColumnLimit): number {
	if ('bytes' in limit) {
		return Buffer.byteLength(text);
	}

	let characters = 0;
	for (const _character of text) {
		characters++;
	}

	return characters;
}

/** The longest beginning of whole characters that has at most `room` bytes or characters. */
function takeWhole(text: string, limit: ColumnLimit, room: number): string {
	let used = 0;
	let end = 0;
	for (const character of text) {
		used += 'bytes' in limit ? Buffer.byteLength(character) : 1;
		if (used > room) {
			break;
		}

		end += character.length;
	}

	return text.slice(0, end);
}
