import {readFileSync} from 'node:fs';
import type {PtyTerminal} from '../helpers/pty-terminal.ts';

/** What is left when a program under a shell has ended; see `openTerminalUnderShell`. */
export type Remains = {
	readonly exitCode: number;
	/** The modes that a shell would trip over. */
	readonly modes: ReturnType<PtyTerminal['modes']>;
	/** Lines with echo, as `stty` says. */
	readonly isCooked: boolean;
};

/** A terminal as a shell wants it. */
export const untouched: Omit<Remains, 'exitCode'> = {
	modes: {
		isAlternateScreen: false,
		isCursorShown: true,
		isBracketedPaste: false,
		isMouseTracked: false,
		isFocusReported: false,
		isOutputHeld: false,
		isCursorKeyApplicationMode: false,
	},
	isCooked: true,
};

/** Wait until the program is gone and the shell has told. */
export async function readRemains(terminal: PtyTerminal): Promise<Remains> {
	const screen = await terminal.waitFor('end of stty', {what: 'what the shell says after the program'});
	const told = /left with (\d+)/.exec(screen);
	return {
		exitCode: Number(told?.[1] ?? -1),
		modes: terminal.modes(),
		isCooked: /(?<!-)\bicanon\b/.test(screen) && /(?<!-)\becho\b/.test(screen),
	};
}

/** The process that the shell of this terminal is waiting for. */
export function programPid(terminal: PtyTerminal): number {
	const children = readFileSync(`/proc/${terminal.pid}/task/${terminal.pid}/children`, 'utf8').trim().split(' ');
	return Number(children[0]);
}
