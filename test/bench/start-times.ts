import {spawn} from 'node:child_process';
import {createTempHome, type TempHome} from '../helpers/temp-home.ts';
import {openTerminal} from '../helpers/program.ts';
import {PtyTerminal, type Expectation} from '../helpers/pty-terminal.ts';
import {interleave} from './statistics.ts';
import {goTo, isFirstFrame, isUserList, isWelcome} from './words.ts';

/** Milliseconds from the start of the process, all contestants in turns. `home` has accounts; every very first run gets an empty one. */
export async function measureStarts(home: TempHome, helloFile: string, rounds: number) {
	return interleave(
		{
			node: async () => timeToExit(home),
			hello: async () => {
				const begin = performance.now();
				await using terminal = new PtyTerminal({
					file: process.execPath,
					args: [helloFile],
					environment: home.environment(),
					workingDirectory: home.workingDirectory,
				});
				await terminal.waitFor('hello');
				return performance.now() - begin;
			},
			firstFrame: async () => timeToFrame(home, isFirstFrame),
			userList: async () => timeToFrame(home, isFirstFrame, {typed: goTo.users, expected: isUserList}),
			veryFirstRun: async () => {
				await using empty = createTempHome();
				return await timeToFrame(empty, isWelcome);
			},
		},
		rounds,
	);
}

async function timeToExit(home: TempHome): Promise<number> {
	const begin = performance.now();
	const child = spawn(process.execPath, ['-e', '0'], {env: {...home.environment()}, stdio: 'ignore'});
	return new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('exit', () => {
			resolve(performance.now() - begin);
		});
	});
}

/** To a frame, and on to another that these keys lead to, if any; then the program is asked to leave. */
async function timeToFrame(
	home: TempHome,
	frame: Expectation,
	next?: {readonly typed: string; readonly expected: Expectation},
): Promise<number> {
	const begin = performance.now();
	await using terminal = openTerminal(home);
	await terminal.waitFor(frame);
	if (next !== undefined) {
		terminal.type(next.typed);
		await terminal.waitFor(next.expected);
	}

	const milliseconds = performance.now() - begin;
	// Leaving in peace, so that the next contestant does not pay for a lock or a sandbox left behind.
	terminal.press('ctrl-c');
	await terminal.waitForExit();
	return milliseconds;
}
