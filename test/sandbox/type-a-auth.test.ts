import {describe, expect, test} from 'vitest';
import {fundsA, loginA, otherCode, signInA, startTestSandbox, textAt, totpAt} from './helpers.ts';

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;
const jwt = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const tokenError = {
	status: 'error',
	message: 'Invalid request. Please try again.',
	error_type: 'TokenException',
	data: null,
};
const wrongOtp = {
	status: 'error',
	message: 'The entered OTP is incorrect. Please proceed to login page. (-MACM60)',
	error_type: 'MiraeException',
	data: null,
};

describe('connect/login of type A', () => {
	test('the right password is answered with every documented field, flags as real booleans', async () => {
		const sandbox = await startTestSandbox();
		const reply = await loginA(sandbox);
		expect(reply.status).toBe(200);
		expect(reply.json).toEqual({
			status: 'success',
			data: {
				ugid: expect.stringMatching(uuid) as string,
				is_kyc: true,
				is_activate: true,
				is_password_reset: true,
				is_error: false,
				cid: 'DEMO01',
				nm: 'DEMO TRADER ONE',
				flag: 0,
			},
		});
	});

	test('paths and field names are taken in any case, and so is the client code', async () => {
		const sandbox = await startTestSandbox();
		const reply = await sandbox.call('POST', '/OpenAPI/TypeA/Connect/LOGIN', {
			headers: {'Content-Type': 'application/x-www-form-urlencoded'},
			body: 'UserName=demo01&PASSWORD=Demo%401234',
		});
		expect(textAt(reply, 'data', 'cid')).toBe('DEMO01');
	});

	test('a wrong password and an unknown client are the same refusal with HTTP 200', async () => {
		const sandbox = await startTestSandbox();
		const refusal = {
			status: 'error',
			message: 'Invalid username or password (MACM1)',
			error_type: 'MiraeException',
			data: null,
		};
		const replies = [await loginA(sandbox, 'DEMO01', 'wrong'), await loginA(sandbox, 'NOBODY')];
		expect(replies.map(({status, json}) => ({status, json}))).toEqual([
			{status: 200, json: refusal},
			{status: 200, json: refusal},
		]);
	});

	test('an absent field is refused in a one-element array', async () => {
		const sandbox = await startTestSandbox();
		const reply = await sandbox.form('/connect/login', {username: 'DEMO01'});
		expect(reply.status).toBe(400);
		expect(reply.json).toEqual([
			{
				status: 'error',
				message: expect.stringContaining('required') as string,
				error_type: 'InputException',
				data: null,
			},
		]);
	});

	test('JSON instead of a form gets the framework’s problem document, without an envelope', async () => {
		const sandbox = await startTestSandbox();
		const reply = await sandbox.call('POST', '/openapi/typea/connect/login', {
			headers: {'Content-Type': 'application/json'},
			body: '{"username":"DEMO01","password":"Demo@1234"}',
		});
		expect(reply.status).toBe(400);
		expect(reply.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
		expect(reply.json).toEqual({
			type: 'https://tools.ietf.org/html/rfc9110#section-15.5.1',
			title: 'One or more validation errors occurred.',
			status: 400,
			errors: {username: ['The username field is required.'], password: ['The password field is required.']},
			traceId: expect.stringMatching(/^00-[\da-f]{32}-[\da-f]{16}-00$/) as string,
		});
	});

	test('a missing or wrong version header is refused before anything else', async () => {
		const sandbox = await startTestSandbox();
		const refusal = {
			status: 'error',
			message: 'Please provide valid api version.',
			error_type: 'VersionException',
			data: null,
		};
		const replies = [
			await sandbox.call('POST', '/openapi/typea/connect/login', {version: null}),
			await sandbox.call('GET', '/openapi/typea/user/fundsummary', {version: '2'}),
		];
		expect(replies.map(({status, json}) => ({status, json}))).toEqual([
			{status: 400, json: refusal},
			{status: 400, json: refusal},
		]);
	});

	test('GET on the login is not allowed', async () => {
		const sandbox = await startTestSandbox();
		const reply = await sandbox.call('GET', '/openapi/typea/connect/login');
		expect([reply.status, reply.headers.get('allow'), reply.text]).toEqual([405, 'POST', '']);
	});
});

describe('session/token of type A', () => {
	test.each([['L'], ['W'], [''], [undefined], ['3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea']])(
		'the right OTP opens a session with every documented field, whatever the checksum (%s)',
		async checksum => {
			const sandbox = await startTestSandbox({clock: new Date('2026-01-05T04:00:00Z'), speed: 0});
			await loginA(sandbox);
			const reply = await sandbox.form('/session/token', {
				api_key: 'sandbox-key-a==',
				request_token: await sandbox.otpOf('DEMO01'),
				...(checksum === undefined ? {} : {checksum}),
			});
			expect(reply.status).toBe(200);
			expect(reply.json).toEqual({
				status: 'success',
				data: {
					user_type: 'individual',
					email: 'demo01@example.com',
					user_name: 'DEMO01',
					user_shortname: 'NA',
					broker: 'MIRAE',
					exchanges: ['NSE', 'NFO', 'CDS'],
					products: ['CNC', 'NRML', 'MIS'],
					order_types: ['MARKET', 'LIMIT'],
					avatar_url: '',
					user_id: '9001',
					api_key: 'sandbox-key-a==',
					access_token: expect.stringMatching(jwt) as string,
					public_token: expect.stringMatching(uuid) as string,
					enctoken: expect.stringMatching(jwt) as string,
					refresh_token: expect.stringMatching(/^[\w-]{40,}$/) as string,
					silo: '',
					login_time: '2026-01-05 09:30:00',
					meta: {demat_consent: 'physical'},
				},
			});
		},
	);

	test('a wrong code is refused with HTTP 200 and the right one still works after it', async () => {
		const sandbox = await startTestSandbox();
		await loginA(sandbox);
		const otp = await sandbox.otpOf('DEMO01');
		const wrong = await sandbox.form('/session/token', {
			api_key: 'sandbox-key-a==',
			request_token: otherCode(otp),
			checksum: 'L',
		});
		expect([wrong.status, wrong.json]).toEqual([200, wrongOtp]);
		const right = await sandbox.form('/session/token', {
			api_key: 'sandbox-key-a==',
			request_token: otp,
			checksum: 'L',
		});
		expect(right.json).toMatchObject({status: 'success'});
	});

	test.each([['no-such-key=='], ['sandbox-key-b=='], ['']])(
		'a key that is not a type A key is refused (%s)',
		async key => {
			const sandbox = await startTestSandbox();
			await loginA(sandbox);
			const reply = await sandbox.form('/session/token', {api_key: key, request_token: '123', checksum: 'L'});
			expect([reply.status, reply.json]).toEqual([
				403,
				{
					status: 'error',
					message: 'API is suspended/expired for use. Please check your API subscription and try again.',
					error_type: 'APIKeyException',
					data: null,
				},
			]);
		},
	);

	test('a right code works once', async () => {
		const sandbox = await startTestSandbox();
		await loginA(sandbox);
		const fields = {api_key: 'sandbox-key-a==', request_token: await sandbox.otpOf('DEMO01'), checksum: 'L'};
		expect((await sandbox.form('/session/token', fields)).json).toMatchObject({status: 'success'});
		expect((await sandbox.form('/session/token', fields)).json).toEqual(wrongOtp);
	});
});

describe('session/verifytotp of type A', () => {
	const at = new Date('2026-01-05T04:00:10Z');

	test.each([
		['the present step', 0],
		['the step before', -30_000],
		['the step after', 30_000],
	])('the code of %s is accepted', async (_name, offsetMs) => {
		const sandbox = await startTestSandbox({clock: at, speed: 0});
		await loginA(sandbox, 'DEMO03');
		const reply = await sandbox.form('/session/verifytotp', {
			api_key: 'sandbox-key-c==',
			totp: totpAt(new Date(at.getTime() + offsetMs)),
		});
		expect(reply.json).toMatchObject({status: 'success', data: {user_name: 'DEMO03', api_key: 'sandbox-key-c=='}});
	});

	test.each([
		['two steps old', totpAt(new Date(at.getTime() - 60_000))],
		['two steps early', totpAt(new Date(at.getTime() + 60_000))],
		['of another length', '123'],
	])('a code %s is refused with HTTP 400', async (_name, totp) => {
		const sandbox = await startTestSandbox({clock: at, speed: 0});
		const reply = await sandbox.form('/session/verifytotp', {api_key: 'sandbox-key-c==', totp});
		expect([reply.status, reply.json]).toEqual([
			400,
			{status: 'error', message: 'Please enter correct TOTP', error_type: 'MiraeException', data: null},
		]);
	});

	test('it works without a login before it, and under the older field name', async () => {
		const sandbox = await startTestSandbox({clock: at, speed: 0});
		const reply = await sandbox.form('/session/verifytotp', {api_key: 'sandbox-key-c==', otp: totpAt(at)});
		expect(reply.json).toMatchObject({status: 'success'});
	});

	test('a TOTP account gets no OTP, and its TOTP at session/token is like a wrong code', async () => {
		const sandbox = await startTestSandbox({clock: at, speed: 0});
		expect((await loginA(sandbox, 'DEMO03')).json).toMatchObject({status: 'success'});
		expect(await sandbox.control.inbox('DEMO03')).toBeUndefined();
		const reply = await sandbox.form('/session/token', {
			api_key: 'sandbox-key-c==',
			request_token: totpAt(at),
			checksum: 'L',
		});
		expect([reply.status, reply.json]).toEqual([200, wrongOtp]);
	});

	test('an OTP at verifytotp is like a wrong TOTP', async () => {
		const sandbox = await startTestSandbox({otpLength: 6});
		await loginA(sandbox);
		const reply = await sandbox.form('/session/verifytotp', {
			api_key: 'sandbox-key-a==',
			totp: await sandbox.otpOf('DEMO01'),
		});
		expect([reply.status, textAt(reply, 'message')]).toEqual([400, 'Please enter correct TOTP']);
	});
});

describe('a session of type A', () => {
	test('the fund summary is an array of one object of strings and nulls', async () => {
		const sandbox = await startTestSandbox();
		const reply = await fundsA(sandbox, await signInA(sandbox));
		const body = reply.json as {status: string; data: ReadonlyArray<Readonly<Record<string, unknown>>>};
		expect([reply.status, body.status, body.data.length]).toEqual([200, 'success', 1]);
		expect(Object.keys(body.data[0] ?? {}).sort()).toEqual([
			'ADDITIONAL_MARGIN',
			'ADHOC_LIMIT',
			'AMOUNT_UTILIZED',
			'AVAILABLE_BALANCE',
			'BANK_HOLDING',
			'CLEAR_BALANCE',
			'COLLATERALS',
			'LIMIT_SOD',
			'LIMIT_TYPE',
			'MF_COLLATERAL',
			'MTF_AVAILABLE_BALANCE',
			'MTF_COLLATERAL',
			'MTF_UTILIZE',
			'MTM_COMBINED',
			'OFS_UTILIZED',
			'OPT_BUY_PRIMIUM_UTILIZE',
			'PAY_OUT_AMT',
			'PEAK_MARGIN',
			'PHYSICAL_MARGIN',
			'REALISED_PROFITS',
			'RECEIVABLES',
			'SEG',
			'SUM_OF_ALL',
			'UNCLEAR_BALANCE',
		]);
		expect(Object.values(body.data[0] ?? {}).every(value => value === null || typeof value === 'string')).toBe(true);
	});

	test.each(['GET', 'POST', 'DELETE'])('%s logout ends it, and the token is refused afterwards', async method => {
		const sandbox = await startTestSandbox();
		const token = await signInA(sandbox);
		const headers = {Authorization: `token sandbox-key-a==:${token}`};
		const reply = await sandbox.call(method, '/openapi/typea/logout', {headers});
		expect([reply.status, reply.json]).toEqual([200, {status: 'success', data: 'Success'}]);
		const after = await sandbox.call(method, '/openapi/typea/logout', {headers});
		expect([after.status, after.json]).toEqual([401, tokenError]);
	});

	test('a new login replaces the token of the one before', async () => {
		const sandbox = await startTestSandbox();
		const first = await signInA(sandbox);
		const second = await signInA(sandbox);
		expect((await fundsA(sandbox, first)).json).toEqual(tokenError);
		expect((await fundsA(sandbox, second)).status).toBe(200);
	});

	test('no token, a stranger’s token and the other type’s token are refused alike', async () => {
		const sandbox = await startTestSandbox();
		const token = await signInA(sandbox);
		const replies = [
			await sandbox.call('GET', '/openapi/typea/user/fundsummary'),
			await fundsA(sandbox, `${token}x`),
			await fundsA(sandbox, ''),
		];
		expect(replies.map(({status, json}) => ({status, json}))).toEqual(
			replies.map(() => ({status: 401, json: tokenError})),
		);
	});

	test('the token alone is enough, another key beside it is not', async () => {
		const sandbox = await startTestSandbox();
		const token = await signInA(sandbox);
		const alone = await sandbox.call('GET', '/openapi/typea/user/fundsummary', {
			headers: {Authorization: `token ${token}`},
		});
		const foreign = await fundsA(sandbox, token, 'sandbox-key-c==');
		expect([alone.status, foreign.status, textAt(foreign, 'error_type')]).toEqual([200, 403, 'APIKeyException']);
	});

	test('an unknown route is a 404 for somebody signed in, and a token error for anybody else', async () => {
		const sandbox = await startTestSandbox();
		const token = await signInA(sandbox);
		const stranger = await sandbox.call('GET', '/openapi/typea/orders');
		const member = await sandbox.call('GET', '/openapi/typea/orders', {headers: {Authorization: `token ${token}`}});
		expect([stranger.status, stranger.json]).toEqual([401, tokenError]);
		expect([member.status, member.json]).toEqual([
			404,
			{
				status: 'error',
				message: expect.any(String) as string,
				error_type: 'GeneralException',
				data: null,
			},
		]);
	});
});
