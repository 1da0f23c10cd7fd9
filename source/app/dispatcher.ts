import {createStore, type Store} from '../stores/create-store.ts';
import {parseTerminalInput, type KeyPress} from './input/key-press.ts';
import {reachableContexts, resolveKey, type ActionHandler, type KeyContext} from './keymap/resolve.ts';

/** Who may answer keys at this moment, in the order they came. */
export type DispatcherState = {
	readonly contexts: readonly KeyContext[];
	/** The first half of a two-key chord, while the second is awaited. */
	readonly prefix: string | undefined;
};

export type Dispatcher = {
	readonly state: Store<DispatcherState>;
	/** How many keys have come: what holds only until the next one leans on it. */
	readonly keyCount: Store<number>;
	/** Do what the key means here. Returns the keys to look at next in its place: none, but for an Alt chord that was really Escape and a key. */
	readonly handleKey: (key: KeyPress) => readonly KeyPress[];
	/** Run an action with the one catch there is: trouble becomes a notice and a log line, the terminal stays up. */
	readonly run: (handler: ActionHandler, key?: KeyPress) => void;
	/** True while the first frame is being built: nobody listens yet, so contexts may register while they are drawn. */
	readonly isOpening: () => boolean;
	/** The first frame stands; from now on contexts register once they are on screen. */
	readonly opened: () => void;
	/** Returns a function that replaces the context, with `undefined` to take it away. */
	readonly register: (context: KeyContext) => (next: KeyContext | undefined) => void;
};

export type DispatcherOptions = {
	readonly onError: (error: unknown) => void;
	/** A key was pressed that does nothing now, and why. */
	readonly onDisabled: (reason: string) => void;
};

const noKey: KeyPress = {chord: '', text: undefined, raw: ''};

/** Turns keys into actions. Lives outside React, so a key never waits for a frame to know what it means. */
export function createDispatcher({onError, onDisabled}: DispatcherOptions): Dispatcher {
	const state = createStore<DispatcherState>({contexts: [], prefix: undefined});
	const keyCount = createStore(0);
	let isOpening = true;

	const run = (handler: ActionHandler, key: KeyPress = noKey) => {
		try {
			const outcome = handler(key);
			if (outcome instanceof Promise) {
				outcome.catch(onError);
			}
		} catch (error) {
			onError(error);
		}
	};

	const handleKey = (key: KeyPress): readonly KeyPress[] => {
		keyCount.update(count => count + 1);
		const {contexts, prefix} = state.getSnapshot();
		if (prefix !== undefined) {
			state.update(current => ({...current, prefix: undefined}));
			if (key.chord === 'escape') {
				return [];
			}
		}

		const resolution = resolveKey(contexts, key, prefix);
		switch (resolution.kind) {
			case 'action': {
				run(resolution.run, key);
				return [];
			}

			case 'text': {
				run(resolution.take, key);
				return [];
			}

			case 'disabled': {
				onDisabled(resolution.reason);
				return [];
			}

			case 'prefix': {
				state.update(current => ({...current, prefix: key.chord}));
				return [];
			}

			case 'none': {
				return splitAlt(key, contexts);
			}
		}
	};

	return {
		state,
		keyCount,
		run,
		handleKey,
		isOpening: () => isOpening,
		opened() {
			isOpening = false;
		},
		register(context) {
			let present: KeyContext | undefined = context;
			state.update(current => ({...current, contexts: [...current.contexts, context]}));
			return next => {
				const before = present;
				present = next;
				state.update(current => ({
					...current,
					contexts:
						next === undefined
							? current.contexts.filter(candidate => candidate !== before)
							: current.contexts.map(candidate => (candidate === before ? next : candidate)),
				}));
			};
		},
	};
}

/**
Escape and the key after it look like one Alt chord when a line delivers them together. Outside of text fields they are taken for two
keys; inside one, where Escape would throw away what was typed, for an Alt chord that nothing answers.
*/
function splitAlt(key: KeyPress, contexts: readonly KeyContext[]): readonly KeyPress[] {
	const isTyping = reachableContexts(contexts).some(({takeText}) => takeText !== undefined);
	if (!key.chord.startsWith('alt+') || isTyping) {
		return [];
	}

	const rest = key.raw.slice(1);
	return parseTerminalInput('\u001B')
		.events.concat(parseTerminalInput(rest).events)
		.flatMap(event => (event.kind === 'key' ? [event.key] : []));
}
