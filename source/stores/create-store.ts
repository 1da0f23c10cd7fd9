export type Store<State> = {
	/** The same reference until something changed. */
	readonly getSnapshot: () => State;
	readonly subscribe: (listener: () => void) => () => void;
	/** The snapshot swaps now; listeners hear at once or batched, as the store was made. Returning the same state tells nobody. */
	readonly update: (change: (state: State) => State) => void;
};

export type StoreOptions = {
	/** Tell listeners at most once in this many milliseconds. Feeds use 100; what a key press changes uses 0, which means at once. @default 0 */
	readonly batchMs?: number;
};

/** State that changes at wire speed and is read at frame speed. */
export function createStore<State>(initial: State, {batchMs = 0}: StoreOptions = {}): Store<State> {
	let current = initial;
	const listeners = new Set<() => void>();
	let timer: ReturnType<typeof setTimeout> | undefined;

	const notify = () => {
		timer = undefined;
		for (const listener of Array.from(listeners)) {
			listener();
		}
	};

	return {
		getSnapshot: () => current,
		subscribe(listener) {
			listeners.add(listener);
			return () => {
				listeners.delete(listener);
				if (listeners.size === 0) {
					clearTimeout(timer);
					timer = undefined;
				}
			};
		},
		update(change) {
			const next = change(current);
			if (Object.is(next, current)) {
				return;
			}

			current = next;
			if (batchMs === 0) {
				notify();
			} else {
				timer ??= setTimeout(notify, batchMs);
			}
		},
	};
}
