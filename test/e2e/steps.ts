import type {PtyTerminal} from '../helpers/pty-terminal.ts';

// What a person does on the screen, and what the screen answers. Each step waits for what it leads to.

/** First run: the sandbox, and the four demo accounts by one key. Ends at the choice of whom to log in. */
export async function enterAsNewcomer(terminal: PtyTerminal): Promise<void> {
	await terminal.waitFor('▸ Try it in the sandbox');
	terminal.press('enter');
	await terminal.waitFor('▸ Add the four demo accounts');
	terminal.press('enter');
	await terminal.waitFor(/Whom to log in\?[^]*DEMO04/);
}

/** At the choice of whom to log in: go to this account with the arrows, and take it. */
export async function chooseAccount(terminal: PtyTerminal, userId: string): Promise<void> {
	// The header names an account, too; only in the list its name follows.
	const isWanted = (line: string) => new RegExp(`${userId} [AB] +DEMO TRADER`).test(line);
	await terminal.waitFor(() => terminal.lineWith('▸ DEMO') !== undefined && terminal.lines().some(isWanted), {
		what: `${userId} among the accounts`,
	});
	const steps = terminal.lines().findIndex(isWanted) - (terminal.lineWith('▸ DEMO')?.row ?? 0);
	terminal.press(...Array.from({length: Math.abs(steps)}, () => (steps > 0 ? ('down' as const) : ('up' as const))));
	await terminal.waitFor(`▸ ${userId}`);
	terminal.press('enter');
}

/** The code on the sandbox's phone, as a person reads it off the screen. */
export async function readOtp(terminal: PtyTerminal): Promise<string> {
	const screen = await terminal.waitFor(/Your mStock OTP is \d{3}\./);
	return /Your mStock OTP is (\d{3})\./.exec(screen)?.[1] ?? '';
}

/** From the choice of whom to log in to the session card of this account, by the code on the screen. */
export async function logInWithOtp(terminal: PtyTerminal, userId: string): Promise<void> {
	await chooseAccount(terminal, userId);
	await typeCode(terminal, await readOtp(terminal));
	await terminal.waitFor(new RegExp(`● ${userId} [AB] +is signed in`));
}

/** On a session card: log out, confirm, and be back at the choice. */
export async function logOut(terminal: PtyTerminal, userId: string): Promise<void> {
	terminal.type('o');
	await terminal.waitFor(new RegExp(`Log out ${userId}`));
	terminal.press('enter');
	await terminal.waitFor(new RegExp(`${userId} [AB] is logged out here`));
	await terminal.waitFor('Whom to log in?');
}

/** `g` and the letter of a screen; of its title, as much as the menu shows. */
export async function goTo(terminal: PtyTerminal, letter: string, title: string): Promise<void> {
	terminal.type(`g${letter}`);
	await terminal.waitFor(new RegExp(`^▌ ${title}`, 'm'));
}

/** The digits in their cells, in either of the two looks. */
export function shownDigits(digits: string): RegExp {
	return new RegExp(Array.from(digits, digit => `[│[] ?${digit} ?[│\\]]`).join(' '));
}

/** Type a code, see it in its cells, and send it. */
export async function typeCode(terminal: PtyTerminal, code: string): Promise<void> {
	terminal.type(code);
	await terminal.waitFor(shownDigits(code));
	terminal.press('enter');
}

/** Leave a login, however it stands, and be back at the choice of whom to log in. */
export async function backToAccounts(terminal: PtyTerminal): Promise<void> {
	terminal.press('escape');
	await terminal.waitFor('Whom to log in?');
}

/** Go to Users and give this account another password or API key. */
export async function updateAccount(
	terminal: PtyTerminal,
	userId: string,
	{password = '', apiKey = ''}: {readonly password?: string; readonly apiKey?: string},
): Promise<void> {
	await goTo(terminal, 'u', 'Users');
	await terminal.waitFor(/USER ID/);
	const isMarked = () => terminal.lines().some(line => line.includes(`▸ ${userId}`));
	terminal.press('home');
	await terminal.waitFor('▸ DEMO01');
	while (!isMarked()) {
		const before = terminal.lineWith('▸')?.row;
		terminal.press('down');
		await terminal.waitFor(() => terminal.lineWith('▸')?.row !== before);
	}

	terminal.type('u');
	await terminal.waitFor('leave unchanged');
	terminal.press('tab', 'tab');
	terminal.type(password);
	terminal.press('tab');
	terminal.type(apiKey);
	terminal.press('enter');
	await terminal.waitFor(screen => !screen.includes('leave unchanged'), {what: 'the form closed'});
}
