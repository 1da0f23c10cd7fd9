import type {LogEntry} from '../../../domain/log-entry.ts';
import {multilineSafeText, toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {fitText, wrapText} from '../../../presentation/fit.ts';
import type {Role} from '../../../presentation/roles.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {formatClockMilliseconds, formatTimestamp} from '../../../presentation/time.ts';
import {levelRole} from '../../../presentation/columns/logs.ts';
import type {Span} from '../../components/line.tsx';

const labelColumns = 12;

/** What heads the pane: when, how serious, which row. */
export function logDetailTitle({createdAt, level, logId}: LogEntry): SafeText {
	return safe`${formatClockMilliseconds(createdAt)}  ${toSafeText(level)}  id ${toSafeText(logId)}`;
}

/** The whole entry: the message with its own line breaks, wrapped, nothing cut. */
export function logDetailLines(entry: LogEntry, columns: number): ReadonlyArray<readonly Span[]> {
	const labelled = (label: string, ...spans: readonly Span[]): readonly Span[] => [
		{text: fitText(trusted(`  ${label}`), labelColumns), role: 'dim'},
		...spans,
	];

	const message = multilineSafeText(entry.message).flatMap(line => wrapText(line, columns - labelColumns));
	return [
		...message.map((text, index) => labelled(index === 0 ? 'message' : '', spanOf(text, levelRole(entry.level)))),
		labelled('written', {text: safe`${formatTimestamp(entry.createdAt)} IST`}),
		labelled(
			'source',
			entry.source === undefined ? {text: trusted('-'), role: 'dim'} : {text: toSafeText(entry.source)},
		),
		entry.loginSequenceId === undefined
			? labelled('sequence', {text: trusted('none: it belongs to no login'), role: 'dim'})
			: labelled(
					'sequence',
					{text: toSafeText(entry.loginSequenceId)},
					{text: trusted('   f shows this login only, o its requests'), role: 'dim'},
				),
	];
}

function spanOf(text: SafeText, role: Role | undefined): Span {
	return role === undefined ? {text} : {text, role};
}
