import {TOTP} from 'otpauth';
import {describe, expect, test} from 'vitest';
import {demoAccounts} from '../../source/sandbox/demo-accounts.ts';
import {createSandboxControl, findSandbox, type SandboxControl} from '../helpers/control.ts';
import {openTerminal, runCommand, startCommand, startSandbox} from '../helpers/program.ts';
import type {PtyTerminal} from '../helpers/pty-terminal.ts';
import {createTempHome, type TempHome} from '../helpers/temp-home.ts';
import {describeDialects} from '../helpers/with-program.ts';
import {openDatabaseHome} from './database-home.ts';
import {chooseAccount, enterAsNewcomer, logInWithOtp, logOut, readOtp, typeCode} from './steps.ts';

const users = ['DEMO01', 'DEMO02', 'DEMO03', 'DEMO04'] as const;

/** What an authenticator app shows now, by the broker's own clock. */
async function totpOf(control: SandboxControl): Promise<string> {
	const {now} = await control.clock();
	return new TOTP({secret: 'JBSWY3DPEHPK3PXP'}).generate({timestamp: new Date(now).getTime()});
}

async function logInWithTotp(terminal: PtyTerminal, home: TempHome, userId: string): Promise<void> {
	await chooseAccount(terminal, userId);
	await terminal.waitFor(/● code/);
	await typeCode(terminal, await totpOf(createSandboxControl(findSandbox(home.mstockHome).controlUrl)));
	await terminal.waitFor(new RegExp(`● ${userId} [AB] +is signed in`));
}

describe('the four accounts of the sandbox', () => {
	test('log in and out on the screen, two by OTP and two by TOTP', {timeout: 120_000}, async () => {
		await using home = createTempHome();
		await using terminal = openTerminal(home);
		await enterAsNewcomer(terminal);
		for (const userId of users) {
			await (userId < 'DEMO03' ? logInWithOtp(terminal, userId) : logInWithTotp(terminal, home, userId));
			expect(terminal.lines()[0]).toMatch(new RegExp(`${userId} [AB] +signed in, `));
			await logOut(terminal, userId);
		}
	});

	test('sign in one after another with "sign in all"', {timeout: 120_000}, async () => {
		await using home = createTempHome();
		await using terminal = openTerminal(home);
		await enterAsNewcomer(terminal);
		terminal.type('a');
		for (const [index, userId] of users.entries()) {
			await terminal.waitFor(new RegExp(`signing in all: ${index + 1} of 4[^]*account +${userId} [^]*● code`));
			if (userId < 'DEMO03') {
				await typeCode(terminal, await readOtp(terminal));
			} else {
				terminal.type('s');
			}
		}

		const summary = await terminal.waitFor('4 of 4 signed in');
		for (const userId of users) {
			expect(summary).toMatch(new RegExp(`✓ ${userId} [AB] +signed in until \\d\\d:\\d\\d`));
		}

		terminal.press('enter');
		for (const userId of users) {
			await terminal.waitFor(new RegExp(`${userId} [AB] +DEMO TRADER \\w+ +.*signed in until`));
		}

		// Nothing is lost by leaving, but it says that sessions live on.
		terminal.type('q');
		const question = await terminal.waitFor('Leave mStock Terminal');
		expect(question).toContain('what is signed in, for when you come back');
		terminal.press('enter');
		expect(await terminal.waitForExit()).toMatchObject({exitCode: 0});
	});
});

describeDialects('the four accounts of the sandbox, without a screen', dialect => {
	test('log in and out by command, the code fetched in between', {timeout: 120_000}, async () => {
		await using place = await openDatabaseHome(dialect);
		const {home, variables: environment} = place;
		await using sandbox = await startSandbox(home);
		const {control} = sandbox;
		for (const {userId, apiKeyType, password, apiKey, totpSecret} of demoAccounts) {
			const added = await runCommand(home, ['users', 'add', userId, '--type', apiKeyType, '--stdin', '--json'], {
				environment,
				input: JSON.stringify({password, apiKey, ...(totpSecret === undefined ? {} : {totpSecret})}),
			});
			expect(added).toMatchObject({exitCode: 0});

			await using login = startCommand(
				home,
				['login', userId, ...(totpSecret === undefined ? ['--otp-stdin'] : ['--totp-stdin']), '--json'],
				{environment},
			);
			if (totpSecret === undefined) {
				await login.printed('stderr', new RegExp(`"controlUrl":"${findSandbox(home.mstockHome).controlUrl}"`));
				login.send(`${await control.otp(userId)}\n`);
			} else {
				login.send(`${await totpOf(control)}\n`);
			}

			const {exitCode, stdout} = await login.finished;
			expect(exitCode).toBe(0);
			expect(JSON.parse(stdout)).toMatchObject({userId, apiKeyType, session: 'signed-in', clientCode: userId});

			const logout = await runCommand(home, ['logout', userId, '--json'], {environment});
			expect(logout).toMatchObject({exitCode: 0});
			expect(JSON.parse(logout.stdout)).toMatchObject({userId, broker: 'told'});
		}
	});
});
