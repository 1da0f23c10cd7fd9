import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {errorOf, openTestProgram, signIn} from '../helpers/with-program.ts';

describe('the settings', () => {
	test('are validated, saved and put into the store', async () => {
		await using t = openTestProgram('sqlite');
		const {settings} = t.services;
		await settings.update({theme: 'light', apiTimeoutMs: 3000});
		expect(t.stores.settings.getSnapshot()).toMatchObject({theme: 'light', apiTimeoutMs: 3000});
		expect(JSON.parse(readFileSync(t.program.config.paths.settingsFile, 'utf8'))).toEqual({
			theme: 'light',
			apiTimeoutMs: 3000,
		});
		expect(await errorOf(settings.update({apiTimeoutMs: 1, apiMaxRetries: 99}))).toMatchObject({
			kind: 'ValidationError',
			fields: {apiTimeoutMs: expect.any(String), apiMaxRetries: expect.any(String)},
		});
		expect(t.stores.settings.getSnapshot().apiTimeoutMs).toBe(3000);
		expect(t.another().stores.settings.getSnapshot()).toMatchObject({theme: 'light', apiTimeoutMs: 3000});
	});

	test('change the broker only while nobody is signed in, and new accounts belong to the new one', async () => {
		await using t = openTestProgram('sqlite');
		await t.services.accounts.addDemoAccounts();
		const {accountId} = await signIn(t, 'DEMO01');
		expect(await errorOf(t.services.settings.chooseEnvironment('live'))).toMatchObject({
			kind: 'ValidationError',
			message: 'DEMO01 A is signed in at the other broker.',
		});
		await t.services.sessions.logout(accountId);
		await t.services.settings.chooseEnvironment('live');
		expect(t.stores.settings.getSnapshot().environment).toBe('live');
		expect(await errorOf(t.services.login.start(accountId))).toMatchObject({field: 'brokerEnv'});
		expect(await errorOf(t.services.accounts.addDemoAccounts())).toMatchObject({kind: 'ValidationError'});
		await t.services.settings.update({environment: 'sandbox'});
		await expect(signIn(t, 'DEMO01')).resolves.toMatchObject({brokerEnv: 'sandbox'});
	});

	test('do not overrule MSTOCK_ENV or an address that was given', async () => {
		await using t = openTestProgram('sqlite', {environment: {MSTOCK_ENV: 'sandbox'}});
		expect(await errorOf(t.services.settings.chooseEnvironment('live'))).toMatchObject({
			kind: 'ConfigurationError',
			field: 'MSTOCK_ENV',
		});
		const withAddress = t.another({environment: {MSTOCK_ENV: '', MSTOCK_API_URL: 'http://127.0.0.1:9'}});
		expect(await errorOf(withAddress.services.settings.chooseEnvironment('live'))).toMatchObject({
			kind: 'ConfigurationError',
			field: 'MSTOCK_API_URL',
		});
	});

	test('show the environment that MSTOCK_ENV decides, whatever was saved', async () => {
		await using t = openTestProgram('sqlite');
		await t.services.settings.chooseEnvironment('live');
		const later = t.another({environment: {MSTOCK_ENV: 'sandbox'}});
		expect(later.stores.settings.getSnapshot().environment).toBe('sandbox');
	});
});
