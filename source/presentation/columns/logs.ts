import type {LogEntry, LogLevel} from '../../domain/log-entry.ts';
import {toSafeText, trusted, type SafeText} from '../../domain/safe-text.ts';
import {absentCell, createCell, type Cell} from '../cell.ts';
import type {CellContext, Column} from '../column.ts';
import {signOf, type Role} from '../roles.ts';
import {safe} from '../safe-template.ts';
import {formatClockMilliseconds, formatClockSeconds} from '../time.ts';

const levelRoles: Readonly<Record<LogLevel, Role | undefined>> = {
	DEBUG: 'dim',
	INFO: undefined,
	WARN: 'attention',
	ERROR: 'failed',
};

/** The role of a level, for wherever it is shown; none for what is plain. */
export function levelRole(level: LogLevel): Role | undefined {
	return levelRoles[level];
}

/** The log, as the Logs screen lists it: IST, to the millisecond where there is room. */
export const logColumns: ReadonlyArray<Column<LogEntry>> = [
	{title: 'TIME', width: 12, narrowWidth: 8, priority: 0, cell: ({createdAt}, context) => timeCell(createdAt, context)},
	{title: 'LEVEL', width: 7, narrowWidth: 1, priority: 0, cell: levelCell},
	{
		title: 'SOURCE',
		width: 8,
		narrowWidth: 7,
		priority: 1,
		cell: ({source}) => (source === undefined ? absentCell : createCell(toSafeText(source))),
	},
	{title: 'MESSAGE', width: 40, narrowWidth: 38, isFlexible: true, priority: 0, cell: messageCell},
	{title: 'LOGIN', width: 7, priority: 2, cell: ({loginSequenceId}) => sequenceCell(loginSequenceId)},
];

/** The time of day; the date stands in the heading or in the detail pane. */
export function timeCell(instant: Date, {isNarrow}: CellContext): Cell {
	return createCell(isNarrow ? formatClockSeconds(instant) : formatClockMilliseconds(instant), 'dim');
}

/** Empty where a row belongs to no login: a column of dashes would be louder than what it says. */
function sequenceCell(loginSequenceId: string | undefined): Cell {
	return createCell(loginSequenceId === undefined ? trusted('') : sequenceTail(loginSequenceId).short, 'dim');
}

/** Digits at the end of a login sequence that tell it from the others of its minute; before them stands when it began. */
const tellingDigits = 6;

/** A login sequence by what tells it apart: `…041407`, and the two parts that it was cut into. */
export function sequenceTail(loginSequenceId: string): {
	readonly short: SafeText;
	readonly head: SafeText;
	readonly tail: SafeText;
} {
	const head = toSafeText(loginSequenceId.slice(0, -tellingDigits));
	const tail = toSafeText(loginSequenceId.slice(-tellingDigits));
	return {short: head === '' ? tail : safe`…${tail}`, head, tail};
}

const levelSigns: Readonly<Record<LogLevel, string>> = {
	DEBUG: ' ',
	INFO: ' ',
	WARN: signOf('attention'),
	ERROR: signOf('failed'),
};

/** `  INFO`, `▲ WARN`, `✗ ERROR`; where it is narrow the letter alone, which is sign enough. */
function levelCell({level}: LogEntry, {isNarrow}: CellContext): Cell {
	return createCell(trusted(isNarrow ? level.slice(0, 1) : `${levelSigns[level]} ${level}`), levelRoles[level]);
}

function messageCell({level, message}: LogEntry): Cell {
	return createCell(toSafeText(message), levelRoles[level]);
}
