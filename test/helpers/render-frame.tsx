import {EventEmitter} from 'node:events';
import {PassThrough} from 'node:stream';
import {render} from 'ink';
import {App} from '../../source/app/app.tsx';
import {createTerminal} from '../../source/app/create-terminal.ts';
import {parseTerminalInput} from '../../source/app/input/key-press.ts';
import type {Terminal} from '../../source/app/terminal-context.ts';
import type {Program} from '../../source/compose.ts';

/** A fake screen of known size. Ink-testing-library is fixed at 100 columns and has no rows. */
class FakeStdout extends EventEmitter {
	readonly isTTY = true;
	readonly columns: number;
	readonly rows: number;
	frame = '';

	constructor(columns: number, rows: number) {
		super();
		this.columns = columns;
		this.rows = rows;
	}

	write(text: string): boolean {
		// Debug mode writes whole frames; the empty writes around them are terminal housekeeping.
		if (text.includes('\n')) {
			this.frame = text;
		}

		return true;
	}
}

export type RenderedFrame = {
	readonly terminal: Terminal & {readonly tick: () => void};
	/** The frame as text, without colour; trailing blanks cut. */
	readonly plain: () => string;
	/** The frame with its colours. */
	readonly styled: () => string;
	/** Feed bytes as a terminal sends them, key by key, each with its frame. */
	readonly type: (bytes: string) => Promise<void>;
	/** Resolve once the frame matches; rejects with the frame when it never does. */
	readonly until: (text: string | RegExp) => Promise<string>;
	readonly hasExited: () => boolean;
	readonly unmount: () => void;
};

export type RenderFrameOptions = {readonly program: Program; readonly columns?: number; readonly rows?: number};

const deadlineMs = 5000;

// eslint-disable-next-line no-control-regex -- colours are made of escapes.
const sgr = /\u001B\[[\d;]*m/g;

/** The real App at a given size, with keys in and frames out, and no terminal. */
export function renderFrame({program, columns = 120, rows = 40}: RenderFrameOptions): RenderedFrame {
	const stdout = new FakeStdout(columns, rows);
	const stdin = new PassThrough();
	Object.assign(stdin, {isTTY: true, setRawMode: () => stdin, ref: () => stdin, unref: () => stdin});
	let hasExited = false;
	const terminal = createTerminal({
		program,
		now: program.now,
		forwardToInk(key) {
			stdin.write(key.raw);
		},
		redraw() {
			// Every frame is written whole here.
		},
		exit() {
			hasExited = true;
		},
	});
	const instance = render(<App terminal={terminal} size={{columns, rows}} />, {
		stdout: stdout as unknown as NodeJS.WriteStream,
		stdin,
		debug: true,
		exitOnCtrlC: false,
		patchConsole: false,
	});
	const plain = () =>
		stdout.frame
			.replaceAll(sgr, '')
			.split('\n')
			.map(line => line.trimEnd())
			.join('\n');
	const settle = async () =>
		new Promise<void>(resolve => {
			setImmediate(() => setImmediate(resolve));
		});

	return {
		terminal,
		plain,
		styled: () => stdout.frame,
		async type(bytes) {
			const queue = parseTerminalInput(bytes).events.flatMap(event => (event.kind === 'key' ? [event.key] : []));
			for (let key = queue.shift(); key !== undefined; key = queue.shift()) {
				queue.unshift(...terminal.dispatcher.handleKey(key));
				await settle();
			}
		},
		async until(text) {
			const end = Date.now() + deadlineMs;
			for (;;) {
				const frame = plain();
				if (typeof text === 'string' ? frame.includes(text) : text.test(frame)) {
					return frame;
				}

				if (Date.now() > end) {
					throw new Error(`The frame never showed ${String(text)}:\n${frame}`);
				}

				await settle();
			}
		},
		hasExited: () => hasExited,
		unmount() {
			instance.unmount();
		},
	};
}
