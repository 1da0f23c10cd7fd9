import type {Database} from '../database/database.ts';
import {credentialsFingerprint} from '../database/repositories/credentials.ts';
import type {Machinery} from './machinery.ts';
import type {Unsubscribe} from './services.ts';
import {sqliteChangeCounter, watchChanges} from './watch-changes.ts';

const pollMs = 1000;
const longestPauseMs = 15_000;

/**
Keep the accounts store true while other processes work on the same database. Resolves after the first look.

Each second it looks at SQLite's change counter, or at a fingerprint of the rows on MySQL; accounts are read, and their seals tried, only
after a change. While the database is away it looks less and less often, and at once when the status store says that it is back.
*/
export async function watchAccounts(machinery: Machinery): Promise<Unsubscribe> {
	const {records, stores} = machinery;
	let seen: {readonly database: Database; readonly counter: string; readonly fingerprint: string} | undefined;
	const watch = watchChanges({
		async look(isAfterTrouble) {
			if (isAfterTrouble) {
				// Says in the status store that the database is away or back; also how a migration by another process is noticed.
				await machinery.refreshDatabase();
			}

			const database = await machinery.database();
			const {client, knex} = database;
			const counter = client === 'sqlite' ? await sqliteChangeCounter(knex) : '';
			// Log rows move the counter, too. A counter belongs to its connection, and is worth nothing after another opening.
			const isUntouched = client === 'sqlite' && seen?.database === database && seen.counter === counter;
			const fingerprint = isUntouched && seen ? seen.fingerprint : await credentialsFingerprint(knex);
			seen = {database, counter, fingerprint};
			return fingerprint;
		},
		async onChanged() {
			await records.refresh();
		},
		pauseMs: failedLooks => (failedLooks === 0 ? pollMs : Math.min(longestPauseMs, pollMs * 2 ** (failedLooks - 1))),
		sleep: machinery.sleep,
	});

	let isReady = isDatabaseReady(machinery);
	const unsubscribe = stores.status.subscribe(() => {
		const wasReady = isReady;
		isReady = isDatabaseReady(machinery);
		if (isReady && !wasReady) {
			watch.lookNow();
		}
	});
	const stop = () => {
		unsubscribe();
		watch.stop();
	};

	const forget = machinery.onDispose(stop);
	await watch.ready;
	return () => {
		stop();
		forget();
	};
}

function isDatabaseReady({stores}: Machinery): boolean {
	return stores.status.getSnapshot().database.state === 'ready';
}
