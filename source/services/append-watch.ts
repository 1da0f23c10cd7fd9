import type {Database} from '../database/database.ts';
import {newestLogId} from '../database/repositories/logs.ts';
import {newestRequestId} from '../database/repositories/requests.ts';
import type {AppendSignal} from './append-signal.ts';
import type {Unsubscribe} from './services.ts';

const pollMs = 200;
const pollAfterTroubleMs = 1000;

export type AppendWatch = {
	readonly subscribe: (listener: () => void) => Unsubscribe;
	readonly stop: () => void;
};

/**
Tells when log rows may have been added, by this process (at once) or by another one (within the poll).

Looks only while somebody listens: at SQLite's change counter, or at the newest ids on MySQL.
*/
export function createAppendWatch(
	database: () => Promise<Database>,
	appended: AppendSignal,
	sleep: (milliseconds: number) => Promise<void>,
): AppendWatch {
	let listeners = 0;
	/** Each round of watching has its own, so that an old loop ends although a new one has begun. */
	let round: AbortController | undefined;

	const watch = async (signal: AbortSignal) => {
		let last: string | undefined;
		while (!signal.aborted) {
			let waitMs = pollMs;
			try {
				const state = await changeState(await database());
				if (last !== undefined && state !== last) {
					appended.notify();
				}

				last = state;
			} catch {
				// Whoever reads the rows meets the same error and shows it; here it is only a reason to look less often.
				waitMs = pollAfterTroubleMs;
			}

			// A pause that is broken off means that the program ends, and this loop with it.
			await sleep(waitMs).catch(stop);
		}
	};

	const stop = () => {
		round?.abort();
		round = undefined;
	};

	return {
		subscribe(listener) {
			const unsubscribe = appended.subscribe(listener);
			listeners += 1;
			if (round === undefined) {
				round = new AbortController();
				void watch(round.signal);
			}

			let isListening = true;
			return () => {
				if (!isListening) {
					return;
				}

				isListening = false;
				unsubscribe();
				listeners -= 1;
				if (listeners === 0) {
					stop();
				}
			};
		},
		stop,
	};
}

/** Text that differs once another process has added rows. */
async function changeState({client, knex}: Database): Promise<string> {
	if (client === 'sqlite') {
		const rows: unknown = await knex.raw('PRAGMA data_version');
		return JSON.stringify(rows);
	}

	const [log, request] = await Promise.all([newestLogId(knex), newestRequestId(knex)]);
	return `${log ?? ''}/${request ?? ''}`;
}
