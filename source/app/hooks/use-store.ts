import {useSyncExternalStore} from 'react';
import type {Store} from '../../stores/create-store.ts';

/** Read a part of a store. The selector returns a value that already stands in the snapshot, or a string or number; never a fresh object. */
export function useStore<State, Part>(store: Store<State>, selector: (state: State) => Part): Part {
	return useSyncExternalStore(store.subscribe, () => selector(store.getSnapshot()));
}
