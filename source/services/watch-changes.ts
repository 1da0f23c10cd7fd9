import type {Unsubscribe} from './services.ts';

export type ChangeWatchOptions = {
	/** What is watched, as text that differs once it has changed. Told whether the look before this one failed. */
	readonly look: (isAfterTrouble: boolean) => Promise<string>;
	/** It has changed, or may have while nobody could look. What it throws counts as trouble, so it is called again. */
	readonly onChanged: () => Promise<void> | void;
	/** The pause before the next look, by how many looks in a row have failed. */
	readonly pauseMs: (failedLooks: number) => number;
	/** Rejects when the program ends, and the watch with it. */
	readonly sleep: (milliseconds: number) => Promise<void>;
};

export type ChangeWatch = {
	/** Resolves after the first look, whether it went well or not: what changes from then on is told. */
	readonly ready: Promise<void>;
	/** Look now instead of after the pause. */
	readonly lookNow: () => void;
	readonly stop: Unsubscribe;
};

/** Look again and again, and tell of each change. Never throws: whoever reads what changed meets the same error and shows it. */
export function watchChanges({look, onChanged, pauseMs, sleep}: ChangeWatchOptions): ChangeWatch {
	const stopped = new AbortController();
	let wake = () => {};
	let last: string | undefined;
	let failedLooks = 0;

	const stop = () => {
		stopped.abort();
		wake();
	};

	const lookOnce = async () => {
		try {
			const state = await look(failedLooks > 0);
			if (!stopped.signal.aborted && (failedLooks > 0 || (last !== undefined && state !== last))) {
				await onChanged();
			}

			last = state;
			failedLooks = 0;
		} catch {
			failedLooks += 1;
		}
	};

	const goOn = async () => {
		while (!stopped.signal.aborted) {
			const woken = new Promise<void>(resolve => {
				wake = resolve;
			});
			await Promise.race([sleep(pauseMs(failedLooks)).catch(stop), woken]);
			if (!stopped.signal.aborted) {
				await lookOnce();
			}
		}
	};

	const ready = lookOnce();
	void ready.then(goOn);
	return {
		ready,
		lookNow() {
			wake();
		},
		stop,
	};
}
