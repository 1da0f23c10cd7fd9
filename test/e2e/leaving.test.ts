import {describe, expect, test} from 'vitest';
import {openTerminalUnderShell, runCommand} from '../helpers/program.ts';
import type {PtyTerminal} from '../helpers/pty-terminal.ts';
import {createTempHome} from '../helpers/temp-home.ts';
import {programPid, readRemains, untouched} from './restored-terminal.ts';

const waysOut: ReadonlyArray<readonly [string, number, (terminal: PtyTerminal) => void]> = [
	['q', 0, terminal => terminal.type('q')],
	['Ctrl-C', 0, terminal => terminal.press('ctrl-c')],
	['SIGTERM', 143, terminal => process.kill(programPid(terminal), 'SIGTERM')],
	['SIGHUP', 129, terminal => process.kill(programPid(terminal), 'SIGHUP')],
	['SIGINT', 130, terminal => process.kill(programPid(terminal), 'SIGINT')],
];

describe('leaving the terminal', () => {
	test.each(waysOut)('with %s ends with %i and gives the screen back as it was', async (_name, exitCode, leave) => {
		await using home = createTempHome();
		await using terminal = openTerminalUnderShell(home);
		await terminal.waitFor('Welcome');
		await terminal.waitFor(
			() => {
				const {isAlternateScreen, isCursorShown, isBracketedPaste} = terminal.modes();
				return isAlternateScreen && !isCursorShown && isBracketedPaste;
			},
			{what: 'the alternate screen, no cursor, bracketed paste'},
		);
		leave(terminal);
		expect(await readRemains(terminal)).toEqual({exitCode, ...untouched});
		expect(terminal.screen()).not.toContain('Welcome');
	});
});

describe('the terminal without a terminal', () => {
	test('says so, names what works there instead, and ends with 2', async () => {
		await using home = createTempHome();
		const {exitCode, stdout, stderr} = await runCommand(home, []);
		expect({exitCode, stdout}).toEqual({exitCode: 2, stdout: ''});
		for (const command of ['users', 'login', 'session', 'logs', 'doctor']) {
			expect(stderr).toContain(command);
		}

		expect(home.files()).toEqual([]);
	});
});
