import {PassThrough} from 'node:stream';
import type {ReadStream} from 'node:tty';
import {parseTerminalInput, type KeyPress, type TerminalEvent, type WheelTurn} from './key-press.ts';

/** What Ink wants of a terminal's input stream, with our hands on it. */
export type KeyPump = {
	/** Give this to Ink as `stdin`. It sees only what `forward` hands on. */
	readonly inkStdin: NodeJS.ReadStream;
	/** Hand a key on to Ink, for the components that read keys themselves (text input, select input). */
	readonly forward: (key: KeyPress) => void;
	readonly start: () => void;
	readonly stop: () => void;
};

export type KeyPumpOptions = {
	readonly stdin: ReadStream;
	/** Returns keys that come next, before those that wait: see `Dispatcher.handleKey`. */
	readonly onKey: (key: KeyPress) => readonly KeyPress[];
	readonly onWheel: (turn: WheelTurn) => void;
};

/** How long a lone escape waits for the rest of a sequence that a slow line may have torn apart. */
const escapeWaitMs = 20;

/**
The one place that reads the keyboard.

Hands over one key per macrotask, so that the screen of one key is there before the next key looks at it: `Down` and `Enter` in one
read choose the item below. A bracketed paste stays whole; mouse and focus reports never become text.
*/
export function createKeyPump({stdin, onKey, onWheel}: KeyPumpOptions): KeyPump {
	const inkStdin = new PassThrough() as PassThrough & NodeJS.ReadStream;
	Object.assign(inkStdin, {
		isTTY: true,
		// The pump owns raw mode: Ink's components come and go, the terminal stays raw until the program ends.
		setRawMode: () => inkStdin,
		ref: () => inkStdin,
		unref: () => inkStdin,
	});

	const queue: TerminalEvent[] = [];
	const decoder = new TextDecoder();
	let rest = '';
	let next: NodeJS.Immediate | undefined;
	let escapeTimer: NodeJS.Timeout | undefined;

	const step = () => {
		const event = queue.shift();
		// Scheduled first: a key whose action fails must not hold up those behind it.
		next = setImmediate(step);
		if (event === undefined) {
			clearImmediate(next);
			next = undefined;
		} else if (event.kind === 'key') {
			queue.unshift(...onKey(event.key).map(key => ({kind: 'key', key}) as const));
		} else {
			onWheel(event.turn);
		}
	};

	const take = (input: string) => {
		const parsed = parseTerminalInput(input);
		rest = parsed.rest;
		queue.push(...parsed.events);
		if (queue.length > 0) {
			next ??= setImmediate(step);
		}
	};

	const onData = (bytes: Buffer | string) => {
		clearTimeout(escapeTimer);
		const input = rest + (typeof bytes === 'string' ? bytes : decoder.decode(bytes, {stream: true}));
		rest = '';
		const torn = /\u001B(?:\[[\d;:?<]*|O)?$/.exec(input);
		if (torn && input.length < 4096) {
			take(input.slice(0, torn.index));
			const unfinished = rest + torn[0];
			rest = unfinished;
			escapeTimer = setTimeout(() => {
				rest = '';
				take(unfinished);
			}, escapeWaitMs);
			return;
		}

		take(input);
	};

	return {
		inkStdin,
		forward(key) {
			inkStdin.write(key.raw);
		},
		start() {
			stdin.setRawMode(true);
			stdin.on('data', onData);
			stdin.resume();
		},
		stop() {
			clearTimeout(escapeTimer);
			clearImmediate(next);
			stdin.off('data', onData);
			stdin.pause();
			stdin.setRawMode(false);
		},
	};
}
