import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {createRingBuffer} from '../../source/logging/ring-buffer.ts';

test('the newest items stay in order and what made room is counted', () => {
	const buffer = createRingBuffer<number>(3);
	for (const item of [1, 2, 3, 4, 5]) {
		buffer.push(item);
	}

	expect({items: buffer.toArray(), size: buffer.size(), dropped: buffer.dropped()}).toEqual({
		items: [3, 4, 5],
		size: 3,
		dropped: 2,
	});
});

test('items put back stand in front again, and those without room are dropped, oldest first', () => {
	const buffer = createRingBuffer<number>(4);
	buffer.push(1);
	buffer.push(2);
	buffer.push(3);
	const taken = buffer.take(3);
	buffer.push(4);
	buffer.push(5);
	buffer.putBack(taken);
	expect({taken, items: buffer.toArray(), dropped: buffer.dropped()}).toEqual({
		taken: [1, 2, 3],
		items: [2, 3, 4, 5],
		dropped: 1,
	});
});

test('whatever is pushed, taken and put back, nothing is lost without being counted', () => {
	const step = fc.oneof(fc.constant('push' as const), fc.record({take: fc.nat(5), back: fc.boolean()}));
	fc.assert(
		fc.property(fc.array(step, {maxLength: 400}), fc.integer({min: 1, max: 20}), (steps, capacity) => {
			const buffer = createRingBuffer<number>(capacity);
			let pushed = 0;
			let kept = 0;
			for (const action of steps) {
				if (action === 'push') {
					buffer.push(pushed);
					pushed += 1;
				} else {
					const taken = buffer.take(action.take);
					if (action.back) {
						buffer.putBack(taken);
					} else {
						kept += taken.length;
					}
				}
			}

			const items = buffer.toArray();
			expect(items).toEqual([...items].sort((a, b) => a - b));
			expect(items.length).toBeLessThanOrEqual(capacity);
			expect(items.length + kept + buffer.dropped()).toBe(pushed);
		}),
	);
});
