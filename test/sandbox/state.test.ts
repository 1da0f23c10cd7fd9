import {readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {
	fundsA,
	handleOf,
	keyB,
	loginA,
	loginB,
	makeTemporaryFolder,
	otherCode,
	signInA,
	startTestSandbox,
	textAt,
} from './helpers.ts';

describe('the state file', () => {
	test('sessions, codes with their tries, lockouts, clock, seed and prices outlive the process', async () => {
		const stateFile = join(makeTemporaryFolder(), 'deeper', 'sandbox-state.json');
		let realNow = Date.parse('2026-11-24T00:00:00Z');
		const now = (): Date => new Date(realNow);

		const before = await startTestSandbox({
			stateFile,
			now,
			seed: 42,
			otpLength: 5,
			clock: new Date('2026-01-05T04:00:00Z'),
		});
		const token = await signInA(before);
		const refreshToken = await handleOf(before);
		const otp = await before.otpOf('DEMO02');
		await before.json('/session/token', {refreshToken, otp: otherCode(otp)}, keyB);
		await loginB(before, 'DEMO04', 'wrong');
		for (let attempt = 1; attempt <= 10; attempt += 1) {
			await loginA(before, 'DEMO03', 'wrong');
		}

		await before.control.setPrice({symbol: 'NSE:INFY', price: 1500.5, freeze: true});
		await before.close();
		realNow += 60_000;

		const after = await startTestSandbox({stateFile, now});
		expect(await after.control.health()).toMatchObject({
			seed: 42,
			otpLength: 5,
			now: '2026-01-05T04:01:00.000Z',
		});
		expect(await after.control.prices()).toEqual([{symbol: 'NSE:INFY', price: 1500.5, freeze: true}]);
		expect((await fundsA(after, token)).status).toBe(200);
		expect(textAt(await loginB(after, 'DEMO04', 'wrong'), 'message')).toContain(' 8 attempts');
		expect(JSON.stringify((await loginA(after, 'DEMO03')).json)).toContain('after 14 minutes');
		expect(await after.otpOf('DEMO02')).toBe(otp);
		await after.json('/session/token', {refreshToken, otp: otherCode(otp)}, keyB);
		const third = await after.json('/session/token', {refreshToken, otp: otherCode(otp)}, keyB);
		expect(textAt(third, 'message')).toContain('maximum number of OTP attempts');
	});

	test('knobs of a new start win over what was kept', async () => {
		const stateFile = join(makeTemporaryFolder(), 'sandbox-state.json');
		const before = await startTestSandbox({stateFile, seed: 1});
		await before.close();
		const after = await startTestSandbox({
			stateFile,
			seed: 2,
			otpLength: 6,
			speed: 0,
			clock: new Date('2026-01-05T04:00:00Z'),
		});
		expect(await after.control.health()).toMatchObject({
			seed: 2,
			otpLength: 6,
			speed: 0,
			now: '2026-01-05T04:00:00.000Z',
		});
	});

	test('it is private, and opens nothing: no code, no token, no handle, no password in it', async () => {
		const stateFile = join(makeTemporaryFolder(), 'sandbox-state.json');
		const sandbox = await startTestSandbox({stateFile, otpLength: 6});
		const token = await signInA(sandbox);
		const handle = await handleOf(sandbox);
		const otp = await sandbox.otpOf('DEMO02');
		const text = readFileSync(stateFile, 'utf8');
		expect(statSync(stateFile).mode & 0o777).toBe(0o600);
		for (const secret of [token, handle, otp, 'Demo@1234', 'sandbox-key', 'JBSWY3DPEHPK3PXP']) {
			expect(text).not.toContain(secret);
		}
	});

	test.each([
		['not json'],
		['{}'],
		['{"version":2}'],
		['{"version":1,"seed":1,"otpLength":3,"clock":{},"customers":{},"prices":{}}'],
	])('a file that makes no sense is a fresh start (%s)', async text => {
		const stateFile = join(makeTemporaryFolder(), 'sandbox-state.json');
		writeFileSync(stateFile, text);
		const sandbox = await startTestSandbox({stateFile});
		expect((await loginA(sandbox)).json).toMatchObject({status: 'success'});
		expect(JSON.parse(readFileSync(stateFile, 'utf8'))).toMatchObject({version: 1, seed: 1});
	});

	test('reset reaches the file, too', async () => {
		const stateFile = join(makeTemporaryFolder(), 'sandbox-state.json');
		const before = await startTestSandbox({stateFile});
		const token = await signInA(before);
		await before.control.reset();
		await before.close();
		const after = await startTestSandbox({stateFile});
		expect((await fundsA(after, token)).status).toBe(401);
	});

	test('when it cannot be written, the broker has trouble of its own, in its own shape', async () => {
		const folder = join(makeTemporaryFolder(), 'gone');
		const sandbox = await startTestSandbox({stateFile: join(folder, 'sandbox-state.json')});
		rmSync(folder, {recursive: true});
		writeFileSync(folder, 'a file where the folder was');
		const reply = await loginA(sandbox);
		expect([reply.status, textAt(reply, 'message')]).toEqual([500, 'something went wrong']);
	});
});
