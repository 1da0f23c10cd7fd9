import {chmodSync, statSync} from 'node:fs';
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
		await t.services.accounts.update(demo2?.accountId ?? '', {apiKeyExpiresOn: '2026-11-20'});
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
});
