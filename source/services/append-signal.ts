import type {Unsubscribe} from './services.ts';

/** Tells whoever listens that log rows may have been added. */
export type AppendSignal = {
	readonly notify: () => void;
	readonly subscribe: (listener: () => void) => Unsubscribe;
	readonly hasListeners: () => boolean;
};

export function createAppendSignal(): AppendSignal {
	const listeners = new Set<() => void>();
	return {
		notify() {
			for (const listener of Array.from(listeners)) {
				listener();
			}
		},
		subscribe(listener) {
			// One function may listen twice; each subscription is its own.
			const subscription = () => {
				listener();
			};

			listeners.add(subscription);
			return () => {
				listeners.delete(subscription);
			};
		},
		hasListeners: () => listeners.size > 0,
	};
}
