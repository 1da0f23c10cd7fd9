import {describe, expect, test} from 'vitest';
import {
	fundsA,
	fundsB,
	handleOf,
	keyB,
	loginA,
	loginB,
	otherCode,
	signInA,
	signInB,
	startTestSandbox,
	textAt,
	type Reply,
	type TestSandbox,
} from './helpers.ts';

const morning = new Date('2026-01-05T04:00:00Z');
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A sandbox that stands still at 09:30 IST, and a way to move its clock. */
async function startStill(): Promise<{sandbox: TestSandbox; moveTo: (ms: number) => Promise<unknown>}> {
	const sandbox = await startTestSandbox({clock: morning, speed: 0});
	return {sandbox, moveTo: ms => sandbox.control.setClock({now: new Date(morning.getTime() + ms)})};
}

function sendOtp(sandbox: TestSandbox, code: string): Promise<Reply> {
	return sandbox.form('/session/token', {api_key: 'sandbox-key-a==', request_token: code, checksum: 'L'});
}

describe('the life of an OTP', () => {
	test('it is three digits by default, dated by the sandbox clock, and good for five minutes', async () => {
		const {sandbox} = await startStill();
		expect(await sandbox.control.inbox('DEMO01')).toBeUndefined();
		await loginA(sandbox);
		expect(await sandbox.control.inbox('demo01')).toEqual({
			otp: expect.stringMatching(/^\d{3}$/) as string,
			sentAt: morning,
			expiresAt: new Date(morning.getTime() + 5 * minuteMs),
		});
	});

	test.each([3, 4, 5, 6])('it has %i digits when asked to', async otpLength => {
		const sandbox = await startTestSandbox({otpLength});
		await loginA(sandbox);
		const otp = await sandbox.otpOf('DEMO01');
		expect(otp).toMatch(new RegExp(`^\\d{${otpLength}}$`));
		expect((await sendOtp(sandbox, otp)).json).toMatchObject({status: 'success'});
	});

	test('it works in the last millisecond and has expired in the next', async () => {
		const {sandbox, moveTo} = await startStill();
		await loginA(sandbox);
		const otp = await sandbox.otpOf('DEMO01');
		await moveTo(5 * minuteMs);
		const late = await sendOtp(sandbox, otp);
		expect([late.status, late.json]).toEqual([
			200,
			{
				status: 'error',
				message: 'Entered OTP has been expired. Please regenerate a new one & enter the same.',
				error_type: 'MiraeException',
				data: null,
			},
		]);
		await moveTo(5 * minuteMs - 1);
		expect((await sendOtp(sandbox, otp)).json).toMatchObject({status: 'success'});
	});

	test('type B says it expired as MA500', async () => {
		const {sandbox, moveTo} = await startStill();
		const refreshToken = await handleOf(sandbox);
		const otp = await sandbox.otpOf('DEMO02');
		await moveTo(5 * minuteMs);
		const reply = await sandbox.json('/session/token', {refreshToken, otp}, keyB);
		expect([reply.status, reply.json]).toEqual([
			200,
			{
				status: 'false',
				message: 'Entered OTP has been expired. Please regenerate a new one & enter the same.',
				errorcode: 'MA500',
				data: null,
			},
		]);
	});

	test('three wrong tries use it up; the third says so, and the right code comes too late', async () => {
		const {sandbox} = await startStill();
		await loginA(sandbox);
		const otp = await sandbox.otpOf('DEMO01');
		const texts: string[] = [];
		for (const code of [otherCode(otp), otherCode(otp), otherCode(otp), otp]) {
			texts.push(textAt(await sendOtp(sandbox, code), 'message'));
		}

		const wrong = 'The entered OTP is incorrect. Please proceed to login page. (-MACM60)';
		const usedUp =
			'You have exceeded the maximum number of OTP attempts. Please regenerate a new one & enter the same.';
		expect(texts).toEqual([wrong, wrong, usedUp, usedUp]);
	});

	test('a new login sends a different one with three fresh tries, and the old one is wrong', async () => {
		const {sandbox} = await startStill();
		await loginA(sandbox);
		const first = await sandbox.otpOf('DEMO01');
		await loginA(sandbox);
		const second = await sandbox.otpOf('DEMO01');
		expect(second).not.toBe(first);
		expect((await sendOtp(sandbox, first)).json).toMatchObject({status: 'error'});
		expect((await sendOtp(sandbox, second)).json).toMatchObject({status: 'success'});
	});

	test('once used it is gone from the phone', async () => {
		const {sandbox} = await startStill();
		await signInA(sandbox);
		expect(await sandbox.control.inbox('DEMO01')).toBeUndefined();
	});

	test('the same seed sends the same codes, another seed others', async () => {
		const codesOf = async (seed: number): Promise<readonly string[]> => {
			const sandbox = await startTestSandbox({seed, otpLength: 6});
			await loginA(sandbox);
			const first = await sandbox.otpOf('DEMO01');
			await loginA(sandbox);
			return [first, await sandbox.otpOf('DEMO01')];
		};
		const codes = await codesOf(7);
		expect(await codesOf(7)).toEqual(codes);
		expect(await codesOf(8)).not.toEqual(codes);
	});
});

describe('the lockout', () => {
	const wrongPassword = (sandbox: TestSandbox): Promise<Reply> => loginB(sandbox, 'DEMO02', 'wrong');
	const lockedText = (minutes: number): string =>
		`Your account has been locked due to too many invalid attempts. Please try again after ${minutes} minutes.`;

	test('the tenth wrong password locks the account for fifteen minutes, the right password included', async () => {
		const {sandbox, moveTo} = await startStill();
		const texts: string[] = [];
		for (let attempt = 1; attempt <= 10; attempt += 1) {
			texts.push(textAt(await wrongPassword(sandbox), 'message'));
		}

		expect(texts.slice(0, 9)).toEqual(
			[9, 8, 7, 6, 5, 4, 3, 2, 1].map(left => `Invalid username or password. ${left} attempts remaining `),
		);
		expect(texts[9]).toBe(lockedText(15));

		await moveTo(14 * minuteMs + 30_000);
		const still = await loginB(sandbox);
		expect([still.status, still.json]).toEqual([
			200,
			{status: 'false', message: lockedText(1), errorcode: 'MA500', data: null},
		]);

		await moveTo(15 * minuteMs);
		expect((await loginB(sandbox)).json).toMatchObject({status: 'true'});
	});

	test('type A says it in a one-element array', async () => {
		const {sandbox} = await startStill();
		for (let attempt = 1; attempt <= 10; attempt += 1) {
			await loginA(sandbox, 'DEMO01', 'wrong');
		}

		const reply = await loginA(sandbox);
		expect([reply.status, reply.json]).toEqual([
			200,
			[{status: 'error', message: lockedText(15), error_type: 'MiraeException', data: null}],
		]);
	});

	test('after it the count begins anew, and so it does after a right password', async () => {
		const {sandbox, moveTo} = await startStill();
		for (let attempt = 1; attempt <= 10; attempt += 1) {
			await wrongPassword(sandbox);
		}

		await moveTo(15 * minuteMs);
		expect(textAt(await wrongPassword(sandbox), 'message')).toContain(' 9 attempts');
		await loginB(sandbox);
		expect(textAt(await wrongPassword(sandbox), 'message')).toContain(' 9 attempts');
	});

	test('one account’s lock is no other account’s', async () => {
		const {sandbox} = await startStill();
		for (let attempt = 1; attempt <= 10; attempt += 1) {
			await wrongPassword(sandbox);
		}

		expect((await loginA(sandbox)).json).toMatchObject({status: 'success'});
	});
});

describe('the life of a token', () => {
	test('twelve hours when midnight is farther away', async () => {
		const {sandbox, moveTo} = await startStill();
		const token = await signInA(sandbox);
		await moveTo(12 * hourMs - 1);
		expect((await fundsA(sandbox, token)).status).toBe(200);
		await moveTo(12 * hourMs);
		expect([(await fundsA(sandbox, token)).status]).toEqual([401]);
	});

	test('midnight IST when that is nearer', async () => {
		const {sandbox, moveTo} = await startStill();
		await moveTo(10 * hourMs);
		const token = await signInB(sandbox);
		await moveTo(14.5 * hourMs - 1);
		expect((await fundsB(sandbox, token)).status).toBe(200);
		await moveTo(14.5 * hourMs);
		expect((await fundsB(sandbox, token)).status).toBe(401);
	});
});

describe('the sandbox clock', () => {
	test('it is the Date header of every answer', async () => {
		const {sandbox} = await startStill();
		const replies = [await loginA(sandbox), await sandbox.call('GET', '/sandbox/clock')];
		expect(replies.map(reply => reply.headers.get('date'))).toEqual([
			'Mon, 05 Jan 2026 04:00:00 GMT',
			'Mon, 05 Jan 2026 04:00:00 GMT',
		]);
	});

	test('it is real time plus an offset, times a speed', async () => {
		let realNow = Date.parse('2026-11-24T00:00:00Z');
		const sandbox = await startTestSandbox({now: () => new Date(realNow)});
		expect(await sandbox.control.clock()).toEqual({now: new Date('2026-11-24T00:00:00Z'), speed: 1});

		await sandbox.control.setClock({now: morning, speed: 60});
		realNow += 1000;
		expect(await sandbox.control.clock()).toEqual({now: new Date('2026-01-05T04:01:00Z'), speed: 60});

		// A new speed alone does not jump.
		await sandbox.control.setClock({speed: 1});
		realNow += 1000;
		expect(await sandbox.control.clock()).toEqual({now: new Date('2026-01-05T04:01:01Z'), speed: 1});
	});

	test('a fast clock ends an OTP sooner', async () => {
		let realNow = Date.parse('2026-11-24T00:00:00Z');
		const sandbox = await startTestSandbox({now: () => new Date(realNow), speed: 300});
		await loginA(sandbox);
		const otp = await sandbox.otpOf('DEMO01');
		realNow += 1000;
		expect(textAt(await sendOtp(sandbox, otp), 'message')).toContain('expired');
	});
});
