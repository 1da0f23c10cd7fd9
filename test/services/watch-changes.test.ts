import {expect, test} from 'vitest';
import {watchChanges} from '../../source/services/watch-changes.ts';

/** A watch whose pauses end when the test says so. */
function createWatch(options: {readonly onChanged?: () => Promise<void>} = {}) {
	const pauses: number[] = [];
	const looks: boolean[] = [];
	let answer: () => string = () => 'a';
	let changes = 0;
	let endPause = (_error?: Error) => {};
	const watch = watchChanges({
		async look(isAfterTrouble) {
			looks.push(isAfterTrouble);
			return answer();
		},
		async onChanged() {
			changes += 1;
			await options.onChanged?.();
		},
		pauseMs: failedLooks => 100 * (failedLooks + 1),
		sleep: async milliseconds =>
			new Promise((resolve, reject) => {
				pauses.push(milliseconds);
				endPause = error => {
					if (error === undefined) {
						resolve();
					} else {
						reject(error);
					}
				};
			}),
	});
	/** End the pause, and wait until the next one has begun. */
	const next = async (look: () => string) => {
		answer = look;
		const {length} = pauses;
		endPause();
		while (pauses.length === length) {
			await Promise.resolve();
		}
	};

	return {
		watch,
		next,
		pauses,
		looks,
		changes: () => changes,
		endProgram() {
			endPause(new Error('over'));
		},
	};
}

const fail = () => {
	throw new Error('away');
};

test('a watch tells of changes, and of a time when nobody could look', async () => {
	const t = createWatch();
	await t.watch.ready;
	await Promise.resolve();
	await t.next(() => 'a');
	expect(t.changes()).toBe(0);
	await t.next(() => 'b');
	expect(t.changes()).toBe(1);
	await t.next(fail);
	await t.next(fail);
	expect(t.changes()).toBe(1);
	await t.next(() => 'b');
	expect(t.changes()).toBe(2);
	expect(t.pauses).toEqual([100, 100, 100, 200, 300, 100]);
	expect(t.looks).toEqual([false, false, false, false, true, true]);
	t.watch.stop();
});

test('a watch whose listener fails calls it again', async () => {
	let failures = 1;
	const t = createWatch({
		async onChanged() {
			if (failures > 0) {
				failures -= 1;
				fail();
			}
		},
	});
	await t.watch.ready;
	await Promise.resolve();
	await t.next(() => 'b');
	await t.next(() => 'b');
	await t.next(() => 'b');
	expect(t.changes()).toBe(2);
	t.watch.stop();
});

test('a watch ends with the program, and looks at once when told to', async () => {
	const t = createWatch();
	await t.watch.ready;
	await Promise.resolve();
	t.watch.lookNow();
	while (t.looks.length < 2) {
		await Promise.resolve();
	}

	t.endProgram();
	for (let turn = 0; turn < 20; turn += 1) {
		await Promise.resolve();
	}

	expect(t.looks).toHaveLength(2);
});
