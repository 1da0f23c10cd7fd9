import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {createSandboxControl, type SandboxAddresses, type SandboxControl} from './control.ts';
import {PtyTerminal} from './pty-terminal.ts';
import type {TempHome} from './temp-home.ts';

/** The built program, as it is installed; `TEST_PROGRAM` names another build of it. */
export const programFile =
	process.env['TEST_PROGRAM'] ?? fileURLToPath(new URL('../../dist/mstock.cjs', import.meta.url));

/** Generous, for a machine that runs other suites at the same time; a failing test waits this long once. */
const patienceMs = 20_000;

export type Finished = {readonly exitCode: number | undefined; readonly stdout: string; readonly stderr: string};

/** A headless command that is still at work. Hold it with `await using`: it is killed if it is not done by then. */
export type RunningCommand = AsyncDisposable & {
	readonly pid: number;
	/** Resolves with the match as soon as this was printed; fails when the command ends before. */
	readonly printed: (stream: 'stdout' | 'stderr', pattern: RegExp) => Promise<RegExpExecArray>;
	/** Give it this text, and the end of its input. */
	readonly send: (text: string) => void;
	readonly finished: Promise<Finished>;
};

/** Fails with words where the build was forgotten; `npm test` and `npm ci` make it. */
export function requireBuild(): void {
	if (!existsSync(programFile)) {
		throw new Error('dist/mstock.cjs is not there. "npm run build" makes it.');
	}
}

/** Open the terminal in a pty of its own, in this home; 120 columns and 40 rows unless said. */
export function openTerminal(
	home: TempHome,
	{
		environment = {},
		columns,
		rows,
	}: {
		readonly environment?: Readonly<Record<string, string>>;
		readonly columns?: number;
		readonly rows?: number;
	} = {},
): PtyTerminal {
	requireBuild();
	return new PtyTerminal({
		file: process.execPath,
		args: [programFile],
		environment: home.environment(environment),
		workingDirectory: home.workingDirectory,
		columns,
		rows,
	});
}

/**
A command under a shell in the same pty. When the program has ended, the shell prints `left with <code>`, what `stty` says of the terminal, and `end of stty`.

That is the only honest look at raw mode: from within, after the program is gone.
*/
export function underShell(command: readonly string[]): {readonly file: string; readonly args: readonly string[]} {
	// The trap keeps the shell alive through what the whole terminal gets.
	const script = 'trap : HUP INT TERM; "$@"; echo "left with $?"; stty -a; echo "end of stty"';
	return {file: '/bin/sh', args: ['-c', script, 'sh', ...command]};
}

/** Open the terminal under a shell; see `underShell`. */
export function openTerminalUnderShell(
	home: TempHome,
	{environment = {}}: {readonly environment?: Readonly<Record<string, string>>} = {},
): PtyTerminal {
	requireBuild();
	return new PtyTerminal({
		...underShell([process.execPath, programFile]),
		environment: home.environment(environment),
		workingDirectory: home.workingDirectory,
	});
}

/** Run a headless command to its end, with this text as its standard input. */
export async function runCommand(
	home: TempHome,
	args: readonly string[],
	{
		input = '',
		environment = {},
	}: {readonly input?: string; readonly environment?: Readonly<Record<string, string>>} = {},
): Promise<Finished> {
	const command = startCommand(home, args, {environment});
	command.send(input);
	return command.finished;
}

/** Start a headless command, with its standard input still open. */
export function startCommand(
	home: TempHome,
	args: readonly string[],
	{environment = {}}: {readonly environment?: Readonly<Record<string, string>>} = {},
): RunningCommand {
	requireBuild();
	const child = spawn(process.execPath, [programFile, ...args], {
		cwd: home.workingDirectory,
		env: {...home.environment(environment)},
		stdio: ['pipe', 'pipe', 'pipe'],
	});
	const heard = {stdout: '', stderr: ''};
	const listeners = new Set<() => void>();
	for (const stream of ['stdout', 'stderr'] as const) {
		child[stream].setEncoding('utf8').on('data', (chunk: string) => {
			heard[stream] += chunk;
			for (const listener of listeners) {
				listener();
			}
		});
	}

	child.stdin.on('error', () => {
		// A command that needs no input may have left before reading it.
	});
	let isOver = false;
	const finished = new Promise<Finished>((resolve, reject) => {
		child.on('error', reject);
		child.on('close', exitCode => {
			isOver = true;
			resolve({exitCode: exitCode ?? undefined, ...heard});
			for (const listener of listeners) {
				listener();
			}
		});
	});

	return {
		pid: child.pid ?? -1,
		async printed(stream, pattern) {
			return new Promise((resolve, reject) => {
				const finish = () => {
					clearTimeout(timer);
					listeners.delete(look);
				};

				const fail = (reason: string) => {
					finish();
					reject(new Error(`${reason} ${String(pattern)}: ${JSON.stringify(heard)}`));
				};

				const look = () => {
					const match = pattern.exec(heard[stream]);
					if (match !== null) {
						finish();
						resolve(match);
					} else if (isOver) {
						fail('The command ended before it printed');
					}
				};

				const timer = setTimeout(() => {
					fail(`In ${patienceMs} ms the command did not print`);
				}, patienceMs);
				listeners.add(look);
				look();
			});
		},
		send(text) {
			child.stdin.end(text);
		},
		finished,
		async [Symbol.asyncDispose]() {
			child.kill('SIGKILL');
			await finished;
		},
	};
}

export type StandingSandbox = AsyncDisposable & {
	/** For `MSTOCK_API_URL` of programs in another home; programs in this one find it by themselves. */
	readonly apiUrl: string;
	readonly control: SandboxControl;
};

/** `mstock sandbox` in this home, until it is disposed of. */
export async function startSandbox(home: TempHome, args: readonly string[] = []): Promise<StandingSandbox> {
	const command = startCommand(home, ['sandbox', '--port', '0', '--json', ...args]);
	try {
		const [line] = await command.printed('stdout', /^\{.*\}$/m);
		const {apiUrl, controlUrl} = JSON.parse(line) as SandboxAddresses;
		return {
			apiUrl,
			control: createSandboxControl(controlUrl),
			[Symbol.asyncDispose]: async () => command[Symbol.asyncDispose](),
		};
	} catch (error) {
		await command[Symbol.asyncDispose]();
		throw error;
	}
}
