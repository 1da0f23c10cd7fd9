import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {underShell} from '../helpers/program.ts';
import {PtyTerminal} from '../helpers/pty-terminal.ts';
import {createTempHome} from '../helpers/temp-home.ts';
import {programPid, readRemains, untouched} from './restored-terminal.ts';

const guardedProgram = fileURLToPath(new URL('fixtures/guarded-program.ts', import.meta.url));

/** Run the guarded program under a shell, end it this way, and look at what is left. */
async function endGuardedProgram(end: (terminal: PtyTerminal) => void) {
	await using home = createTempHome();
	await using terminal = new PtyTerminal({
		...underShell([process.execPath, guardedProgram]),
		environment: home.environment(),
		workingDirectory: home.workingDirectory,
	});
	await terminal.waitFor('painted');
	expect(terminal.modes()).toMatchObject({
		isAlternateScreen: true,
		isCursorShown: false,
		isBracketedPaste: true,
		isMouseTracked: true,
	});
	end(terminal);
	return {remains: await readRemains(terminal), screen: terminal.screen()};
}

describe('the terminal guard', () => {
	test.each([
		['an error that nobody catches', 't'],
		['a rejection that nobody handles', 'r'],
	])('leaves the terminal as it was after %s, and the last words can be read', async (_name, key) => {
		const {remains, screen} = await endGuardedProgram(terminal => {
			terminal.type(key);
		});
		expect(remains).toEqual({exitCode: 1, ...untouched});
		expect(screen).toContain('it crashed');
		expect(screen).not.toContain('painted');
	});

	test('leaves the terminal as it was when something exits in the middle', async () => {
		const {remains} = await endGuardedProgram(terminal => {
			terminal.type('x');
		});
		expect(remains).toEqual({exitCode: 5, ...untouched});
	});

	test.each([
		['SIGTERM', 143],
		['SIGHUP', 129],
		['SIGINT', 130],
	] as const)('leaves the terminal as it was after %s', async (signal, exitCode) => {
		const {remains} = await endGuardedProgram(terminal => {
			process.kill(programPid(terminal), signal);
		});
		expect(remains).toEqual({exitCode, ...untouched});
	});
});
