import {readFileSync, statSync} from 'node:fs';
import {expect, test} from 'vitest';
import {Secret} from '../../source/domain/secret.ts';
import {parseEnvText} from '../../source/home/env-text.ts';
import {describeDialects, errorOf, onDatabase, openTestProgram, signIn} from '../helpers/with-program.ts';

describeDialects('the keys', dialect => {
	test('are made on first run; a new one seals from then on and the old ones still open, in other programs too', async () => {
		await using t = openTestProgram(dialect);
		await t.services.accounts.addDemoAccounts();
		const beside = t.another();
		await beside.services.accounts.list();
		const {keys} = t.services;
		expect(await keys.list()).toMatchObject([{keyId: '1', state: 'active', isWrapped: true, isUsable: true, rows: 4}]);
		expect(await keys.masterKeyLocation()).toEqual({
			source: 'file',
			path: t.program.config.paths.envFile,
			wasJustMade: true,
		});

		expect(await keys.generate('drill')).toMatchObject({keyId: '2', state: 'active', rows: 0});
		const session = await signIn(t, 'DEMO03');
		expect(await beside.services.sessions.current(session.accountId)).toEqual(session);
		expect(
			(await beside.services.accounts.list()).map(({encryptionKeyId, sealing}) => [encryptionKeyId, sealing]),
		).toEqual([
			['1', 'sealed'],
			['1', 'sealed'],
			['2', 'sealed'],
			['1', 'sealed'],
		]);
		expect(await beside.services.keys.list()).toMatchObject([
			{keyId: '1', state: 'decrypt-only', rows: 3},
			{keyId: '2', state: 'active', rows: 1},
		]);
		const env = parseEnvText(readFileSync(t.program.config.paths.envFile, 'utf8')).values;
		expect(env.get('ENCRYPTION_KEY_ID')).toBe('2');

		const sheet = await keys.recoverySheet();
		expect(sheet).toContain(env.get('MSTOCK_MASTER_KEY'));
		const path = await keys.saveRecoverySheet();
		expect(readFileSync(path, 'utf8')).toContain(env.get('MSTOCK_MASTER_KEY'));
		expect(statSync(path).mode & 0o777).toBe(0o600);
	});

	test('stay shut without their master key: nothing new is made, accounts are still listed, and it says which key is missing', async () => {
		await using t = openTestProgram(dialect);
		await t.services.accounts.addDemoAccounts();
		await t.program.dispose();
		const {writeFile} = await import('node:fs/promises');
		await writeFile(t.program.config.paths.envFile, '');
		const later = t.another();
		expect((await later.services.accounts.list()).map(({sealing}) => sealing)).toEqual(
			Array.from({length: 4}, () => 'unopenable'),
		);
		const [account] = await later.services.accounts.list();
		const error = await errorOf(later.services.login.start(account?.accountId ?? ''));
		expect(error).toMatchObject({
			kind: 'EncryptionError',
			exitCode: 5,
			message: expect.stringMatching(/DEMO01 A.*master key is missing/),
		});
		expect(
			await errorOf(later.services.accounts.update(account?.accountId ?? '', {password: new Secret('x')})),
		).toMatchObject({
			kind: 'EncryptionError',
		});
		expect(await errorOf(later.services.keys.masterKeyLocation())).toMatchObject({kind: 'EncryptionError'});
		expect(await errorOf(later.services.keys.generate())).toMatchObject({kind: 'EncryptionError'});
		expect(await later.services.keys.list()).toMatchObject([{keyId: '1', isUsable: false}]);
		expect(await later.services.health.check()).toContainEqual(
			expect.objectContaining({check: 'keys.unusable', state: 'failed'}),
		);
		expect(readFileSync(t.program.config.paths.envFile, 'utf8')).not.toContain('MSTOCK_MASTER_KEY=');
	});

	test('that the original left in the clear work, and are pointed out', async () => {
		await using t = openTestProgram(dialect);
		await t.services.accounts.list();
		await onDatabase(
			t,
			"UPDATE SEC01_ENCRYPTION_KEY SET ENCRYPTION_KEY = 'cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=', WRAPPED = NULL, IS_ACTIVE = NULL",
		);
		await t.services.accounts.addDemoAccounts();
		expect(await t.services.keys.list()).toMatchObject([
			{keyId: '1', state: 'active', isWrapped: false, isUsable: true, rows: 4},
		]);
		expect(await t.services.health.check()).toContainEqual(
			expect.objectContaining({check: 'keys.plain', state: 'warning', fixAction: 'keys.generate'}),
		);
		expect(await t.services.health.fix('keys.generate')).toContain('Key 2 is active');
	});
});
