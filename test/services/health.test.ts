import {chmodSync, existsSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {tradingDayOf} from '../../source/domain/market-clock.ts';
import {describeDialects, errorOf, onDatabase, openTestProgram, signIn} from '../helpers/with-program.ts';

/** 11:00 IST on a Tuesday: no maintenance window. */
const calm = Date.parse('2026-11-24T05:30:00Z');

describeDialects('health', dialect => {
	test('finds nothing wrong in a fresh home, and keeps what it found', async () => {
		const startedAt = Date.now();
		await using t = openTestProgram(dialect, {now: () => new Date(calm + Date.now() - startedAt)});
		const findings = await t.services.health.check();
		expect(findings.filter(({state}) => state !== 'ok')).toEqual([]);
		expect(findings.map(({check}) => check)).toEqual([
			'database.connection',
			'database.migrations',
			'vault.round-trip',
			'keys.data',
			'accounts.sealing',
			'sandbox',
			'broker.connection',
			'broker.clock',
			'files.permissions',
			'logs.sinks',
			'calendar.holidays',
		]);
		expect(t.stores.status.getSnapshot()).toMatchObject({findings, isChecking: false, checkedAt: expect.any(Date)});
	});

	test('names what is wrong with accounts, files, clock, address and the hour, each with what to do', async () => {
		let aheadMs = Date.parse('2026-11-24T02:00:00Z') - Date.now();
		const now = () => new Date(Date.now() + aheadMs);
		await using t = openTestProgram(dialect, {now});
		await t.services.accounts.addDemoAccounts();
		const soon = tradingDayOf(new Date(now().getTime() + 9 * 24 * 60 * 60_000));
		const [demo1, demo2] = await t.services.accounts.list();
		await t.services.accounts.update(demo1?.accountId ?? '', {apiKeyExpiresOn: soon});
		// A day that is over can only be reached by waiting.
		expect(
			await errorOf(t.services.accounts.update(demo2?.accountId ?? '', {apiKeyExpiresOn: '2026-11-20'})),
		).toMatchObject({field: 'apiKeyExpiresOn', message: expect.stringContaining('2026-11-20 is over')});
		await onDatabase(
			t,
			"UPDATE MS01_API_Authentication_Credential SET API_KEY_EXPIRY_DATE = '2026-11-20' WHERE M_STOCK_USER_ID = 'DEMO02'",
		);
		await signIn(t, 'DEMO03');
		await t.control().addFault({match: '* /openapi/typea/user/fundsummary', kind: 'ip-mismatch'});
		const {accountId} = await signIn(t, 'DEMO03');
		expect(await t.services.sessions.verify(accountId)).toBe('unknown');
		await t.control().setClock({now: new Date(now().getTime() - 12_000)});
		chmodSync(t.program.config.paths.envFile, 0o644);
		await onDatabase(
			t,
			"UPDATE MS01_API_Authentication_Credential SET M_STOCK_PASSWORD = 'Demo@1234' WHERE M_STOCK_USER_ID = 'DEMO04'",
		);
		await t.services.logs.cleanPreview(1);
		const wrong = (await t.services.health.check()).filter(({state}) => state !== 'ok');
		expect(wrong.map(({check, state, detail}) => `${check} ${state}: ${detail}`)).toEqual([
			'accounts.plain warning: DEMO04 B: password stands in the clear in the database.',
			`accounts.api-key warning: The API key of DEMO01 A ends in 9 days, on ${soon}.`,
			'accounts.api-key failed: The API key of DEMO02 B ended on 2026-11-20.',
			expect.stringMatching(
				/^broker.address failed: mStock refused this computer's address for DEMO03 at 2026-11-24 07:30 IST/,
			),
			expect.stringMatching(/^broker.clock warning: This computer's clock is 1\d\.\d s ahead of the broker\.$/),
			"broker.window warning: The broker's begin of day window, 07:00 to 08:30 IST: service may be degraded.",
			expect.stringMatching(/^files.permissions warning: Others can read .*config\/\.env \(0644\)\.$/),
		]);
		expect(wrong.every(({fix}) => fix !== '')).toBe(true);

		expect(await t.services.health.fix('files.tighten')).toBe('Only you can read and write that one now.');
		expect(statSync(t.program.config.paths.envFile).mode & 0o777).toBe(0o600);
		// A call that goes through again ends the complaint about the address.
		expect(await t.services.sessions.verify(accountId)).toBe('valid');
		await t.services.logs.cleanPreview(1);
		aheadMs = calm - Date.now();
		const left = (await t.services.health.check()).filter(({state}) => state !== 'ok').map(({check}) => check);
		expect(left).not.toContain('broker.address');
		expect(left).not.toContain('broker.window');
		expect(left).not.toContain('files.permissions');
		expect(await errorOf(t.services.health.fix('nothing.like-it'))).toMatchObject({kind: 'ValidationError'});
	});

	test('finds a recovery sheet that was left in the home, and deletes it', async () => {
		await using t = openTestProgram(dialect);
		await t.services.accounts.list();
		const path = await t.services.keys.saveRecoverySheet();
		const sheetFinding = async () =>
			(await t.services.health.check()).find(({check}) => check === 'files.recovery-sheet');
		expect(await sheetFinding()).toEqual({
			check: 'files.recovery-sheet',
			state: 'warning',
			detail: `A recovery sheet with the master key lies beside the database: ${path}.`,
			fix: 'Delete it, once it is printed or kept on another computer.',
			fixAction: 'files.delete-recovery-sheet',
			isFixDangerous: true,
		});
		expect(await t.services.health.fix('files.delete-recovery-sheet')).toBe(`1 file deleted: ${path}.`);
		expect(existsSync(path)).toBe(false);
		expect(await sheetFinding()).toBeUndefined();
	});

	test.each([
		['missing', undefined, 'The master key is missing: nothing else opens data key 1.'],
		['wrong', `${'A'.repeat(43)}=`, 'The master key is not the one of this vault: it does not open data key 1.'],
	])('says that the key is the trouble, not the values, when the master key is %s', async (_, key, trouble) => {
		await using t = openTestProgram(dialect);
		await t.services.accounts.addDemoAccounts();
		const {envFile} = t.program.config.paths;
		writeFileSync(envFile, readFileSync(envFile, 'utf8').replace(/^MSTOCK_MASTER_KEY=.*$/m, ''));
		const keyless = t.another({environment: key === undefined ? {} : {MSTOCK_MASTER_KEY: key}});
		const found = (await keyless.services.health.check()).filter(({check}) => check === 'accounts.unopenable');
		expect(found).toHaveLength(4);
		expect(found[0]).toMatchObject({
			state: 'failed',
			detail: `DEMO01 A: password, API key cannot be opened now, and nothing is sent for it. ${trouble}`,
			fix: expect.stringMatching(/^The key is the trouble, not the values: bring it back\. .*MSTOCK_MASTER_KEY/),
		});
		expect(JSON.stringify(found)).not.toContain('again');
	});

	test('says to enter a value again where no key is missing but the value is damaged', async () => {
		await using t = openTestProgram(dialect);
		await t.services.accounts.addDemoAccounts();
		const token = `gAAAAAB${'x'.repeat(90)}PQ==`;
		await onDatabase(
			t,
			`UPDATE MS01_API_Authentication_Credential SET M_STOCK_PASSWORD = '${token}' WHERE M_STOCK_USER_ID = 'DEMO04'`,
		);
		expect((await t.services.health.check()).filter(({check}) => check === 'accounts.unopenable')).toMatchObject([
			{
				detail: 'DEMO04 B: password cannot be opened by any known key; nothing is sent for it.',
				fix: 'Bring the missing key back, or enter the values again in Users.',
			},
		]);
	});
});
