import {InternalError} from '../errors.ts';

export type Sleeper = {
	/** @throws {InternalError} once the program is ending */
	readonly sleep: (milliseconds: number) => Promise<void>;
	/** End every pause, and let none begin any more. */
	readonly wakeAll: () => void;
};

/** Pauses that end with the program: whoever sleeps then hears that it is over. */
export function createSleeper(): Sleeper {
	const sleepers = new Set<() => void>();
	let isOver = false;
	return {
		async sleep(milliseconds) {
			return new Promise((resolve, reject) => {
				const refuse = () => {
					clearTimeout(timer);
					sleepers.delete(refuse);
					reject(new InternalError('The program is ending.'));
				};

				const timer = setTimeout(() => {
					sleepers.delete(refuse);
					resolve();
				}, milliseconds);
				sleepers.add(refuse);
				if (isOver) {
					refuse();
				}
			});
		},
		wakeAll() {
			isOver = true;
			for (const refuse of Array.from(sleepers)) {
				refuse();
			}
		},
	};
}
