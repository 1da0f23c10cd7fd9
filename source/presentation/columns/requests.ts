import type {RequestEntry} from '../../domain/log-entry.ts';
import {toSafeText, trusted, type SafeText} from '../../domain/safe-text.ts';
import {absentCell, createCell, type Cell} from '../cell.ts';
import type {Column} from '../column.ts';
import {signOf, type Role} from '../roles.ts';
import {safe} from '../safe-template.ts';
import {formatMilliseconds} from '../time.ts';
import {timeCell} from './logs.ts';

/**
The exchanges with the broker, as the Requests screen lists them below the heading of their login. The user stands in that heading, so its column
goes first; then the request line, which the API's name nearly tells: what came of it matters more, and wants room.
*/
export const requestColumns: ReadonlyArray<Column<RequestEntry>> = [
	{
		title: 'TIME',
		width: 12,
		narrowWidth: 8,
		priority: 0,
		cell: (entry, context) => timeCell(requestTime(entry), context),
	},
	{title: 'API', width: 16, priority: 1, cell: ({apiName}) => textCell(apiName)},
	{title: 'REQUEST', width: 24, priority: 4, cell: entry => textCell(requestLine(entry))},
	{title: 'CODE', width: 4, priority: 0, cell: statusCell},
	{title: 'TOOK', width: 9, align: 'right', priority: 2, cell: durationCell},
	{title: 'USER', width: 9, priority: 5, cell: ({userId}) => textCell(userId)},
	{title: 'OUTCOME', width: 44, narrowWidth: 28, isFlexible: true, priority: 0, cell: outcomeCell},
];

/** When it was sent; the original did not write that down, so its rows have the time they were written. */
export function requestTime({startedAt, createdAt}: Pick<RequestEntry, 'startedAt' | 'createdAt'>): Date {
	return startedAt ?? createdAt;
}

/** Whether an exchange failed. The broker refuses with HTTP 200 and answers a harmless question with 401, so the level decides; 5xx is a failure on rows of the original, too. */
export function requestRole({level, httpStatus}: Pick<RequestEntry, 'level' | 'httpStatus'>): Role | undefined {
	return level.toUpperCase() === 'ERROR' || (httpStatus !== undefined && httpStatus >= 500) ? 'failed' : undefined;
}

/** Method and whole address, from the beginning of the stored request, which may be cut further on; undefined on rows of the original. */
export function requestTarget({
	request,
}: Pick<RequestEntry, 'request'>): {readonly method: string; readonly url: string} | undefined {
	const {method, url} = /^\{"method":"(?<method>[A-Z]+)","url":"(?<url>[^"\\]*)"/.exec(request ?? '')?.groups ?? {};
	return method === undefined || url === undefined ? undefined : {method, url};
}

/** `POST connect/login`: without host and dialect, which are the same in every row. */
function requestLine(entry: RequestEntry): string | undefined {
	const target = requestTarget(entry);
	return target && `${target.method} ${target.url.replace(/^\w+:\/\/[^/]*\/(?:openapi\/type[ab]\/)?/, '')}`;
}

function statusCell(entry: RequestEntry): Cell {
	return entry.httpStatus === undefined
		? createCell(trusted('-'), requestRole(entry) === 'failed' ? 'failed' : 'dim')
		: createCell(trusted(String(entry.httpStatus)), requestRole(entry));
}

function durationCell({durationMs}: RequestEntry): Cell {
	return durationMs === undefined ? absentCell : createCell(formatMilliseconds(durationMs));
}

/** What came of it, with a sign where it failed. Our own sentences begin with the endpoint, which stands in its own column. */
function outcomeCell(entry: RequestEntry): Cell {
	const [endpoint = '', ...rest] = entry.message.split(': ');
	const isRepeated =
		rest.length > 0 && (endpoint === entry.apiName || requestTarget(entry)?.url.endsWith(`/${endpoint}`) === true);
	const words = toSafeText(isRepeated ? rest.join(': ') : entry.message);
	const role = requestRole(entry);
	return createCell(role === 'failed' ? safe`${signOf('failed')} ${words}` : safe`${trusted('  ')}${words}`, role);
}

function textCell(text: string | undefined): Cell {
	const shown: SafeText = toSafeText(text ?? '');
	return shown === '' ? absentCell : createCell(shown);
}
