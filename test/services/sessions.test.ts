import {expect, test} from 'vitest';
import {describeDialects, errorOf, openTestProgram, signIn} from '../helpers/with-program.ts';

describeDialects('a session', dialect => {
	test('that was replaced elsewhere is noticed at the next look, and marked expired', async () => {
		await using t = openTestProgram(dialect);
		await t.services.accounts.addDemoAccounts();
		const session = await signIn(t, 'DEMO02');
		await t.control().addFault({match: '* /openapi/typeb/user/fundsummary', kind: 'token-expired'});
		expect(await t.services.sessions.verify(session.accountId)).toBe('expired');
		expect(await t.services.sessions.current(session.accountId)).toBeUndefined();
		expect(await t.services.accounts.resolve({userId: 'DEMO02'})).toMatchObject({session: 'expired'});
		expect(await errorOf(t.services.sessions.environment(session.accountId))).toMatchObject({
			kind: 'SessionExpiredError',
		});
		expect(await t.services.sessions.logout(session.accountId)).toMatchObject({
			broker: 'already-over',
			wasSignedIn: true,
		});
		expect(await t.services.accounts.resolve({userId: 'DEMO02'})).toMatchObject({session: 'signed-out'});
	});

	test('whose broker is away is not called dead', async () => {
		await using t = openTestProgram(dialect, {environment: {API_MAX_RETRIES: '0'}});
		await t.services.accounts.addDemoAccounts();
		const session = await signIn(t, 'DEMO01');
		await t.control().addFault({match: '* /openapi/typea/user/fundsummary', kind: 'http-500'});
		expect(await t.services.sessions.verify(session.accountId)).toBe('unknown');
		expect(await t.services.sessions.current(session.accountId)).toEqual(session);
	});

	test('ends by the clock', async () => {
		let aheadMs = 0;
		await using t = openTestProgram(dialect, {now: () => new Date(Date.now() + aheadMs)});
		await t.services.accounts.addDemoAccounts();
		const session = await signIn(t, 'DEMO01');
		aheadMs = session.validUntil.getTime() - Date.now();
		expect(await t.services.sessions.current(session.accountId)).toBeUndefined();
		expect(await t.services.accounts.resolve({userId: 'DEMO01'})).toMatchObject({session: 'expired'});
	});

	test('is forgotten here even if the broker cannot be told, which is said', async () => {
		await using t = openTestProgram(dialect);
		await t.services.accounts.addDemoAccounts();
		const session = await signIn(t, 'DEMO01');
		await t.control().addFault({match: '* /openapi/typea/logout', kind: 'reset'});
		const result = await t.services.sessions.logout(session.accountId);
		expect(result).toMatchObject({
			broker: 'unreachable',
			detail: expect.stringMatching(/could not be told: .*ends by itself at/),
		});
		expect(await t.services.accounts.resolve({userId: 'DEMO01'})).toMatchObject({
			session: 'signed-out',
			lastLogoutAt: expect.any(Date),
		});
		const before = (await t.control().requests()).length;
		expect(await t.services.sessions.logout(session.accountId)).toEqual({
			broker: 'already-over',
			detail: 'DEMO01 was not signed in.',
			wasSignedIn: false,
		});
		expect(await t.control().requests()).toHaveLength(before);
	});

	test('gives other tools what they need, on purpose and logged', async () => {
		await using t = openTestProgram(dialect);
		await t.services.accounts.addDemoAccounts();
		const {accountId} = await signIn(t, 'DEMO02');
		const environment = await t.services.sessions.environment(accountId);
		expect(environment).toMatchObject({
			MSTOCK_ENV: 'sandbox',
			MSTOCK_CLIENT_CODE: 'DEMO02',
			MSTOCK_API_KEY_TYPE: 'B',
			MSTOCK_API_KEY: 'sandbox-key-b==',
		});
		const summary = await fetch(`${environment['MSTOCK_API_URL']}/openapi/typeb/user/fundsummary`, {
			headers: {
				'X-Mirae-Version': '1',
				'X-PrivateKey': environment['MSTOCK_API_KEY'] ?? '',
				Authorization: `Bearer ${environment['MSTOCK_ACCESS_TOKEN']}`,
			},
		});
		expect(summary.status).toBe(200);
	});
});
