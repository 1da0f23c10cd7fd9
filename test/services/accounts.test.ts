import {expect, test} from 'vitest';
import {Secret} from '../../source/domain/secret.ts';
import type {NewAccount} from '../../source/services/services.ts';
import {describeDialects, errorOf, onDatabase, openTestProgram, signIn} from '../helpers/with-program.ts';

const newAccount: NewAccount = {
	userId: ' MA1234567 ',
	apiKeyType: 'B',
	password: new Secret('pass word €'),
	apiKey: new Secret(' key/with+signs== '),
	totpSecret: new Secret('jbsw y3dp ehpk 3pxp'),
	name: 'Family',
	apiKeyExpiresOn: '2027-12-31',
};

describeDialects('accounts', dialect => {
	test('are added sealed, found whatever the case, changed one field at a time, and refused twice', async () => {
		await using t = openTestProgram(dialect);
		const {accounts} = t.services;
		const added = await accounts.add(newAccount);
		expect(added).toMatchObject({
			userId: 'MA1234567',
			apiKeyType: 'B',
			name: 'Family',
			brokerEnv: 'sandbox',
			sealing: 'sealed',
			secondFactor: 'totp',
			hasTotpSecret: true,
			apiKeyExpiresOn: '2027-12-31',
			session: 'signed-out',
			encryptionKeyId: '1',
		});
		// The only account is the active one.
		expect(await accounts.resolve()).toEqual(added);
		expect(await accounts.resolve({userId: 'ma1234567'})).toEqual(added);

		expect(await errorOf(accounts.add({...newAccount, userId: 'ma1234567'}))).toMatchObject({
			kind: 'ValidationError',
			field: 'userId',
			message: expect.stringContaining('is there already'),
		});
		const other = await accounts.add({...newAccount, userId: 'ma1234567', apiKeyType: 'A'});
		expect(await errorOf(accounts.resolve({userId: 'MA1234567'}))).toMatchObject({field: 'type'});
		expect(await accounts.resolve({userId: 'MA1234567', apiKeyType: 'A'})).toEqual(other);
		expect(await errorOf(accounts.update(other.accountId, {apiKeyType: 'B'}))).toMatchObject({field: 'userId'});

		const renamed = await accounts.update(added.accountId, {name: '', totpSecret: null, apiKeyExpiresOn: null});
		expect(renamed).toEqual({...added, name: '', hasTotpSecret: false, apiKeyExpiresOn: undefined});
		expect(await errorOf(accounts.resolve({userId: 'nobody'}))).toMatchObject({kind: 'ValidationError', field: 'user'});

		expect((await accounts.list()).map(({userId, apiKeyType}) => `${userId} ${apiKeyType}`)).toEqual([
			'ma1234567 A',
			'MA1234567 B',
		]);
		expect(t.stores.accounts.getSnapshot()).toMatchObject({isLoading: false, activeAccountId: added.accountId});
		expect(await accounts.remove(other.accountId)).toEqual({logout: 'not-needed'});
		expect(await errorOf(accounts.remove(other.accountId))).toMatchObject({kind: 'ValidationError'});
		expect(await accounts.list()).toHaveLength(1);
	});

	test('are refused field by field before anything is written', async () => {
		await using t = openTestProgram(dialect);
		const error = await errorOf(
			t.services.accounts.add({
				...newAccount,
				userId: '',
				password: new Secret('x'.repeat(128)),
				apiKeyExpiresOn: 'soon',
			}),
		);
		expect(error).toMatchObject({
			kind: 'ValidationError',
			fields: {
				userId: expect.stringContaining('empty'),
				password: 'The password has 128 bytes, at most 127 fit the vault.',
				apiKeyExpiresOn: expect.stringContaining('calendar day'),
			},
		});
		expect(await t.services.accounts.list()).toEqual([]);
	});

	test('take 127 bytes of password whatever they are', async () => {
		await using t = openTestProgram(dialect);
		const password = new Secret(`${'₹'.repeat(42)}x`);
		const account = await t.services.accounts.add({...newAccount, userId: 'DEMO01', apiKeyType: 'A', password});
		const error = await errorOf(t.services.login.start(account.accountId));
		// It reached the broker as it is, and the broker does not know it.
		expect(error).toMatchObject({reason: 'wrong-password'});
		const [login] = await t.control().requests();
		expect(new URLSearchParams(String(login?.body)).get('password')).toBe(password.reveal());
	});

	test('of the sandbox come by one key, and only once', async () => {
		await using t = openTestProgram(dialect);
		const {accounts} = t.services;
		expect(await accounts.addDemoAccounts()).toEqual({added: 4, skipped: 0});
		const first = await accounts.resolve({userId: 'DEMO01'});
		await accounts.remove(first.accountId);
		expect(await accounts.addDemoAccounts()).toEqual({added: 1, skipped: 3});
		expect(
			(await accounts.list()).map(({userId, secondFactor, hasTotpSecret}) => [userId, secondFactor, hasTotpSecret]),
		).toEqual([
			['DEMO01', 'otp', false],
			['DEMO02', 'otp', false],
			['DEMO03', 'totp', true],
			['DEMO04', 'totp', true],
		]);
	});

	test('that are signed in are logged out before they go, even past a broker that is away', async () => {
		await using t = openTestProgram(dialect);
		await t.services.accounts.addDemoAccounts();
		const one = await signIn(t, 'DEMO03');
		expect(await t.services.accounts.removalPreview(one.accountId)).toMatchObject({isSignedIn: true, requestRows: 2});
		expect(await errorOf(t.services.accounts.update(one.accountId, {apiKeyType: 'B'}))).toMatchObject({
			field: 'apiKeyType',
		});
		expect(await t.services.accounts.remove(one.accountId)).toEqual({logout: 'done'});
		expect((await t.control().requests()).at(-1)).toMatchObject({path: '/openapi/typea/logout'});

		const other = await signIn(t, 'DEMO04');
		await t.control().addFault({match: '* /openapi/typeb/logout', kind: 'reset'});
		expect(await t.services.accounts.remove(other.accountId)).toEqual({logout: 'broker-unreachable'});
		expect(await t.services.accounts.list()).toHaveLength(2);
	});

	test('that an earlier program left in the clear are pointed out, used, and sealed by the next write', async () => {
		await using t = openTestProgram(dialect);
		await t.services.accounts.addDemoAccounts();
		await onDatabase(
			t,
			"UPDATE MS01_API_Authentication_Credential SET M_STOCK_PASSWORD = 'Demo@1234' WHERE M_STOCK_USER_ID = 'DEMO03'",
		);
		const [, , plain] = await t.services.accounts.list();
		expect(plain).toMatchObject({userId: 'DEMO03', sealing: 'plain'});
		expect(await t.services.health.check()).toContainEqual(
			expect.objectContaining({
				check: 'accounts.plain',
				state: 'warning',
				detail: 'DEMO03 A: password stands in the clear in the database.',
			}),
		);
		await signIn(t, 'DEMO03');
		expect((await t.services.accounts.list())[2]).toMatchObject({sealing: 'sealed', session: 'signed-in'});
	});
});
