import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {PtyTerminal} from './pty-terminal.ts';
import type {TempHome} from './temp-home.ts';

/** The built program, as it is installed. */
export const programFile = fileURLToPath(new URL('../../dist/mstock.cjs', import.meta.url));

export type Finished = {readonly exitCode: number | undefined; readonly stdout: string; readonly stderr: string};

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

/** Run a headless command to its end, with this text as its standard input (`undefined`: empty). */
export async function runCommand(
	home: TempHome,
	args: readonly string[],
	{
		input = '',
		environment = {},
	}: {readonly input?: string; readonly environment?: Readonly<Record<string, string>>} = {},
): Promise<Finished> {
	requireBuild();
	const child = spawn(process.execPath, [programFile, ...args], {
		cwd: home.workingDirectory,
		env: {...home.environment(environment)},
		stdio: ['pipe', 'pipe', 'pipe'],
	});
	let stdout = '';
	let stderr = '';
	child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
		stdout += chunk;
	});
	child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
		stderr += chunk;
	});
	child.stdin.on('error', () => {
		// A command that needs no input may have left before reading it.
	});
	child.stdin.end(input);
	return new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('close', exitCode => {
			resolve({exitCode: exitCode ?? undefined, stdout, stderr});
		});
	});
}
