import {PassThrough, Writable} from 'node:stream';
import type {CommandProgram} from '../../source/commands/command.ts';
import {runCommandLine} from '../../source/commands/index.ts';
import {createInput, type InputStream} from '../../source/commands/input.ts';
import {createInterruption, type Interruption} from '../../source/commands/interruption.ts';
import {createOutput} from '../../source/commands/output.ts';

/** A stdin that a test holds in its hand. */
export type FakeStdin = {
	readonly stream: InputStream;
	readonly write: (text: string) => void;
	readonly end: (text?: string) => void;
	/** Every change of raw mode, in order. */
	readonly rawModes: readonly boolean[];
};

export function createStdin({isTerminal}: {readonly isTerminal: boolean}): FakeStdin {
	const stream = new PassThrough();
	const rawModes: boolean[] = [];
	return {
		stream: isTerminal
			? Object.assign(stream, {
					isTTY: true,
					setRawMode(isRaw: boolean) {
						rawModes.push(isRaw);
					},
				})
			: stream,
		write(text) {
			stream.write(text);
		},
		end(text = '') {
			stream.end(text);
		},
		rawModes,
	};
}

export type RunningCommand = {
	readonly finished: Promise<Finished>;
	readonly stdout: () => string;
	readonly stderr: () => string;
	readonly interruption: Interruption;
};

export type Finished = {readonly exitCode: number; readonly stdout: string; readonly stderr: string};

export type RunOptions = {
	readonly program: CommandProgram | (() => Promise<CommandProgram>);
	/** A text is a pipe with just that in it. */
	readonly stdin?: string | FakeStdin;
	readonly isTerminal?: boolean;
	readonly hasColour?: boolean;
	/** What stdout answers to a write; undefined takes it. */
	readonly refuse?: () => Error | undefined;
};

/** Start a command in this process, with streams of its own. */
export function startCommand(argv: readonly string[], options: RunOptions): RunningCommand {
	const {program, stdin = '', isTerminal = false, hasColour = false, refuse} = options;
	const stdout = createSink(refuse);
	const stderr = createSink();
	const interruption = createInterruption();
	const finished = runCommandLine(argv, {
		io: {
			input: createInput(typeof stdin === 'string' ? pipeWith(stdin) : stdin.stream),
			output: createOutput(stdout.stream, {isTerminal, hasColour}),
			words: createOutput(stderr.stream, {isTerminal, hasColour, isDispensable: true}),
		},
		interruption,
		openProgram: typeof program === 'function' ? program : async () => program,
		version: '1.2.3',
	});
	return {
		finished: finished.then(exitCode => ({exitCode, stdout: stdout.text(), stderr: stderr.text()})),
		stdout: stdout.text,
		stderr: stderr.text,
		interruption,
	};
}

/** Run a command in this process to its end. */
export async function runCommand(argv: readonly string[], options: RunOptions): Promise<Finished> {
	return startCommand(argv, options).finished;
}

/** The one JSON document that a command printed. */
export function jsonOf({stdout}: Pick<Finished, 'stdout'>): unknown {
	return JSON.parse(stdout);
}

/** Wait until `condition` holds, with a deadline. */
export async function until(condition: () => boolean, what: string, deadlineMs = 5000): Promise<void> {
	const deadline = performance.now() + deadlineMs;
	while (!condition()) {
		if (performance.now() > deadline) {
			throw new Error(`waited in vain for ${what}`);
		}

		await new Promise(resolve => {
			setTimeout(resolve, 2);
		});
	}
}

function pipeWith(text: string): InputStream {
	const stream = new PassThrough();
	stream.end(text);
	return stream;
}

function createSink(refuse: () => Error | undefined = () => undefined) {
	const chunks: string[] = [];
	const stream = new Writable({
		decodeStrings: false,
		write(chunk: string, _encoding, done) {
			const error = refuse();
			if (error === undefined) {
				chunks.push(chunk);
			}

			done(error);
		},
	});
	return {stream, text: () => chunks.join('')};
}
