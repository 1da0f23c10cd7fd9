import {toSafeText, trusted, type SafeText} from '../../domain/safe-text.ts';
import {displayWidth, wrapText} from '../../presentation/fit.ts';

/** What stands before the text of a line: a label and the spaces after it, the number of a step, or spaces alone. */
const label = /^ +(?!\d+\. )\S+(?: \S+)* {2,}/;
const stepOrSpaces = /^ *(?:\d+\. )?/;

/** A printed sheet in a narrower place: nothing is cut, sentences flow on, and what does not fit stands below the value or the step that it belongs to. */
export function layOutSheet(sheet: readonly string[], columns: number): readonly SafeText[] {
	const lines = sheet.map(line => toSafeText(line));
	return lines.every(line => displayWidth(line) <= columns)
		? lines
		: joinSentences(lines).flatMap(line => wrapLine(line, columns));
}

/** A line that begins where the text of the one above it does goes on with its sentence. A value beside a label is no sentence. */
function joinSentences(lines: readonly SafeText[]): readonly SafeText[] {
	const joined: SafeText[] = [];
	for (const line of lines) {
		const above = joined.at(-1) ?? trusted('');
		const isSentence = above !== '' && line !== '' && !label.test(above);
		if (isSentence && spacesBefore(line) === leadOf(above).length) {
			joined[joined.length - 1] = trusted(`${above} ${line.trimStart()}`);
		} else {
			joined.push(line);
		}
	}

	return joined;
}

function wrapLine(line: SafeText, columns: number): readonly SafeText[] {
	const lead = leadOf(line);
	const isRoomy = lead.length < columns / 2;
	const kept = isRoomy ? lead : '';
	return wrapText(trusted(line.slice(kept.length)), columns - kept.length).map((row, index) =>
		trusted(`${index === 0 ? kept : ' '.repeat(kept.length)}${row}`),
	);
}

function leadOf(line: SafeText): string {
	return (label.exec(line) ?? stepOrSpaces.exec(line))?.[0] ?? '';
}

function spacesBefore(line: SafeText): number {
	return line.length - line.trimStart().length;
}
