import {spawn, type IPty} from '@lydell/node-pty';
import xterm from '@xterm/headless';
import {encodeKeys, encodePaste, type KeyName} from './keys.ts';

export type PtyTerminalOptions = {
	/** The executable, and its arguments. */
	readonly file: string;
	readonly args: readonly string[];
	/** All of the child's environment: nothing is inherited. `CI` is refused, since Ink paints nothing under it; `TERM` and `PWD` are added. */
	readonly environment: Readonly<Record<string, string>>;
	readonly workingDirectory: string;
	/** @default 120 */
	readonly columns?: number;
	/** @default 40 */
	readonly rows?: number;
	/** Run the child as this user, where the test itself is root. */
	readonly userId?: number;
	readonly groupId?: number;
};

export type PtyExit = {readonly exitCode: number; readonly signal: number | undefined};

/** One character cell, as the eye sees it. Colours are numbers of the terminal's own palette, or 0xRRGGBB; `undefined` is the default. */
export type Cell = {
	readonly text: string;
	readonly foreground: number | undefined;
	readonly background: number | undefined;
	readonly isBold: boolean;
	readonly isDim: boolean;
	readonly isInverse: boolean;
};

/** What a screen must show: a text, a pattern, or anything else about the lines. */
export type Expectation = string | RegExp | ((screen: string, terminal: PtyTerminal) => boolean);

/** Generous, for a machine that runs other suites at the same time; a failing test waits this long once. */
const defaultDeadlineMs = 20_000;
/** What the kernel still holds of a dead program's output comes within this time. */
const quietMs = 30;

/**
A program in a real pseudo-terminal, seen through a terminal emulator.

Waiting is event-driven: an expectation is looked at again after every chunk that the emulator has taken in, and only at whole frames: what stands
between the marks of a synchronised update is not shown by a terminal, and not looked at here. Hold it with `await using`, so that the child is killed
and the emulator freed however the test ends.
*/
export class PtyTerminal implements AsyncDisposable {
	readonly pid: number;
	readonly exited: Promise<PtyExit>;
	/** Every byte that the program wrote, as text. */
	raw = '';
	/** Every different whole screen that was seen; only while `recordScreens` is on. */
	readonly screens: string[] = [];
	recordScreens = false;
	exit: PtyExit | undefined;

	readonly #pty: IPty;
	readonly #emulator: InstanceType<typeof xterm.Terminal>;
	readonly #watchers = new Set<() => void>();

	constructor(options: PtyTerminalOptions) {
		const {columns: cols = 120, rows = 40} = options;
		const {CI: _ci, CONTINUOUS_INTEGRATION: _continuousIntegration, ...environment} = options.environment;
		this.#emulator = new xterm.Terminal({cols, rows, allowProposedApi: true, scrollback: 1000});
		this.#pty = spawn(options.file, [...options.args], {
			cols,
			rows,
			cwd: options.workingDirectory,
			env: environment,
			name: 'xterm-256color',
			uid: options.userId,
			gid: options.groupId,
		});
		this.pid = this.#pty.pid;
		this.#pty.onData(chunk => {
			this.raw += chunk;
			this.#emulator.write(chunk, () => {
				this.#look();
			});
		});
		// Answers to the program's questions about the terminal.
		this.#emulator.onData(answer => {
			this.#pty.write(answer);
		});
		this.exited = new Promise(resolve => {
			this.#pty.onExit(({exitCode, signal}) => {
				const exit = {exitCode, signal: signal === 0 ? undefined : signal};
				// The pty may tell of the end before it has handed over the last words: the end counts once no more come.
				this.#whenQuiet(() => {
					this.exit = exit;
					this.#look();
					resolve(exit);
				});
			});
		});
	}

	/** Call back once nothing was written for a moment and the emulator has taken everything in. */
	#whenQuiet(callback: () => void): void {
		const length = this.raw.length;
		setTimeout(() => {
			this.#emulator.write('', () => {
				if (this.raw.length === length) {
					callback();
				} else {
					this.#whenQuiet(callback);
				}
			});
		}, quietMs);
	}

	/** The visible lines, without trailing blanks, joined with newlines. */
	screen(): string {
		return this.lines().join('\n');
	}

	lines(): readonly string[] {
		const buffer = this.#emulator.buffer.active;
		return Array.from(
			{length: this.#emulator.rows},
			(_, row) => buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '',
		);
	}

	/** The first visible line that contains the text, with its row (0 is the top). */
	lineWith(text: string): {readonly row: number; readonly line: string} | undefined {
		const lines = this.lines();
		const row = lines.findIndex(line => line.includes(text));
		return row === -1 ? undefined : {row, line: lines[row] ?? ''};
	}

	/** The cells of a visible row. */
	cells(row: number): readonly Cell[] {
		const buffer = this.#emulator.buffer.active;
		const line = buffer.getLine(buffer.viewportY + row);
		return Array.from({length: this.#emulator.cols}, (_, column) => {
			const cell = line?.getCell(column);
			return {
				text: cell?.getChars() ?? '',
				foreground: cell === undefined || cell.isFgDefault() ? undefined : cell.getFgColor(),
				background: cell === undefined || cell.isBgDefault() ? undefined : cell.getBgColor(),
				isBold: (cell?.isBold() ?? 0) !== 0,
				isDim: (cell?.isDim() ?? 0) !== 0,
				isInverse: (cell?.isInverse() ?? 0) !== 0,
			};
		});
	}

	/** What the program has switched on in the terminal. The cursor is told from the bytes, since the emulator keeps it to itself. */
	modes() {
		const {bracketedPasteMode, mouseTrackingMode, sendFocusMode, synchronizedOutputMode, applicationCursorKeysMode} =
			this.#emulator.modes;
		return {
			isAlternateScreen: this.#emulator.buffer.active.type === 'alternate',
			isCursorShown: this.raw.lastIndexOf('\u{1b}[?25l') <= this.raw.lastIndexOf('\u{1b}[?25h'),
			isBracketedPaste: bracketedPasteMode,
			isMouseTracked: mouseTrackingMode !== 'none',
			isFocusReported: sendFocusMode,
			isOutputHeld: synchronizedOutputMode,
			isCursorKeyApplicationMode: applicationCursorKeysMode,
		};
	}

	/** Where the cursor is: column and row from 0. */
	cursor(): {readonly column: number; readonly row: number} {
		const {cursorX, cursorY} = this.#emulator.buffer.active;
		return {column: cursorX, row: cursorY};
	}

	/** Resolves with the screen as soon as it is as expected. An exit of the program ends the waiting, too, after a last look. */
	async waitFor(
		expected: Expectation,
		{deadlineMs = defaultDeadlineMs, what}: {readonly deadlineMs?: number; readonly what?: string} = {},
	): Promise<string> {
		const isMet = (screen: string) =>
			typeof expected === 'string'
				? screen.includes(expected)
				: expected instanceof RegExp
					? expected.test(screen)
					: expected(screen, this);

		return new Promise((resolve, reject) => {
			const finish = () => {
				clearTimeout(timer);
				this.#watchers.delete(look);
			};

			const fail = (reason: string) => {
				finish();
				reject(new Error(`${reason} ${what ?? describeExpectation(expected)}\n${this.#describe()}`));
			};

			const look = () => {
				if (this.#isHeld()) {
					return;
				}

				const screen = this.screen();
				if (isMet(screen)) {
					finish();
					resolve(screen);
				} else if (this.exit !== undefined) {
					fail(`The program ended (${JSON.stringify(this.exit)}) before the screen showed`);
				}
			};

			const timer = setTimeout(() => {
				fail(`In ${deadlineMs} ms the screen never showed`);
			}, deadlineMs);
			this.#watchers.add(look);
			look();
		});
	}

	/** Resolves when the program has ended. */
	async waitForExit(deadlineMs = defaultDeadlineMs): Promise<PtyExit> {
		let timer: ReturnType<typeof setTimeout> | undefined;
		const deadline = new Promise<never>((_, reject) => {
			timer = setTimeout(() => {
				reject(new Error(`The program did not end in ${deadlineMs} ms\n${this.#describe()}`));
			}, deadlineMs);
		});
		try {
			return await Promise.race([this.exited, deadline]);
		} finally {
			clearTimeout(timer);
		}
	}

	/** Send bytes as they are, in one write. */
	type(text: string): void {
		this.#pty.write(text);
	}

	/** Send these keys in one write. */
	press(...keys: readonly KeyName[]): void {
		this.#pty.write(encodeKeys(...keys));
	}

	/** Paste, bracketed only if the program asked for it, as terminals do. */
	paste(text: string): void {
		this.#pty.write(this.#emulator.modes.bracketedPasteMode ? encodePaste(text) : text);
	}

	resize(columns: number, rows: number): void {
		this.#emulator.resize(columns, rows);
		this.#pty.resize(columns, rows);
	}

	/** Signal the child that the pty started. */
	signal(signal: NodeJS.Signals): void {
		process.kill(this.pid, signal);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		if (this.exit === undefined) {
			try {
				// The child leads a session of its own: what it started goes with it.
				process.kill(-this.pid, 'SIGKILL');
			} catch {
				// It has just ended by itself.
			}

			await this.exited;
		}

		this.#emulator.dispose();
	}

	/** A frame is half drawn; nobody sees it. */
	#isHeld(): boolean {
		return this.exit === undefined && this.#emulator.modes.synchronizedOutputMode;
	}

	#look(): void {
		if (this.recordScreens && !this.#isHeld()) {
			const screen = this.screen();
			if (screen !== this.screens.at(-1)) {
				this.screens.push(screen);
			}
		}

		for (const watcher of this.#watchers) {
			watcher();
		}
	}

	#describe(): string {
		return `--- screen ---\n${this.screen()}\n--- end of ${this.raw.length} characters written ---`;
	}
}

function describeExpectation(expected: Expectation): string {
	return typeof expected === 'function'
		? 'what was expected'
		: typeof expected === 'string'
			? `"${expected}"`
			: String(expected);
}
