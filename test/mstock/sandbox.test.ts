import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {Secret} from '../../source/domain/secret.ts';
import {OtpRejectedError} from '../../source/errors.ts';
import {situationOf} from '../../source/mstock/errors.ts';
import type {LoginChallenge, MstockAuth} from '../../source/mstock/mstock-auth.ts';
import type {Situation} from '../../source/mstock/situation.ts';
import {createTotpCode} from '../../source/mstock/totp.ts';
import {createControlClient, type ControlClient} from '../../source/sandbox/control-client.ts';
import {demoAccounts, type DemoAccount} from '../../source/sandbox/demo-accounts.ts';
import type {FaultKind} from '../../source/sandbox/faults.ts';
import {startSandbox, type RunningSandbox} from '../../source/sandbox/server.ts';
import {createTestClient, failureOf, type TestClient} from './with-client.ts';

const brokerClock = new Date('2026-11-24T05:12:07Z');
const loginSequenceId = '26112410420017';

let sandbox: RunningSandbox;
let control: ControlClient;
let client: TestClient;

beforeAll(async () => {
	sandbox = await startSandbox({port: 0, clock: brokerClock, speed: 0, now: () => new Date()});
	control = createControlClient(sandbox.addresses.controlUrl);
});

beforeEach(async () => {
	await control.reset();
	client = createTestClient(sandbox.addresses.apiUrl, {timeoutMs: 1000});
	return () => client[Symbol.dispose]();
});

afterAll(async () => {
	await sandbox.close();
});

function account(userId: string): DemoAccount & {readonly auth: MstockAuth} {
	const found = demoAccounts.find(demo => demo.userId === userId);
	if (!found) {
		throw new Error(`The sandbox has no account ${userId}.`);
	}

	return {...found, auth: client.client.auth[found.apiKeyType]};
}

async function logIn(userId: string, password?: string): Promise<LoginChallenge> {
	const {auth, password: right} = account(userId);
	return auth.login({userId, password: new Secret(password ?? right), trace: {userId, loginSequenceId}});
}

async function send(userId: string, factor: 'otp' | 'totp', code: string, challenge: LoginChallenge) {
	const {auth, apiKey} = account(userId);
	const input = {apiKey: new Secret(apiKey), code: new Secret(code), challenge, trace: {userId, loginSequenceId}};
	return factor === 'otp' ? auth.verifyOtp(input) : auth.verifyTotp(input);
}

async function rightCode({userId, totpSecret}: DemoAccount): Promise<string> {
	if (totpSecret === undefined) {
		return (await control.inbox(userId))?.otp ?? 'no OTP was sent';
	}

	return createTotpCode({
		secret: new Secret(totpSecret),
		at: new Date(),
		skewMs: client.client.clockSkewMs(),
	}).code.reveal();
}

describe('in and out', () => {
	test.each(demoAccounts.map(({userId}) => userId))('%s', async userId => {
		const {auth, ...demo} = account(userId);
		const apiKey = new Secret(demo.apiKey);
		const trace = {userId, loginSequenceId};

		const challenge = await logIn(userId);
		const session = await send(userId, demo.secondFactor, await rightCode(demo), challenge);
		const {accessToken} = session;
		await auth.checkSession({apiKey, accessToken, trace});
		await auth.logout({apiKey, accessToken, trace});

		expect(session.clientCode).toBe(userId);
		expect(accessToken.reveal()).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
		expect(session.publicToken?.isEmpty).toBe(false);
		expect(session.refreshToken?.isEmpty).toBe(false);
		expect(session.encToken === undefined).toBe(demo.apiKeyType === 'B');
		const over = await failureOf(auth.checkSession({apiKey, accessToken, trace}));
		expect(situationOf(over)).toBe('session-over');
		expect(client.records.map(({apiName, level}) => `${apiName} ${level}`)).toEqual([
			'login INFO',
			demo.secondFactor === 'otp' ? 'generate_session INFO' : 'verify_totp INFO',
			'fund_summary INFO',
			'logout INFO',
			'fund_summary ERROR',
		]);
		expect(await control.requests()).toHaveLength(5);
	});

	test("the broker's clock is known after the first answer", async () => {
		await logIn('DEMO01');

		const skewMs = client.client.clockSkewMs() ?? 0;
		expect(Math.abs(brokerClock.getTime() - Date.now() - skewMs)).toBeLessThan(60_000);
	});
});

describe('refusals', () => {
	test.each([
		['DEMO01', 'wrong-password', undefined],
		['DEMO02', 'wrong-password', 9],
	])('a wrong password of %s', async (userId, situation, attemptsLeft) => {
		const error = await failureOf(logIn(userId, 'wrong'));

		expect(situationOf(error)).toBe(situation);
		expect(error).toMatchObject({attemptsLeft});
	});

	test.each(['DEMO01', 'DEMO02'])('ten wrong passwords lock %s, and the right one does not open it', async userId => {
		for (let tries = 1; tries < 10; tries++) {
			expect(situationOf(await failureOf(logIn(userId, 'wrong')))).toBe('wrong-password');
		}

		expect(situationOf(await failureOf(logIn(userId, 'wrong')))).toBe('account-locked');
		const error = await failureOf(logIn(userId));
		expect(error).toMatchObject({reason: 'locked', attemptsLeft: 0});
		expect(error.message).toContain('for 15 minutes');
	});

	test.each(['DEMO01', 'DEMO02'])('the OTP of %s: wrong, wrong, used up', async userId => {
		const challenge = await logIn(userId);
		const wrong = (await rightCode(account(userId))).replace(/^./, digit => String((Number(digit) + 1) % 10));

		const rejections: string[] = [];
		for (let tries = 0; tries < 4; tries++) {
			const error = await failureOf(send(userId, 'otp', wrong, challenge));
			rejections.push(error instanceof OtpRejectedError ? error.rejection : error.kind);
		}

		expect(rejections).toEqual(['wrong', 'wrong', 'used-up', 'used-up']);
	});

	test.each(['DEMO01', 'DEMO02'])('the OTP of %s, six minutes later', async userId => {
		const challenge = await logIn(userId);
		const code = await rightCode(account(userId));
		await control.setClock({now: new Date(brokerClock.getTime() + 6 * 60_000)});

		expect(await failureOf(send(userId, 'otp', code, challenge))).toMatchObject({rejection: 'expired'});
	});

	test.each(['DEMO03', 'DEMO04'])('a wrong TOTP of %s, and an OTP that it never got', async userId => {
		const challenge = await logIn(userId);
		const wrong = (await rightCode(account(userId))).replace(/^./, digit => String((Number(digit) + 1) % 10));

		expect(situationOf(await failureOf(send(userId, 'totp', wrong, challenge)))).toBe('wrong-totp');
		expect(situationOf(await failureOf(send(userId, 'otp', '123', challenge)))).toBe('wrong-otp');
	});

	test.each(['DEMO01', 'DEMO02', 'DEMO03', 'DEMO04'])('a bad API key of %s', async userId => {
		const {auth, secondFactor, ...demo} = account(userId);
		const challenge = await logIn(userId);
		const code = new Secret(await rightCode({secondFactor, ...demo}));
		const input = {apiKey: new Secret('no-such-key=='), code, challenge, trace: {userId, loginSequenceId}};

		const error = await failureOf(secondFactor === 'otp' ? auth.verifyOtp(input) : auth.verifyTotp(input));

		expect(situationOf(error)).toBe('bad-api-key');
		expect(error.field).toBe('apiKey');
	});
});

describe('faults', () => {
	const expected: ReadonlyArray<[FaultKind, Situation['kind']]> = [
		['timeout', 'timeout'],
		['reset', 'lost-connection'],
		['http-500', 'broker-failed'],
		['http-502-html', 'html-page'],
		['http-429', 'rate-limited'],
		['empty', 'empty-body'],
		['malformed', 'unreadable-body'],
		['slow-body', 'timeout'],
		['accept-then-drop', 'lost-connection'],
		['token-expired', 'login-over'],
		['ip-mismatch', 'ip-mismatch'],
	];

	test.each(expected)(
		'%s at the login of either type is met with its own situation, sent once',
		async (kind, situation) => {
			for (const [userId, path] of [
				['DEMO01', '/openapi/typea/connect/login'],
				['DEMO02', '/openapi/typeb/connect/login'],
			] as const) {
				await control.addFault({match: `POST ${path}`, kind, times: 1});

				expect(situationOf(await failureOf(logIn(userId)))).toBe(situation);
			}

			expect(await control.requests()).toHaveLength(2);
			expect(client.records).toHaveLength(2);
		},
	);
});
