/** The newest items, oldest first, up to a capacity. What had to make room is counted, never forgotten silently. */
export type RingBuffer<Item> = {
	readonly push: (item: Item) => void;
	/** Remove and return up to `count` of the oldest. */
	readonly take: (count: number) => Item[];
	/** Put taken items back in front, in order. Those that no longer fit are dropped, oldest first. */
	readonly putBack: (items: readonly Item[]) => void;
	readonly toArray: () => Item[];
	readonly size: () => number;
	/** How many items were dropped since the beginning. */
	readonly dropped: () => number;
};

export function createRingBuffer<Item>(capacity: number): RingBuffer<Item> {
	// A window over an array whose head moves on; compacted now and then, so that push and take cost nothing.
	let items: Item[] = [];
	let head = 0;
	let dropped = 0;

	const size = () => items.length - head;
	const compact = () => {
		if (head > 64 && head * 2 > items.length) {
			items = items.slice(head);
			head = 0;
		}
	};

	return {
		push(item) {
			items.push(item);
			if (size() > capacity) {
				head += 1;
				dropped += 1;
			}

			compact();
		},
		take(count) {
			const taken = items.slice(head, head + count);
			head += taken.length;
			compact();
			return taken;
		},
		putBack(returned) {
			const kept = returned.slice(Math.max(0, returned.length - (capacity - size())));
			const present = items.slice(head);
			dropped += returned.length - kept.length;
			items = [...kept, ...present];
			head = 0;
		},
		toArray: () => items.slice(head),
		size,
		dropped: () => dropped,
	};
}
