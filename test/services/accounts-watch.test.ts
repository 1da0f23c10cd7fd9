import {expect, test} from 'vitest';
import {Secret} from '../../source/domain/secret.ts';
import {
	describeDialects,
	onDatabase,
	openTestProgram,
	signIn,
	until,
	type TestProgram,
} from '../helpers/with-program.ts';

const table = 'MS01_API_Authentication_Credential';

/** The accounts as the terminal shows them: user id, session and name. */
function shown({stores}: TestProgram): readonly string[] {
	return stores.accounts.getSnapshot().accounts.map(({userId, session, name}) => `${userId} ${session} ${name}`);
}

async function untilShown(t: TestProgram, what: string, isThere: (lines: readonly string[]) => boolean) {
	await until(what, () => isThere(shown(t)), 4000);
}

/** Nothing shows that a watch looked and found nothing: only time does, as much as it takes from one look to the next. */
async function aLook(): Promise<void> {
	return new Promise(resolve => {
		setTimeout(resolve, 1800);
	});
}

describeDialects('watching the accounts', dialect => {
	test('shows what other processes do: add, rename, sign in, sign out, remove', async () => {
		await using t = openTestProgram(dialect);
		const stop = await t.services.accounts.watch();
		await t.services.accounts.list();
		const beside = t.another();
		const {accounts, login, sessions} = beside.services;
		await accounts.addDemoAccounts();
		await untilShown(t, 'the added accounts', lines => lines.length === 4);

		const {accountId} = await accounts.resolve({userId: 'DEMO03'});
		await accounts.update(accountId, {name: 'Elsewhere'});
		await untilShown(t, 'the name', lines => lines.includes('DEMO03 signed-out Elsewhere'));

		await login.start(accountId);
		await login.submitStoredTotp();
		await untilShown(t, 'the session', lines => lines.includes('DEMO03 signed-in Elsewhere'));
		await sessions.logout(accountId);
		await untilShown(t, 'the logout', lines => lines.includes('DEMO03 signed-out Elsewhere'));
		await accounts.remove(accountId);
		await untilShown(t, 'the removal', lines => lines.length === 3);
		expect(shown(t).map(line => line.split(' ')[0])).toEqual(['DEMO01', 'DEMO02', 'DEMO04']);
		stop();
	});

	test('reads them again only when they changed, and not at all once it was stopped', async () => {
		await using t = openTestProgram(dialect);
		await t.services.accounts.addDemoAccounts();
		const stop = await t.services.accounts.watch();
		const beside = t.another();
		await beside.services.accounts.list();
		const lists: unknown[] = [];
		t.stores.accounts.subscribe(() => lists.push(t.stores.accounts.getSnapshot().loadedAt));

		// Log rows of another process move SQLite's counter, and are no change of the accounts.
		beside.log.info('app', 'said elsewhere');
		await beside.services.logs.cleanPreview(1);
		await aLook();
		expect(lists).toEqual([]);
		await onDatabase(t, `UPDATE ${table} SET DISPLAY_NAME = 'Changed' WHERE M_STOCK_USER_ID = 'DEMO01'`);
		await untilShown(t, 'the change', lines => lines.includes('DEMO01 signed-out Changed'));
		expect(new Set(lists).size).toBeLessThanOrEqual(2);

		stop();
		await onDatabase(t, `UPDATE ${table} SET DISPLAY_NAME = 'Unseen' WHERE M_STOCK_USER_ID = 'DEMO01'`);
		await aLook();
		expect(shown(t)).toContain('DEMO01 signed-out Changed');
	});

	test('goes on after a database that could not be read for a while', async () => {
		await using t = openTestProgram(dialect);
		await t.services.accounts.addDemoAccounts();
		const stop = await t.services.accounts.watch();
		await onDatabase(t, `ALTER TABLE ${table} RENAME TO put_away`);
		await onDatabase(t, "UPDATE put_away SET DISPLAY_NAME = 'Meanwhile' WHERE M_STOCK_USER_ID = 'DEMO01'");
		await aLook();
		expect(shown(t)).not.toContain('DEMO01 signed-out Meanwhile');
		await onDatabase(t, `ALTER TABLE put_away RENAME TO ${table}`);
		await until('the change made meanwhile', () => shown(t).includes('DEMO01 signed-out Meanwhile'), 8000);
		stop();
	});

	test('shows the accounts of a database that could not be read at the start, once it can', async () => {
		await using t = openTestProgram(dialect);
		await t.services.accounts.addDemoAccounts();
		await signIn(t, 'DEMO03');
		await onDatabase(t, `ALTER TABLE ${table} RENAME TO put_away`);
		const late = t.another();
		const stop = await late.services.accounts.watch();
		expect(late.stores.accounts.getSnapshot().accounts).toEqual([]);
		await onDatabase(t, `ALTER TABLE put_away RENAME TO ${table}`);
		await until(
			'the accounts',
			() => late.stores.accounts.getSnapshot().accounts.some(({session}) => session === 'signed-in'),
			8000,
		);
		stop();
	});
});

describeDialects('a password that the broker refused', dialect => {
	test('is known again until it is changed or accepted, whichever process changes it', async () => {
		await using t = openTestProgram(dialect);
		const {accounts, login} = t.services;
		await accounts.addDemoAccounts();
		const {accountId} = await accounts.resolve({userId: 'DEMO02'});
		const isRefused = () =>
			t.stores.accounts.getSnapshot().accounts.find(account => account.accountId === accountId)?.isPasswordRefused ??
			false;
		const refuse = async () => {
			await accounts.update(accountId, {password: new Secret('Wrong@1234')});
			await expect(login.start(accountId)).rejects.toMatchObject({reason: 'wrong-password'});
		};

		await refuse();
		expect(isRefused()).toBe(true);
		// Sealed anew, the password is still the same one.
		await accounts.update(accountId, {apiKey: new Secret('sandbox-key-b=='), name: 'Mine'});
		expect(isRefused()).toBe(true);
		await accounts.update(accountId, {password: new Secret('Demo@1234')});
		expect(isRefused()).toBe(false);

		await refuse();
		await t.another().services.accounts.update(accountId, {password: new Secret('Demo@1234')});
		await accounts.list();
		expect(isRefused()).toBe(false);

		// It was right after all: the broker knows it now.
		await refuse();
		await onDatabase(t, `UPDATE ${table} SET M_STOCK_PASSWORD = 'Demo@1234' WHERE M_STOCK_USER_ID = 'DEMO02'`);
		await expect(login.start(accountId)).resolves.toMatchObject({state: 'code-wanted'});
		expect(isRefused()).toBe(false);
	});

	test('stays marked for an account that is locked after ten, which says so', async () => {
		await using t = openTestProgram(dialect);
		const {accounts, login} = t.services;
		await accounts.addDemoAccounts();
		const {accountId} = await accounts.resolve({userId: 'DEMO02'});
		await accounts.update(accountId, {password: new Secret('Wrong@1234')});
		const messages: string[] = [];
		for (let tries = 1; tries <= 10; tries += 1) {
			await login.start(accountId).catch((error: unknown) => {
				messages.push(error instanceof Error ? error.message : '');
			});
		}

		expect(messages[0]).toBe('mStock refused the password. 9 attempts are left before it locks the account.');
		expect(messages[8]).toBe('mStock refused the password. 1 attempt is left before it locks the account.');
		expect(messages[9]).toMatch(/^mStock has locked this account after too many wrong passwords, for 15 minutes\.$/);
		expect(await accounts.resolve({userId: 'DEMO02'})).toMatchObject({isPasswordRefused: true});
	});
});
