import {toSafeText, trusted} from '../../../domain/safe-text.ts';
import type {LogEntry, StoredLogLevel} from '../../../domain/log-entry.ts';
import {fitText, truncateText} from '../../../presentation/fit.ts';
import type {Role} from '../../../presentation/roles.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {formatClockMilliseconds, formatClockSeconds} from '../../../presentation/time.ts';
import type {Span} from '../../components/line.tsx';

const levelRoles: Readonly<Record<StoredLogLevel, Role>> = {INFO: 'dim', WARN: 'attention', ERROR: 'failed'};
const wideColumns = 90;

/** One row of the log of a login: time, level, source, message; one line whatever is in it. */
export function logLine(entry: LogEntry, columns: number): readonly Span[] {
	const isWide = columns >= wideColumns;
	const source = fitText(toSafeText(entry.source ?? ''), isWide ? 9 : 8);
	const lead = isWide ? 2 + 12 + 2 + 6 + 1 + 9 + 1 : 2 + 8 + 1 + 1 + 1 + 8 + 1;
	return [
		{
			text: safe`  ${isWide ? formatClockMilliseconds(entry.createdAt) : formatClockSeconds(entry.createdAt)}${trusted(isWide ? '  ' : ' ')}`,
			role: 'dim',
		},
		{
			text: trusted(isWide ? `${entry.level.padEnd(6)} ` : `${entry.level.slice(0, 1)} `),
			role: levelRoles[entry.level],
		},
		{text: safe`${source} `, role: 'dim'},
		{text: truncateText(toSafeText(entry.message), Math.max(0, columns - lead))},
	];
}
