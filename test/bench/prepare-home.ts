import {join} from 'node:path';
import {insertLogRows} from '../helpers/log-rows.ts';
import {openTerminal, runCommand} from '../helpers/program.ts';
import {createTempHome, type TempHome} from '../helpers/temp-home.ts';
import {isFirstFrame, isWelcome} from './words.ts';

const demoAccounts = [
	{userId: 'DEMO01', type: 'A', apiKey: 'sandbox-key-a=='},
	{userId: 'DEMO02', type: 'B', apiKey: 'sandbox-key-b=='},
	{userId: 'DEMO03', type: 'A', apiKey: 'sandbox-key-c=='},
	{userId: 'DEMO04', type: 'B', apiKey: 'sandbox-key-d=='},
] as const;

export function databaseFileOf(home: TempHome): string {
	return join(home.mstockHome, 'mstock.sqlite');
}

/** A home of somebody who has been here before: welcomed, with the four demo accounts and this many log rows. */
export async function prepareHome(logRows: number): Promise<TempHome> {
	const home = createTempHome();
	for (const {userId, type, apiKey} of demoAccounts) {
		const {exitCode, stderr} = await runCommand(home, ['users', 'add', userId, '--type', type, '--stdin'], {
			input: JSON.stringify({password: 'Demo@1234', apiKey}),
		});
		if (exitCode !== 0) {
			throw new Error(`users add ${userId} ended with ${exitCode}: ${stderr}`);
		}
	}

	insertLogRows(
		databaseFileOf(home),
		Array.from({length: logRows}, (_, number) => ({
			level: number % 50 === 0 ? 'WARN' : 'INFO',
			source: number % 3 === 0 ? 'broker' : 'auth',
			message: `bench row ${number}: holdings answered in ${(number * 37) % 900} ms`,
		})),
	);
	await leaveWelcome(home);
	return home;
}

/** The first visit to the terminal itself, so that later starts begin at home. */
async function leaveWelcome(home: TempHome): Promise<void> {
	await using terminal = openTerminal(home);
	await terminal.waitFor(screen => isWelcome(screen) || isFirstFrame(screen));
	if (isWelcome(terminal.screen())) {
		terminal.press('enter');
		await terminal.waitFor(isFirstFrame);
	}

	terminal.press('ctrl-c');
	await terminal.waitForExit();
}
