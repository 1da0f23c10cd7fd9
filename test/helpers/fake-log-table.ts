import type {LogEntry, LogFilter, Page, PageAnchor, RequestEntry} from '../../source/domain/log-entry.ts';
import {levelsFrom} from '../../source/domain/log-entry.ts';
import {fakeNow} from './fixtures/fake-now.ts';

/** Rows with growing ids and the readers that the repositories have, all in memory. */
export type FakeLogTable<Row> = {
	readonly rows: Row[];
	/** Every read so far: where it began and what it gave. */
	readonly reads: Array<{readonly anchor: PageAnchor; readonly count: number}>;
	readonly read: (matches: (row: Row) => boolean, anchor: PageAnchor, limit: number) => Promise<Page<Row>>;
};

export function createFakeLogTable<Row>(idOf: (row: Row) => string, rows: Row[] = []): FakeLogTable<Row> {
	const reads: FakeLogTable<Row>['reads'] = [];
	return {
		rows,
		reads,
		async read(matches, anchor, limit) {
			const all = rows.filter(row => matches(row)).toSorted((left, right) => Number(idOf(left)) - Number(idOf(right)));
			const page = pageOf(all, idOf, anchor, limit);
			reads.push({anchor, count: page.rows.length});
			return page;
		},
	};
}

function pageOf<Row>(all: readonly Row[], idOf: (row: Row) => string, anchor: PageAnchor, limit: number): Page<Row> {
	const [start, end] = spanOf(all, idOf, anchor, limit);
	return {rows: all.slice(start, end), hasOlder: start > 0, hasNewer: end < all.length};
}

function spanOf<Row>(
	all: readonly Row[],
	idOf: (row: Row) => string,
	anchor: PageAnchor,
	limit: number,
): readonly [start: number, end: number] {
	if (anchor.from === 'tail') {
		return [Math.max(0, all.length - limit), all.length];
	}

	if (anchor.from === 'head') {
		return [0, Math.min(limit, all.length)];
	}

	if (anchor.from === 'before') {
		const end = all.filter(row => Number(idOf(row)) < Number(anchor.id)).length;
		return [Math.max(0, end - limit), end];
	}

	const start = all.filter(row => Number(idOf(row)) <= Number(anchor.id)).length;
	return [start, Math.min(all.length, start + limit)];
}

/** A log row; one second after the other, all within the hour of `fakeNow`. */
export function logEntry(number: number, differences: Partial<LogEntry> = {}): LogEntry {
	return {
		logId: String(number),
		createdAt: new Date(fakeNow.getTime() - 600_000 + number * 1000),
		level: 'INFO',
		message: `row ${number}`,
		source: 'auth',
		loginSequenceId: undefined,
		...differences,
	};
}

/** Whether a row passes a filter, as the database decides it. */
export function matchesLog(filter: LogFilter): (row: LogEntry) => boolean {
	return ({level, source, message, loginSequenceId}) =>
		(filter.minimumLevel === undefined || levelsFrom(filter.minimumLevel).includes(level)) &&
		(filter.source === undefined || filter.source === source) &&
		(filter.text === undefined || message.toLowerCase().includes(filter.text.toLowerCase())) &&
		(filter.loginSequenceId === undefined || filter.loginSequenceId === loginSequenceId);
}

/** An exchange that went well: DEMO01 logs in. */
export function requestEntry(number: number, differences: Partial<RequestEntry> = {}): RequestEntry {
	const startedAt = new Date(fakeNow.getTime() - 600_000 + number * 1000);
	return {
		requestId: String(number),
		createdAt: startedAt,
		level: 'INFO',
		message: 'connect/login: success',
		module: 'mstock_auth',
		request: JSON.stringify({
			method: 'POST',
			url: 'https://api.mstock.trade/openapi/typea/connect/login',
			headers: {'X-Mirae-Version': '1'},
			body: {username: 'DEMO01', password: '[redacted]'},
		}),
		response: JSON.stringify({status: 200, body: {status: 'success', data: {ugid: '7'}}}),
		apiName: 'login',
		loginSequenceId: '26112410420017',
		userId: 'DEMO01',
		httpStatus: 200,
		startedAt,
		durationMs: 182,
		truncatedBytes: undefined,
		...differences,
	};
}
