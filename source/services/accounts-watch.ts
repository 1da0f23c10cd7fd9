import type {Database} from '../database/database.ts';
import {credentialsFingerprint} from '../database/repositories/credentials.ts';
import type {Machinery} from './machinery.ts';
import type {Unsubscribe} from './services.ts';
import {watchChanges} from './watch-changes.ts';

/** A change shows within two seconds. An answer of a server wakes this process once more, so it is asked less often. */
const pollMs = {sqlite: 1000, mysql: 1500};
const longestPauseMs = 15_000;

/**
Keep the accounts store true while other processes work on the same database. Resolves after the first look.

Again and again it looks at SQLite's change counter, or at a fingerprint of the rows on MySQL; accounts are read, and their seals tried, only
after a change. While the database is away it looks less and less often, and at once when the status store says that it is back.
*/
export async function watchAccounts(machinery: Machinery): Promise<Unsubscribe> {
	const {records, stores} = machinery;
	const period = pollMs[machinery.config.database.client];
	let seen:
		{readonly database: Database; readonly counter: number | undefined; readonly fingerprint: string} | undefined;
	const watch = watchChanges({
		async look(isAfterTrouble) {
			if (isAfterTrouble) {
				// Says in the status store that the database is away or back; also how a migration by another process is noticed.
				await machinery.refreshDatabase();
			}

			const database = await machinery.database();
			const counter = database.changeCounter();
			// Log rows move the counter, too. A counter belongs to its connection, and is worth nothing after another opening.
			const isUntouched = counter !== undefined && seen?.database === database && seen.counter === counter;
			const fingerprint = isUntouched && seen ? seen.fingerprint : await credentialsFingerprint(database.knex);
			seen = {database, counter, fingerprint};
			return fingerprint;
		},
		async onChanged() {
			await records.refresh();
		},
		pauseMs: failedLooks =>
			failedLooks === 0
				? untilNextTurn(machinery.now(), period)
				: Math.min(longestPauseMs, period * 2 ** (failedLooks - 1)),
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

/**
From now to the next full period of the clock, or to the one after where that is too near.

The terminal moves its clock at the turn of each second. To wake an idle process costs ten times what is done here, so both happen at once.
*/
function untilNextTurn(now: Date, periodMs: number): number {
	const remainingMs = periodMs - (now.getTime() % periodMs);
	return remainingMs < periodMs / 4 ? remainingMs + periodMs : remainingMs;
}

function isDatabaseReady({stores}: Machinery): boolean {
	return stores.status.getSnapshot().database.state === 'ready';
}
