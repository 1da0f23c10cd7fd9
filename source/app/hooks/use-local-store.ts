import {useState, useSyncExternalStore} from 'react';
import {createStore, type Store} from '../../stores/create-store.ts';

/**
State of one component that key handlers read as it is, not as it was when the frame was drawn. What `useReducer` would be, were
two keys not able to arrive within one frame.
*/
export function useLocalStore<State>(initial: () => State): readonly [State, Store<State>] {
	const [store] = useState(() => createStore(initial()));
	return [useSyncExternalStore(store.subscribe, store.getSnapshot), store];
}
