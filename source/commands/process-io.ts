import type {CommandIo} from './command.ts';
import {createInput} from './input.ts';
import type {Interruption, StopSignal} from './interruption.ts';
import {createOutput} from './output.ts';

type ProcessStreams = {
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	readonly stderr: NodeJS.WriteStream;
	readonly env: Readonly<Record<string, string | undefined>>;
};

/** The streams of a process as commands see them. Colour only on a terminal, and not where https://no-color.org is set. */
export function createProcessIo({stdin, stdout, stderr, env}: ProcessStreams): CommandIo {
	const wantsColour = (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
	const createOutputOf = (stream: NodeJS.WriteStream, isDispensable: boolean) =>
		createOutput(stream, {isTerminal: stream.isTTY, hasColour: stream.isTTY && wantsColour, isDispensable});
	return {
		input: createInput(stdin),
		output: createOutputOf(stdout, false),
		words: createOutputOf(stderr, true),
	};
}

/** A second Ctrl-C in this time is the same one: npm, the shim and the terminal each pass it on. */
const repeatMs = 500;

/**
Let signals interrupt the command. It then has time to close what is open; whoever signals again does not want to wait for that.

There is no letting go: the listeners stay to the end of the process.
*/
export function interruptOnSignals(
	emitter: NodeJS.EventEmitter,
	interruption: Interruption,
	leaveAtOnce: (signal: StopSignal) => void,
): void {
	let isInterrupted = false;
	let isPatienceOver = false;
	const onSignal = (signal: StopSignal) => {
		if (isPatienceOver) {
			leaveAtOnce(signal);
		}

		if (!isInterrupted) {
			isInterrupted = true;
			interruption.interrupt(signal);
			setTimeout(() => {
				isPatienceOver = true;
			}, repeatMs).unref();
		}
	};

	const signals: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
	for (const signal of signals) {
		emitter.on(signal, onSignal);
	}
}
