import type {RequestEntry, RequestFilter} from '../domain/log-entry.ts';
import {toSafeText, trusted} from '../domain/safe-text.ts';
import {absentCell, createCell, type Cell} from '../presentation/cell.ts';
import {requestRole} from '../presentation/columns/requests.ts';
import {formatMilliseconds, formatTimestamp} from '../presentation/time.ts';
import type {CommandContext, Register} from './command.ts';
import {printRows, rangeOf, withRowFlags, type RowFlags} from './print-rows.ts';
import {withoutAbsent} from './secrets-document.ts';
import type {TableColumn} from './table.ts';
import {toIso} from './times.ts';

export type RequestFlags = RowFlags & {readonly api?: string};

export const registerRequests: Register = (root, {run}) => {
	withRowFlags(
		root
			.command('requests')
			.description('what was said to the broker and what it answered, oldest first; secrets were never written')
			.option('--api <name>', 'only this call, e.g. login'),
	).action(async (flags: RequestFlags) => run(async context => showRequests(context, flags)));
};

/** `requests`: one exchange a line, with `--follow` for as long as somebody reads. */
export async function showRequests(context: CommandContext, flags: RequestFlags): Promise<void> {
	const {logs} = context.program.services;
	const filter: RequestFilter = {
		...withoutAbsent({apiName: flags.api, loginSequenceId: flags.sequence, text: flags.grep}),
		...rangeOf(flags, context.now()),
	};
	await printRows(context, flags, {
		source: {
			idOf: ({requestId}) => requestId,
			read: async (anchor, limit) => logs.readRequests(filter, anchor, limit),
			newestId: async () => (await logs.readRequests({}, {from: 'tail'}, 1)).rows.at(-1)?.requestId,
			onAppended: async listener => logs.onAppended(listener),
		},
		columns: requestColumns,
		toJson: toRequestJson,
		isNarrowed: Object.keys(filter).length > 0,
	});
}

/** A row under the table's own column names, in camel case. */
export function toRequestJson(entry: RequestEntry) {
	return {
		id: entry.requestId,
		sysCreateDateTime: toIso(entry.createdAt),
		logLevel: entry.level,
		message: entry.message,
		module: entry.module,
		request: entry.request ?? null,
		response: entry.response ?? null,
		apiName: entry.apiName ?? null,
		loginSeqId: entry.loginSequenceId ?? null,
		mStockUserId: entry.userId ?? null,
		httpStatus: entry.httpStatus ?? null,
		startedAt: toIso(entry.startedAt),
		durationMs: entry.durationMs ?? null,
		truncatedBytes: entry.truncatedBytes ?? null,
	};
}

const textCell = (text: string | undefined): Cell =>
	text === undefined || text === '' ? absentCell : createCell(toSafeText(text));

const requestColumns: ReadonlyArray<TableColumn<RequestEntry>> = [
	{
		title: 'TIME (IST)',
		minimumWidth: 23,
		cell: ({startedAt, createdAt}) => createCell(formatTimestamp(startedAt ?? createdAt), 'dim'),
	},
	{title: 'API', minimumWidth: 16, cell: ({apiName}) => textCell(apiName)},
	{
		title: 'HTTP',
		align: 'right',
		minimumWidth: 4,
		cell: entry =>
			entry.httpStatus === undefined ? absentCell : createCell(trusted(String(entry.httpStatus)), requestRole(entry)),
	},
	{
		title: 'TOOK',
		align: 'right',
		minimumWidth: 8,
		cell: ({durationMs}) => (durationMs === undefined ? absentCell : createCell(formatMilliseconds(durationMs))),
	},
	{title: 'USER', minimumWidth: 8, cell: ({userId}) => textCell(userId)},
	{title: 'SEQUENCE', minimumWidth: 18, cell: ({loginSequenceId}) => textCell(loginSequenceId)},
	{
		title: 'MESSAGE',
		cell: entry => createCell(toSafeText(entry.message), requestRole(entry)),
	},
];
