import {describe, expect, test} from 'vitest';
import {demoAccounts} from '../../source/sandbox/demo-accounts.ts';
import {createSandboxControl, findSandbox, type FaultKind, type SandboxControl} from '../helpers/control.ts';
import {openTerminal, runCommand, startCommand, startSandbox} from '../helpers/program.ts';
import type {PtyTerminal} from '../helpers/pty-terminal.ts';
import {findClosedUrl, startStrippingProxy} from '../helpers/stripping-proxy.ts';
import {createTempHome} from '../helpers/temp-home.ts';
import {createTypeBClient} from '../independent-client/mstock-client.ts';
import {refusals, refusalsIn, seeRefusal, type RefusalName} from './refusal-words.ts';
import {backToAccounts, chooseAccount, enterAsNewcomer, goTo, readOtp, typeCode, updateAccount} from './steps.ts';

/** Waiting seven seconds for a broker that does not answer teaches nothing more. */
const environment = {API_TIMEOUT_MS: '1500'};
const patienceMs = 120_000;

/** Troubles of the wire that the sandbox makes on request, at any login. */
const wireTroubles: ReadonlyArray<readonly [RefusalName, FaultKind]> = [
	['an IP mismatch', 'ip-mismatch'],
	['an HTML page with HTTP 502', 'http-502-html'],
	['an empty body', 'empty'],
	['a timeout', 'timeout'],
];

async function makeTrouble(control: SandboxControl, kind: FaultKind): Promise<void> {
	await control.addFault({match: 'POST /openapi/type*/connect/login', kind});
}

async function letMinutesPass(control: SandboxControl, minutes: number): Promise<void> {
	const {now} = await control.clock();
	await control.setClock({now: new Date(new Date(now).getTime() + minutes * 60_000).toISOString()});
}

/** A code of as many digits that is not this one. */
function wrongCode(code: string): string {
	return code.startsWith('9') ? code.replaceAll(/\d/g, '1') : code.replaceAll(/\d/g, '9');
}

describe('what the broker refuses is told on the screen, each in words of its own', () => {
	test('codes: wrong, expired, and of the other kind', {timeout: patienceMs}, async () => {
		await using home = createTempHome();
		await using terminal = openTerminal(home, {environment});
		const sees = async (name: RefusalName) => {
			expect(await seeRefusal(terminal, name)).toEqual([name]);
		};

		await enterAsNewcomer(terminal);
		await chooseAccount(terminal, 'DEMO01');
		const otp = await readOtp(terminal);
		const control = createSandboxControl(findSandbox(home.mstockHome).controlUrl);
		await typeCode(terminal, wrongCode(otp));
		await sees('a wrong OTP');
		await letMinutesPass(control, 6);
		await typeCode(terminal, otp);
		await sees('an expired OTP');
		await backToAccounts(terminal);

		await chooseAccount(terminal, 'DEMO01');
		await readOtp(terminal);
		terminal.type('t');
		await terminal.waitFor(/^.*│ +TOTP +│/m);
		await typeCode(terminal, '123456');
		await sees('a TOTP to an OTP account');
		await backToAccounts(terminal);

		await chooseAccount(terminal, 'DEMO03');
		await terminal.waitFor(/^.*│ +TOTP +│/m);
		await typeCode(terminal, '1234');
		await sees('a wrong TOTP');
		terminal.type('t');
		await terminal.waitFor(/^.*│ +OTP +│/m);
		await typeCode(terminal, '123');
		await sees('an OTP to a TOTP account');
	});

	test('passwords and keys: wrong with the attempts left, locked, bad API key', {timeout: patienceMs}, async () => {
		await using home = createTempHome();
		await using terminal = openTerminal(home, {environment});
		const sees = async (name: RefusalName) => {
			expect(await seeRefusal(terminal, name)).toEqual([name]);
		};

		await enterAsNewcomer(terminal);
		await updateAccount(terminal, 'DEMO02', {password: 'not my password'});
		await updateAccount(terminal, 'DEMO03', {apiKey: 'not-my-key=='});
		await goTo(terminal, 'i', 'Login');

		await chooseAccount(terminal, 'DEMO02');
		await sees('a wrong password');
		expect(terminal.screen()).toContain('9 attempts are left');
		expect(terminal.screen()).not.toContain('▲ only');
		const {apiUrl} = findSandbox(home.mstockHome);
		for (let attempt = 0; attempt < 7; attempt++) {
			await createTypeBClient(apiUrl).login('DEMO02', 'a guess');
		}

		// Another try is a decision, with what it costs.
		await sendPasswordAgain(terminal);
		await terminal.waitFor('▲ only 1 attempt left, then the broker locks the account');
		await sees('a wrong password');
		await sendPasswordAgain(terminal);
		await sees('a locked account');
		await backToAccounts(terminal);

		await chooseAccount(terminal, 'DEMO03');
		await terminal.waitFor(/^.*│ +TOTP +│/m);
		terminal.type('s');
		await sees('a bad API key');
	});

	test('the wire: IP, web page, nothing, silence, a lost header, nobody there', {timeout: patienceMs}, async () => {
		await using sandboxHome = createTempHome();
		await using sandbox = await startSandbox(sandboxHome);
		await using proxy = await startStrippingProxy(sandbox.apiUrl, 'X-Mirae-Version');
		await using home = createTempHome();
		await using terminal = openTerminal(home, {environment: {...environment, MSTOCK_API_URL: proxy.apiUrl}});
		const sees = async (name: RefusalName) => {
			await chooseAccount(terminal, 'DEMO01');
			expect(await seeRefusal(terminal, name)).toEqual([name]);
			await backToAccounts(terminal);
		};

		await enterAsNewcomer(terminal);
		for (const [name, kind] of wireTroubles) {
			await makeTrouble(sandbox.control, kind);
			await sees(name);
		}

		await sees('a missing version header');
		await proxy[Symbol.asyncDispose]();
		await sees('a refused connection');
	});
});

async function sendPasswordAgain(terminal: PtyTerminal): Promise<void> {
	terminal.press('enter');
	await terminal.waitFor('the same stored password once more');
	terminal.press('enter');
	await terminal.waitFor(screen => !screen.includes('the same stored password once more'));
}

describe('what the broker refuses ends a command with its kind and its exit code', () => {
	test('for all of them', {timeout: patienceMs}, async () => {
		await using home = createTempHome();
		await using sandbox = await startSandbox(home);
		const {control} = sandbox;
		for (const {userId, apiKeyType, password, apiKey, totpSecret} of demoAccounts) {
			await runCommand(home, ['users', 'add', userId, '--type', apiKeyType, '--stdin'], {
				input: JSON.stringify({password, apiKey, totpSecret}),
			});
		}

		// Which factor an account uses is known once it has worked; then the other one can be told from a wrong code.
		await using first = startCommand(home, ['login', 'DEMO01', '--otp-stdin', '--json']);
		await first.printed('stderr', /controlUrl/);
		first.send(`${await control.otp('DEMO01')}\n`);
		expect(await first.finished).toMatchObject({exitCode: 0});
		await runCommand(home, ['logout', 'DEMO01']);

		const told: Partial<Record<RefusalName, unknown>> = {};
		const login = async (
			name: RefusalName,
			{
				userId = 'DEMO01',
				factor = 'otp',
				code = '000',
				variables = {},
			}: {
				readonly userId?: string;
				readonly factor?: 'otp' | 'totp';
				readonly code?: string | (() => Promise<string>);
				readonly variables?: Readonly<Record<string, string>>;
			} = {},
		) => {
			await using command = startCommand(home, ['login', userId, `--${factor}-stdin`, '--json'], {
				environment: {...environment, ...variables},
			});
			if (typeof code === 'function') {
				await command.printed('stderr', /controlUrl/);
			}

			command.send(`${typeof code === 'string' ? code : await code()}\n`);
			const {exitCode, stdout} = await command.finished;
			const {error} = JSON.parse(stdout) as {error: {kind: string; message: string; hint: string}};
			told[name] = {kind: error.kind, exitCode, texts: refusalsIn(`${error.message} ${error.hint}`)};
		};

		await login('a wrong OTP', {code: async () => wrongCode(await control.otp('DEMO01'))});
		await login('an expired OTP', {
			async code() {
				const otp = await control.otp('DEMO01');
				await letMinutesPass(control, 6);
				return otp;
			},
		});
		await login('a TOTP to an OTP account', {factor: 'totp', code: '123456'});
		await login('a wrong TOTP', {userId: 'DEMO03', factor: 'totp', code: '123456'});
		await login('an OTP to a TOTP account', {userId: 'DEMO04', code: '123'});
		for (const [name, kind] of wireTroubles) {
			await makeTrouble(control, kind);
			await login(name);
		}

		await using proxy = await startStrippingProxy(sandbox.apiUrl, 'X-Mirae-Version');
		await login('a missing version header', {variables: {MSTOCK_API_URL: proxy.apiUrl}});
		await login('a refused connection', {variables: {MSTOCK_API_URL: await findClosedUrl()}});

		await runCommand(home, ['users', 'update', 'DEMO02', '--stdin'], {input: '{"password":"not my password"}'});
		await login('a wrong password', {userId: 'DEMO02'});
		for (let attempt = 0; attempt < 9; attempt++) {
			await createTypeBClient(sandbox.apiUrl).login('DEMO02', 'a guess');
		}

		await login('a locked account', {userId: 'DEMO02'});
		await runCommand(home, ['users', 'update', 'DEMO01', '--stdin'], {input: '{"apiKey":"not-my-key=="}'});
		await login('a bad API key', {code: async () => control.otp('DEMO01')});

		expect(told).toEqual(
			Object.fromEntries(
				Object.entries(refusals).map(([name, {kind, exitCode}]) => [name, {kind, exitCode, texts: [name]}]),
			),
		);
	});
});
