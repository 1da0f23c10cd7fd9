import type {Page, PageAnchor} from '../domain/log-entry.ts';
import type {Unsubscribe} from '../services/services.ts';

/** A table of rows that only grows, as a command reads it. */
export type RowSource<Row> = {
	readonly idOf: (row: Row) => string;
	/** A page of the rows that the command wants. */
	readonly read: (anchor: PageAnchor, limit: number) => Promise<Page<Row>>;
	/** The id of the newest row of all, wanted or not; undefined when there is none. */
	readonly newestId: () => Promise<string | undefined>;
	readonly onAppended: (listener: () => void) => Promise<Unsubscribe>;
};

const pageSize = 500;

/**
How far behind the newest id another look is taken. Two writers commit in any order, so a row with a smaller id may appear after one with
a greater id was seen.
*/
const lookBack = 200;

/** The last `limit` rows, oldest first, page by page, so that a great limit takes no great memory. */
export async function* lastRows<Row>(source: RowSource<Row>, limit: number): AsyncGenerator<readonly Row[]> {
	const newest = await source.read({from: 'tail'}, Math.min(limit, pageSize));
	const older: Array<{readonly anchor: PageAnchor; readonly size: number}> = [];
	let {rows: page, hasOlder} = newest;
	let remaining = limit - page.length;
	while (hasOlder && remaining > 0) {
		const [oldest] = page;
		if (oldest === undefined) {
			break;
		}

		const anchor: PageAnchor = {from: 'before', id: source.idOf(oldest)};
		({rows: page, hasOlder} = await source.read(anchor, Math.min(remaining, pageSize)));
		older.push({anchor, size: page.length});
		remaining -= page.length;
	}

	for (const {anchor, size} of older.reverse()) {
		yield (await source.read(anchor, Math.max(1, size))).rows;
	}

	yield newest.rows;
}

/**
The last `limit` rows, then every row as it is written, by whichever process, until `stopped` resolves.

No row comes twice, and none is left out, in whatever order their writers commit.
*/
export async function* followRows<Row>(
	source: RowSource<Row>,
	limit: number,
	stopped: Promise<unknown>,
): AsyncGenerator<readonly Row[]> {
	const news = createNews(stopped);
	// Listening begins before the first read, or what is written in between would go unheard.
	const unsubscribe = await source.onAppended(news.arrived);
	try {
		const seen = await rememberNewest(source);
		for await (const rows of lastRows(source, limit)) {
			seen.add(rows);
			yield rows;
		}

		while ((await news.next()) === 'rows') {
			yield* newRows(source, seen);
		}
	} finally {
		unsubscribe();
	}
}

type News = {
	readonly arrived: () => void;
	/** Resolves at once when something arrived since the last call. */
	readonly next: () => Promise<'rows' | 'stopped'>;
};

function createNews(stopped: Promise<unknown>): News {
	let hasArrived = false;
	let wake = (): void => undefined;
	const isOver = stopped.then(() => 'stopped' as const);
	return {
		arrived() {
			hasArrived = true;
			wake();
		},
		async next() {
			const arrival = new Promise<'rows'>(resolve => {
				wake = () => {
					hasArrived = false;
					resolve('rows');
				};
			});
			if (hasArrived) {
				wake();
			}

			return Promise.race([isOver, arrival]);
		},
	};
}

type Seen<Row> = {
	/** Where the next look begins. */
	readonly from: () => PageAnchor;
	readonly add: (rows: readonly Row[]) => void;
	readonly has: (row: Row) => boolean;
	/** Everything up to this id was looked at. */
	readonly advance: (newestId: string | undefined) => void;
};

/** Remember the rows near the end that are there already: they are old, although the command may not print them. */
async function rememberNewest<Row>(source: RowSource<Row>): Promise<Seen<Row>> {
	const ids = new Set<string>();
	let position = 0n;
	const seen: Seen<Row> = {
		from: () => (position > 0n ? {from: 'after', id: String(position)} : {from: 'head'}),
		add(rows) {
			for (const row of rows) {
				ids.add(source.idOf(row));
			}
		},
		has: row => ids.has(source.idOf(row)),
		advance(newestId) {
			const next = BigInt(newestId ?? '0') - BigInt(lookBack);
			position = next > position ? next : position;
			for (const id of ids) {
				if (BigInt(id) <= position) {
					ids.delete(id);
				}
			}
		},
	};
	seen.advance(await source.newestId());
	seen.add((await source.read({from: 'tail'}, lookBack)).rows);
	return seen;
}

async function* newRows<Row>(source: RowSource<Row>, seen: Seen<Row>): AsyncGenerator<readonly Row[]> {
	const newestId = await source.newestId();
	let anchor = seen.from();
	for (;;) {
		const {rows, hasNewer} = await source.read(anchor, pageSize);
		const unseen = rows.filter(row => !seen.has(row));
		seen.add(unseen);
		if (unseen.length > 0) {
			yield unseen;
		}

		const last = rows.at(-1);
		if (!hasNewer || last === undefined) {
			break;
		}

		anchor = {from: 'after', id: source.idOf(last)};
	}

	seen.advance(newestId);
}
