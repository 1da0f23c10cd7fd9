import {trusted, type SafeText} from '../../../domain/safe-text.ts';
import {displayWidth, wrapText} from '../../../presentation/fit.ts';
import type {Span} from '../line.tsx';

/** Below this many columns a word is put on the next row rather than broken. */
const leastRoom = 8;

/** Break one line of spans into rows of at most `columns`. The rows after the first are indented a little more than the first. */
export function wrapSpans(line: readonly Span[], columns: number): ReadonlyArray<readonly Span[]> {
	const indentation = Math.min(leadingSpaces(line) + 2, Math.floor(columns / 2));
	const rows: Span[][] = [];
	let row: Span[] = [];
	let used = 0;
	const breakRow = () => {
		rows.push(row);
		row = [{text: trusted(' '.repeat(indentation))}];
		used = indentation;
	};

	for (const {text, role} of line) {
		let rest: string = text;
		while (rest !== '') {
			const room = columns - used;
			const width = displayWidth(rest as SafeText);
			if (width > room && room < leastRoom && used > indentation) {
				breakRow();
				continue;
			}

			const head = width <= room ? rest : (wrapText(rest as SafeText, room)[0] ?? rest);
			row.push({text: trusted(head), ...(role === undefined ? {} : {role})});
			used += displayWidth(head as SafeText);
			rest = rest.slice(head.length);
			if (rest !== '') {
				rest = rest.replace(/^ /, '');
				breakRow();
			}
		}
	}

	return [...rows, row];
}

/** Rows of two columns of lines beside each other, each `columns` wide, two spaces between. */
export function besideEachOther(
	left: ReadonlyArray<readonly Span[]>,
	right: ReadonlyArray<readonly Span[]>,
	columns: number,
): ReadonlyArray<readonly Span[]> {
	return Array.from({length: Math.max(left.length, right.length)}, (_, index) => {
		const first = left[index] ?? [];
		const used = first.reduce((sum, {text}) => sum + displayWidth(text), 0);
		return [...first, {text: trusted(' '.repeat(Math.max(0, columns - used) + 2))}, ...(right[index] ?? [])];
	});
}

function leadingSpaces(line: readonly Span[]): number {
	const text = line.map(span => span.text).join('');
	return text.length - text.trimStart().length;
}
