import {describe, expect, test} from 'vitest';
import {PtyTerminal} from './pty-terminal.ts';
import {createTempHome} from './temp-home.ts';

function open(script: string, options: {readonly columns?: number; readonly rows?: number} = {}) {
	const home = createTempHome();
	const terminal = new PtyTerminal({
		file: process.execPath,
		args: ['-e', script],
		environment: home.environment({CI: '1'}),
		workingDirectory: home.workingDirectory,
		...options,
	});
	return {home, terminal};
}

/** Echoes what it hears as JSON, in raw mode, until `q`. */
const listener = `
process.stdin.setRawMode(true);
process.stdout.write('listening\\r\\n');
process.stdin.on('data', chunk => {
	process.stdout.write('heard ' + JSON.stringify(String(chunk)) + '\\r\\n');
	if (String(chunk) === 'q') process.exit(7);
});`;

describe('a pseudo-terminal', () => {
	test('gives the child its environment and no other', async () => {
		const {home, terminal} = open(`console.log('names', Object.keys(process.env).sort().join(' '), 'end')`);
		await using _home = home;
		await using _terminal = terminal;
		await terminal.waitFor('names HOME LANG MSTOCK_HOME PATH PWD TERM end');
		expect(await terminal.waitForExit()).toEqual({exitCode: 0, signal: undefined});
	});

	test('delivers keys, pastes and exit codes', async () => {
		const {home, terminal} = open(listener);
		await using _home = home;
		await using _terminal = terminal;
		await terminal.waitFor('listening');
		terminal.press('down', 'enter', 'ctrl-c');
		await terminal.waitFor(String.raw`heard "\u001b[B\r\u0003"`);
		terminal.paste('a\nb');
		await terminal.waitFor(String.raw`heard "a\nb"`);
		terminal.type('q');
		expect(await terminal.waitForExit()).toEqual({exitCode: 7, signal: undefined});
	});

	test('sees the alternate screen, the cursor and bracketed paste go and come back', async () => {
		const {home, terminal} = open(String.raw`
			process.stdout.write('\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[3;5H\x1b[1;31mred\x1b[0m');
			process.stdin.once('data', () => process.stdout.write('\x1b[?2004l\x1b[?25h\x1b[?1049l', () => process.exit()));
		`);
		await using _home = home;
		await using _terminal = terminal;
		await terminal.waitFor('red');
		expect(terminal.modes()).toMatchObject({isAlternateScreen: true, isCursorShown: false, isBracketedPaste: true});
		expect(terminal.lineWith('red')).toEqual({row: 2, line: '    red'});
		expect(terminal.cells(2)[4]).toMatchObject({text: 'r', foreground: 1, background: undefined, isBold: true});
		terminal.press('enter');
		await terminal.waitForExit();
		expect(terminal.modes()).toMatchObject({isAlternateScreen: false, isCursorShown: true, isBracketedPaste: false});
	});

	test('tells the child about a new size', async () => {
		const {home, terminal} = open(
			`console.log('is', process.stdout.columns, process.stdout.rows);
			process.stdout.on('resize', () => console.log('now', process.stdout.columns, process.stdout.rows));
			process.stdin.resume();`,
			{columns: 80, rows: 24},
		);
		await using _home = home;
		await using _terminal = terminal;
		await terminal.waitFor('is 80 24');
		terminal.resize(50, 12);
		expect(await terminal.waitFor('now 50 12')).toContain('is 80 24');
	});

	test('says what was on the screen when it waited in vain', async () => {
		const {home, terminal} = open(`console.log('something else'); process.stdin.resume()`);
		await using _home = home;
		await using _terminal = terminal;
		await terminal.waitFor('something else');
		await expect(terminal.waitFor('the promised land', {deadlineMs: 50})).rejects.toThrow(
			/never showed "the promised land"[\s\S]*something else/,
		);
	});

	test('ends the waiting at once when the program ends', async () => {
		const {home, terminal} = open(`console.log('bye'); process.exit(3)`);
		await using _home = home;
		await using _terminal = terminal;
		await expect(terminal.waitFor('never')).rejects.toThrow(/ended \(\{"exitCode":3\}\)[\s\S]*bye/);
	});

	test('leaves no process behind, however the test ends', async () => {
		let pid = 0;
		const fail = async () => {
			const {home, terminal} = open(`setInterval(() => {}, 1000); console.log('up')`);
			await using _home = home;
			await using _terminal = terminal;
			pid = terminal.pid;
			await terminal.waitFor('up');
			throw new Error('the test failed');
		};

		await expect(fail()).rejects.toThrow('the test failed');
		expect(() => process.kill(pid, 0)).toThrow('ESRCH');
	});
});
