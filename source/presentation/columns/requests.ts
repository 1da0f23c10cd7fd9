import type {RequestEntry} from '../../domain/log-entry.ts';
import {toSafeText, trusted} from '../../domain/safe-text.ts';
import {absentCell, createCell, type Cell} from '../cell.ts';
import type {Column} from '../column.ts';
import type {Role} from '../roles.ts';
import {formatMilliseconds} from '../time.ts';
import {sequenceCell, timeCell} from './logs.ts';

/** The exchanges with the broker, as the Requests screen lists them. */
export const requestColumns: ReadonlyArray<Column<RequestEntry>> = [
	{
		title: 'TIME',
		width: 12,
		narrowWidth: 8,
		priority: 0,
		cell: ({startedAt, createdAt}, context) => timeCell(startedAt ?? createdAt, context),
	},
	{title: 'CODE', width: 4, priority: 0, cell: statusCell},
	{title: 'API', width: 16, priority: 1, cell: ({apiName}) => textCell(apiName)},
	{title: 'TOOK', width: 9, align: 'right', priority: 2, cell: durationCell},
	{title: 'USER', width: 10, priority: 3, cell: ({userId}) => textCell(userId)},
	{
		title: 'WHAT',
		width: 16,
		isFlexible: true,
		priority: 0,
		cell: entry => createCell(toSafeText(entry.message), requestRole(entry)),
	},
	{title: 'SEQUENCE', width: 20, priority: 4, cell: ({loginSequenceId}) => sequenceCell(loginSequenceId)},
];

/** Whether an exchange failed. The broker refuses with HTTP 200 too, so the level decides, and the code only adds to it. */
export function requestRole({level, httpStatus}: Pick<RequestEntry, 'level' | 'httpStatus'>): Role | undefined {
	return level.toUpperCase() === 'ERROR' || (httpStatus !== undefined && httpStatus >= 400) ? 'failed' : undefined;
}

function statusCell(entry: RequestEntry): Cell {
	return entry.httpStatus === undefined
		? createCell(trusted('-'), requestRole(entry) === 'failed' ? 'failed' : 'dim')
		: createCell(trusted(String(entry.httpStatus)), requestRole(entry));
}

function durationCell({durationMs}: RequestEntry): Cell {
	return durationMs === undefined ? absentCell : createCell(formatMilliseconds(durationMs));
}

function textCell(text: string | undefined): Cell {
	return text === undefined || text === '' ? absentCell : createCell(toSafeText(text));
}
