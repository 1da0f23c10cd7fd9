import {spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {afterEach, describe, expect, test} from 'vitest';
import {programFile, requireBuild, runCommand, underShell} from '../helpers/program.ts';
import {PtyTerminal} from '../helpers/pty-terminal.ts';
import {createTempHome, type TempHome} from '../helpers/temp-home.ts';
import {until} from './run-command.ts';

const children = new Set<ChildProcess>();

afterEach(() => {
	for (const child of children) {
		child.kill('SIGKILL');
	}

	children.clear();
});

/** Start the built program and leave it running; its output so far is at hand. */
function start(home: TempHome, argv: readonly string[]) {
	requireBuild();
	const child = spawn(process.execPath, [programFile, ...argv], {
		cwd: home.workingDirectory,
		env: {...home.environment()},
		stdio: ['pipe', 'pipe', 'pipe'],
	});
	children.add(child);
	const heard = {stdout: '', stderr: ''};
	child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
		heard.stdout += chunk;
	});
	child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
		heard.stderr += chunk;
	});
	return {child, heard, exited: once(child, 'exit') as Promise<[number | null, string | null]>};
}

const patienceMs = 20_000;
const account = '{"password":"Demo@1234","apiKey":"sandbox-key-a=="}';

describe('the built program', () => {
	test('without arguments and without a terminal is exit 2, names the headless commands, and touches nothing', async () => {
		await using home = createTempHome();
		const {exitCode, stdout, stderr} = await runCommand(home, []);
		expect({exitCode, stdout}).toEqual({exitCode: 2, stdout: ''});
		for (const name of ['users', 'login', 'logout', 'session', 'logs', 'requests', 'keys', 'db', 'doctor', 'sandbox']) {
			expect(stderr).toContain(name);
		}

		expect(existsSync(home.mstockHome)).toBe(false);
	});

	test('shows its help without a home', async () => {
		await using home = createTempHome();
		expect(await runCommand(home, ['--help'])).toMatchObject({exitCode: 0, stderr: ''});
		expect(existsSync(home.mstockHome)).toBe(false);
	});

	test('serves one sandbox for a home until it is stopped', {timeout: 90_000}, async () => {
		await using home = createTempHome();
		const first = start(home, ['sandbox', '--port', '0', '--json']);
		await until(() => first.heard.stdout.includes('\n'), 'the addresses', patienceMs);
		const addresses = JSON.parse(first.heard.stdout) as {apiUrl: string; wsUrl: string; controlUrl: string};
		const port = new URL(addresses.apiUrl).port;
		expect(addresses).toEqual({
			apiUrl: `http://127.0.0.1:${port}`,
			wsUrl: `ws://127.0.0.1:${port}/ws`,
			controlUrl: `http://127.0.0.1:${port}/sandbox`,
		});
		expect((await fetch(`${addresses.controlUrl}/health`)).status).toBe(200);

		const second = await runCommand(home, ['sandbox', '--port', '0', '--json']);
		expect(second.exitCode).toBe(0);
		expect(second.stdout).toBe(first.heard.stdout);

		await runCommand(home, ['users', 'add', 'DEMO01', '--type', 'A', '--stdin'], {input: account});
		const login = start(home, ['login', 'DEMO01', '--otp-stdin', '--json']);
		await until(() => login.heard.stderr.includes('controlUrl'), 'the wait for the code', patienceMs);
		const inbox = await fetch(`${addresses.controlUrl}/inbox/DEMO01`);
		const {otp} = (await inbox.json()) as {otp: string};
		// The pipe stays open: a command that has its line does not wait for its end.
		login.child.stdin.write(`${otp}\n`);
		expect(await login.exited).toEqual([0, null]);
		expect(JSON.parse(login.heard.stdout)).toMatchObject({userId: 'DEMO01', session: 'signed-in'});

		first.child.kill('SIGTERM');
		expect(await first.exited).toEqual([0, null]);
		// The next one goes on where it stopped: the token of the session still stands.
		expect(await runCommand(home, ['session', 'DEMO01', '--check', '--json'])).toMatchObject({exitCode: 0, stderr: ''});
	});

	test('ends the sandbox on Ctrl-C with exit 130', async () => {
		await using home = createTempHome();
		const {child, heard, exited} = start(home, ['sandbox', '--json']);
		await until(() => heard.stdout.includes('\n'), 'the addresses', patienceMs);
		child.kill('SIGINT');
		expect(await exited).toEqual([130, null]);
	});

	test('follows the log until Ctrl-C, and ends quietly when its reader is gone', {timeout: 90_000}, async () => {
		await using home = createTempHome();
		await runCommand(home, ['db', 'status']);
		const interrupted = start(home, ['logs', '--follow', '--json']);
		await until(() => interrupted.heard.stdout.includes('\n'), 'the first row', patienceMs);
		// npm, the shim and the terminal may each pass the same Ctrl-C on.
		interrupted.child.kill('SIGINT');
		interrupted.child.kill('SIGINT');
		expect(await interrupted.exited).toEqual([130, null]);

		const deserted = start(home, ['logs', '--follow', '--json']);
		await until(() => deserted.heard.stdout.includes('\n'), 'the first row', patienceMs);
		deserted.child.stdout.destroy();
		await runCommand(home, ['users', 'add', 'DEMO01', '--type', 'A', '--stdin'], {input: account});
		expect(await deserted.exited).toEqual([0, null]);
		expect(deserted.heard.stderr).toBe('');
	});
});

describe('a prompt in a real terminal', () => {
	const openPrompt = (home: TempHome) =>
		new PtyTerminal({
			...underShell([process.execPath, programFile, 'users', 'add', 'DEMO01', '--type', 'A']),
			environment: home.environment(),
			workingDirectory: home.workingDirectory,
		});

	test('shows bullets only, and leaves the terminal as it was', {timeout: 60_000}, async () => {
		await using home = createTempHome();
		await using terminal = openPrompt(home);
		await terminal.waitFor('Password:');
		terminal.type('Demo@1234\r');
		await terminal.waitFor('API key:');
		terminal.type('sandbox-key-a==\r');
		await terminal.waitFor('TOTP secret (Enter for none):');
		terminal.type('\r');
		await terminal.waitFor('end of stty');
		expect(terminal.screen()).toContain('DEMO01 A added.');
		expect(terminal.screen()).toContain('left with 0');
		expect(terminal.raw).not.toMatch(/Demo@1234|sandbox-key/);
		expect(terminal.raw).toContain('•••••••••');
		expect(terminal.screen()).toMatch(/ icanon /);
		expect(terminal.screen()).toMatch(/ echo /);
	});

	test.each([
		['Ctrl-C', 130, (terminal: PtyTerminal) => terminal.type('\u0003')],
		['SIGTERM', 143, (terminal: PtyTerminal) => process.kill(-terminal.pid, 'SIGTERM')],
	])('left by %s is exit %i, and the terminal is as it was', {timeout: 60_000}, async (_what, exitCode, leave) => {
		await using home = createTempHome();
		await using terminal = openPrompt(home);
		await terminal.waitFor('Password:');
		terminal.type('Demo');
		await terminal.waitFor('••••');
		leave(terminal);
		await terminal.waitFor('end of stty');
		expect(terminal.screen()).toContain(`left with ${exitCode}`);
		expect(terminal.screen()).toMatch(/ icanon /);
		expect(terminal.screen()).toMatch(/ echo /);
	});
});
