import {createCell, absentCell} from '../presentation/cell.ts';
import type {LogEntry, LogFilter, LogLevel} from '../domain/log-entry.ts';
import {toSafeText, trusted} from '../domain/safe-text.ts';
import {levelRole} from '../presentation/columns/logs.ts';
import {formatTimestamp} from '../presentation/time.ts';
import type {CommandContext, Register} from './command.ts';
import {registerClean} from './logs-clean.ts';
import {parseLevel} from './options.ts';
import {printRows, rangeOf, withRowFlags, type RowFlags} from './print-rows.ts';
import {withoutAbsent} from './secrets-document.ts';
import type {TableColumn} from './table.ts';
import {toIso} from './times.ts';

export type LogFlags = RowFlags & {readonly level?: LogLevel; readonly source?: string};

export const registerLogs: Register = (root, runner) => {
	const logs = root.command('logs').description('the log of this program, oldest row first');
	withRowFlags(
		logs
			.option('--level <level>', 'at least this level: INFO, WARN or ERROR', parseLevel)
			.option('--source <source>', 'only this part of the program, e.g. auth'),
	).action(async (flags: LogFlags) => runner.run(async context => showLogs(context, flags)));
	registerClean(logs, runner);
};

/** `logs`: one row a line, with `--follow` for as long as somebody reads. */
export async function showLogs(context: CommandContext, flags: LogFlags): Promise<void> {
	const {logs} = context.program.services;
	const filter: LogFilter = {
		...withoutAbsent({
			minimumLevel: flags.level,
			source: flags.source,
			loginSequenceId: flags.sequence,
			text: flags.grep,
		}),
		...rangeOf(flags, context.now()),
	};
	await printRows(context, flags, {
		source: {
			idOf: ({logId}) => logId,
			read: async (anchor, limit) => logs.readLogs(filter, anchor, limit),
			newestId: async () => (await logs.readLogs({}, {from: 'tail'}, 1)).rows.at(-1)?.logId,
			onAppended: async listener => logs.onAppended(listener),
		},
		columns: logColumns,
		toJson: toLogJson,
		isNarrowed: Object.keys(filter).length > 0,
	});
}

/** A row under the table's own column names, in camel case. */
export function toLogJson(entry: LogEntry) {
	return {
		logId: entry.logId,
		sysCreateDateTime: toIso(entry.createdAt),
		logLevel: entry.level,
		logMessage: entry.message,
		sourceModule: entry.source ?? null,
		loginSeqId: entry.loginSequenceId ?? null,
	};
}

const logColumns: ReadonlyArray<TableColumn<LogEntry>> = [
	{title: 'TIME (IST)', minimumWidth: 23, cell: ({createdAt}) => createCell(formatTimestamp(createdAt), 'dim')},
	{title: 'LEVEL', minimumWidth: 5, cell: ({level}) => createCell(toSafeText(level), levelRole(level))},
	{
		title: 'SOURCE',
		minimumWidth: 8,
		cell: ({source}) => (source === undefined ? absentCell : createCell(toSafeText(source))),
	},
	{
		title: 'SEQUENCE',
		minimumWidth: 18,
		cell: ({loginSequenceId}) =>
			createCell(loginSequenceId === undefined ? trusted('-') : toSafeText(loginSequenceId), 'dim'),
	},
	{title: 'MESSAGE', cell: ({message}) => createCell(toSafeText(message))},
];
