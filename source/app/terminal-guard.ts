import {writeSync} from 'node:fs';

/** What the terminal must be told so that a shell finds it as it was: paste mode off, mouse off, cursor shown, default colours, main screen. */
export const restoreSequence = '\u001B[?2004l\u001B[?1006l\u001B[?1000l\u001B[0m\u001B[?25h\u001B[?1049l';

export type TerminalGuardOptions = {
	readonly stdin: {readonly isTTY?: boolean; setRawMode?: (isRaw: boolean) => unknown};
	readonly stdoutDescriptor: number;
	readonly process: NodeJS.Process;
	/** End by this signal: take everything down, then exit with 128 and its number. */
	readonly onSignal: (exitCode: number) => void;
	/** A bug nobody caught. The terminal is restored already. */
	readonly onCrash: (error: unknown) => void;
};

const signals = {SIGTERM: 15, SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGUSR2: 12} as const;

/**
Whatever ends the program, leave the terminal as it was.

Restoring is synchronous and may be done twice. Returns a function that takes the guard away.
*/
export function guardTerminal({stdin, stdoutDescriptor, process, onSignal, onCrash}: TerminalGuardOptions): {
	readonly restore: () => void;
	readonly release: () => void;
} {
	let isRestored = false;
	const restore = () => {
		if (isRestored) {
			return;
		}

		isRestored = true;
		try {
			stdin.setRawMode?.(false);
		} catch {
			// The terminal is gone (SIGHUP): there is nothing left to restore.
		}

		try {
			writeSync(stdoutDescriptor, restoreSequence);
		} catch {
			// Likewise.
		}
	};

	let hasCrashed = false;
	const crash = (error: unknown) => {
		restore();
		// What goes wrong while going down is not a second crash: it would never end.
		if (!hasCrashed) {
			hasCrashed = true;
			onCrash(error);
		}
	};

	const handlers = Object.entries(signals).map(([signal, number]) => [signal, () => onSignal(128 + number)] as const);
	for (const [signal, handler] of handlers) {
		process.on(signal, handler);
	}

	process.on('uncaughtException', crash);
	process.on('unhandledRejection', crash);
	process.on('exit', restore);

	return {
		restore,
		release() {
			for (const [signal, handler] of handlers) {
				process.off(signal, handler);
			}

			process.off('uncaughtException', crash);
			process.off('unhandledRejection', crash);
			process.off('exit', restore);
		},
	};
}
