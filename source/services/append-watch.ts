import type {Database} from '../database/database.ts';
import {newestLogId} from '../database/repositories/logs.ts';
import {newestRequestId} from '../database/repositories/requests.ts';
import type {AppendSignal} from './append-signal.ts';
import type {Unsubscribe} from './services.ts';
import {watchChanges, type ChangeWatch} from './watch-changes.ts';

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
	/** Each round of watching has its own, so that an old one ends although a new one has begun. */
	let round: ChangeWatch | undefined;

	const stop = () => {
		round?.stop();
		round = undefined;
	};

	return {
		subscribe(listener) {
			const unsubscribe = appended.subscribe(listener);
			listeners += 1;
			round ??= watchChanges({
				look: async () => changeState(await database()),
				onChanged: appended.notify,
				pauseMs: failedLooks => (failedLooks === 0 ? pollMs : pollAfterTroubleMs),
				sleep,
			});

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
async function changeState({knex, changeCounter}: Database): Promise<string> {
	const counter = changeCounter();
	if (counter !== undefined) {
		return String(counter);
	}

	const [log, request] = await Promise.all([newestLogId(knex), newestRequestId(knex)]);
	return `${log ?? ''}/${request ?? ''}`;
}
