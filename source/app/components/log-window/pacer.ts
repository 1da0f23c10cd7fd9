export type Pacer = {
	/** Do it, now or as soon as it may be done. */
	readonly ask: () => void;
	/** More is to be done once this time is over. */
	readonly askAgain: () => void;
	readonly stop: () => void;
};

export type PacerOptions = {
	/** Must not reject. */
	readonly work: () => Promise<void>;
	readonly mayWork: () => boolean;
	/** From one beginning to the next. */
	readonly leastPauseMs: number;
};

/** Does as often what is asked of it as it may, but never more often than the pause allows. What is asked meanwhile is done once, afterwards. */
export function createPacer({work, mayWork, leastPauseMs}: PacerOptions): Pacer {
	let pause: ReturnType<typeof setTimeout> | undefined;
	let isWanted = false;

	const ask = () => {
		if (pause !== undefined || !mayWork()) {
			isWanted = true;
			return;
		}

		isWanted = false;
		pause = setTimeout(() => {
			pause = undefined;
			if (isWanted) {
				ask();
			}
		}, leastPauseMs);
		void work().then(() => {
			if (isWanted && pause === undefined) {
				ask();
			}
		});
	};

	return {
		ask,
		askAgain() {
			isWanted = true;
		},
		stop() {
			clearTimeout(pause);
			pause = undefined;
		},
	};
}
