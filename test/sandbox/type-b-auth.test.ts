import {describe, expect, test} from 'vitest';
import {
	fundsA,
	fundsB,
	handleOf,
	keyB,
	keyD,
	loginB,
	otherCode,
	signInA,
	signInB,
	startTestSandbox,
	textAt,
	totpAt,
} from './helpers.ts';

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;
const otpSent = 'Please enter the OTP that we sent on XXXXXXX452 and XXXX00@EXAMPLE.COM';
const tokenError = {
	status: 'false',
	message: 'Invalid request. Please try again.',
	errorcode: 'IA401',
	data: null,
};

describe('connect/login of type B', () => {
	test('the right password gives a handle as jwtToken, and the status as a string', async () => {
		const sandbox = await startTestSandbox();
		const reply = await loginB(sandbox);
		expect([reply.status, reply.json]).toEqual([
			200,
			{
				status: 'true',
				message: otpSent,
				errorcode: '',
				data: {jwtToken: expect.stringMatching(uuid) as string, refreshToken: '', feedToken: '', state: 'live'},
			},
		]);
	});

	test('wrong passwords count down, each text with its trailing space', async () => {
		const sandbox = await startTestSandbox();
		const replies = [await loginB(sandbox, 'DEMO02', 'wrong'), await loginB(sandbox, 'DEMO02', 'wrong')];
		expect(replies.map(({status, json}) => ({status, json}))).toEqual(
			[9, 8].map(left => ({
				status: 200,
				json: {
					status: 'false',
					message: `Invalid username or password. ${left} attempts remaining `,
					errorcode: 'MA500',
					data: null,
				},
			})),
		);
	});

	test('an empty client code or password is code 400', async () => {
		const sandbox = await startTestSandbox();
		const reply = await loginB(sandbox, 'DEMO02', '');
		expect([reply.status, reply.json]).toEqual([
			400,
			{
				status: 'false',
				message: 'Please provide valid clientcode and password.',
				errorcode: '400',
				data: null,
			},
		]);
	});

	test('member names are taken in any case', async () => {
		const sandbox = await startTestSandbox();
		const reply = await sandbox.json('/connect/login', {
			ClientCode: 'demo02',
			PassWord: 'Demo@1234',
			TOTP: '',
			State: '',
		});
		expect(reply.json).toMatchObject({status: 'true'});
	});

	test.each([
		['no JSON', 'clientcode=DEMO02&password=x', ['$', 'request']],
		['no object', '[]', ['$', 'request']],
		['nothing', '', ['', 'request']],
		['a number for a text', '{"clientcode":7,"password":"x","totp":"","state":""}', ['$.clientcode', 'request']],
		['members left out', '{"clientcode":"DEMO02","password":"x"}', ['totp', 'state']],
	])('a body that is %s gets the framework’s problem document', async (_name, body, fields) => {
		const sandbox = await startTestSandbox();
		const reply = await sandbox.call('POST', '/openapi/typeb/connect/login', {
			headers: {'Content-Type': 'application/json'},
			body,
		});
		const problem = reply.json as {errors: Readonly<Record<string, unknown>>; status: number; traceId: string};
		expect([reply.status, problem.status, Object.keys(problem.errors)]).toEqual([400, 400, fields]);
		expect(problem.traceId).toMatch(/^00-/);
	});

	test('a version error has the A shape here, too', async () => {
		const sandbox = await startTestSandbox();
		const reply = await sandbox.call('POST', '/openapi/typeb/connect/login', {version: null});
		expect([reply.status, reply.json]).toEqual([
			400,
			{
				status: 'error',
				message: 'Please provide valid api version.',
				error_type: 'VersionException',
				data: null,
			},
		]);
	});
});

describe('session/token of type B', () => {
	test('the right OTP opens a session whose JWT reads like the real one', async () => {
		const sandbox = await startTestSandbox({clock: new Date('2026-01-05T04:00:00Z'), speed: 0});
		const refreshToken = await handleOf(sandbox);
		const reply = await sandbox.json('/session/token', {refreshToken, otp: await sandbox.otpOf('DEMO02')}, keyB);
		const token = expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) as string;
		expect([reply.status, reply.json]).toEqual([
			200,
			{
				status: 'true',
				message: otpSent,
				errorcode: '',
				data: {jwtToken: token, refreshToken: token, feedToken: token, state: 'live'},
			},
		]);

		const jwt = textAt(reply, 'data', 'jwtToken');
		const [header = '', payload = ''] = jwt.split('.').map(part => Buffer.from(part, 'base64url').toString('utf8'));
		expect(jwt.length).toBeGreaterThan(1150);
		expect(jwt.length).toBeLessThan(1250);
		expect(JSON.parse(header)).toMatchObject({alg: 'HS256', typ: 'JWT'});
		const issuedAt = Date.parse('2026-01-05T04:00:00Z') / 1000;
		expect(JSON.parse(payload)).toEqual({
			USERNAME: 'DEMO02',
			APITYPE: 'AGL',
			nbf: issuedAt,
			exp: issuedAt + 12 * 3600,
			iat: issuedAt,
		});
	});

	test('a wrong code is MA500 with HTTP 200', async () => {
		const sandbox = await startTestSandbox();
		const refreshToken = await handleOf(sandbox);
		const otp = otherCode(await sandbox.otpOf('DEMO02'));
		const reply = await sandbox.json('/session/token', {refreshToken, otp}, keyB);
		expect([reply.status, reply.json]).toEqual([
			200,
			{
				status: 'false',
				message: 'The entered OTP is incorrect. Please proceed to login page. (-MACM60)',
				errorcode: 'MA500',
				data: null,
			},
		]);
	});

	test.each([
		['no', {}],
		['an unknown', {'X-PrivateKey': 'nonsense=='}],
		['a type A', {'X-PrivateKey': 'sandbox-key-a=='}],
		['another account’s', keyD],
	])('%s key is a 403 in A shape without error_type', async (_name, headers) => {
		const sandbox = await startTestSandbox();
		const refreshToken = await handleOf(sandbox);
		const reply = await sandbox.json('/session/token', {refreshToken, otp: await sandbox.otpOf('DEMO02')}, headers);
		expect([reply.status, reply.json]).toEqual([
			403,
			{
				status: 'error',
				message: 'API is suspended/expired for use. Please check your API subscription and try again.',
				data: null,
			},
		]);
	});

	test('an unknown handle and one that a newer login replaced are IA401', async () => {
		const sandbox = await startTestSandbox();
		const older = await handleOf(sandbox);
		await handleOf(sandbox);
		const otp = await sandbox.otpOf('DEMO02');
		const replies = [
			await sandbox.json('/session/token', {refreshToken: older, otp}, keyB),
			await sandbox.json('/session/token', {refreshToken: 'nonsense', otp}, keyB),
		];
		expect(replies.map(({status, json}) => ({status, json}))).toEqual(
			replies.map(() => ({status: 401, json: tokenError})),
		);
	});

	test('an empty code is IA400', async () => {
		const sandbox = await startTestSandbox();
		const refreshToken = await handleOf(sandbox);
		const reply = await sandbox.json('/session/token', {refreshToken, otp: ''}, keyB);
		expect([reply.status, reply.json]).toMatchObject([400, {status: 'false', errorcode: 'IA400', data: null}]);
	});
});

describe('session/verifytotp of type B', () => {
	const at = new Date('2026-01-05T04:00:10Z');

	test('the right TOTP is answered with name, id, exchanges and tokens, and the status as a boolean', async () => {
		const sandbox = await startTestSandbox({clock: at, speed: 0});
		const refreshToken = await handleOf(sandbox, 'DEMO04');
		const reply = await sandbox.json('/session/verifytotp', {refreshToken, totp: totpAt(at)}, keyD);
		const token = expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) as string;
		expect([reply.status, reply.json]).toEqual([
			200,
			{
				status: true,
				message: 'SUCCESS',
				errorcode: '',
				data: {
					ClientName: 'DEMO TRADER FOUR',
					ClientId: 'DEMO04',
					exchanges: ['NSE', 'BSE', 'NFO'],
					jwtToken: token,
					refreshToken: token,
					feedToken: token,
				},
			},
		]);
	});

	test('a wrong TOTP is a 400 in A shape with MA400', async () => {
		const sandbox = await startTestSandbox({clock: at, speed: 0});
		const refreshToken = await handleOf(sandbox, 'DEMO04');
		const reply = await sandbox.json(
			'/session/verifytotp',
			{refreshToken, totp: totpAt(new Date(at.getTime() + 90_000))},
			keyD,
		);
		expect([reply.status, reply.json]).toEqual([
			400,
			{status: 'error', message: 'Please enter correct TOTP', error_type: 'MA400', data: null},
		]);
	});

	test('a TOTP account gets no OTP, and its TOTP at session/token is like a wrong code', async () => {
		const sandbox = await startTestSandbox({clock: at, speed: 0});
		const refreshToken = await handleOf(sandbox, 'DEMO04');
		expect(await sandbox.control.inbox('DEMO04')).toBeUndefined();
		const reply = await sandbox.json('/session/token', {refreshToken, otp: totpAt(at)}, keyD);
		expect([reply.status, textAt(reply, 'errorcode'), textAt(reply, 'message')]).toEqual([
			200,
			'MA500',
			'The entered OTP is incorrect. Please proceed to login page. (-MACM60)',
		]);
	});

	test('an OTP at verifytotp is like a wrong TOTP', async () => {
		const sandbox = await startTestSandbox({otpLength: 6});
		const refreshToken = await handleOf(sandbox);
		const reply = await sandbox.json('/session/verifytotp', {refreshToken, totp: await sandbox.otpOf('DEMO02')}, keyB);
		expect([reply.status, textAt(reply, 'message')]).toEqual([400, 'Please enter correct TOTP']);
	});
});

describe('a session of type B', () => {
	test('the fund summary stands in the B envelope', async () => {
		const sandbox = await startTestSandbox();
		const reply = await fundsB(sandbox, await signInB(sandbox));
		expect([reply.status, reply.json]).toEqual([
			200,
			{
				status: true,
				message: 'SUCCESS',
				errorcode: '',
				data: [expect.objectContaining({AVAILABLE_BALANCE: '1000000.00', MTM_COMBINED: null})],
			},
		]);
	});

	test('logout ends it; after that the token is IA401', async () => {
		const sandbox = await startTestSandbox();
		const headers = {Authorization: `Bearer ${await signInB(sandbox)}`, ...keyB};
		const reply = await sandbox.call('GET', '/openapi/typeb/logout', {headers});
		expect([reply.status, reply.json]).toEqual([200, {status: true, message: 'Success', errorcode: null, data: null}]);
		const after = await sandbox.call('GET', '/openapi/typeb/logout', {headers});
		expect([after.status, after.json]).toEqual([401, tokenError]);
	});

	test('the key has to come with every call, in its own header', async () => {
		const sandbox = await startTestSandbox();
		const reply = await sandbox.call('GET', '/openapi/typeb/user/fundsummary', {
			headers: {Authorization: `Bearer ${await signInB(sandbox)}`},
		});
		expect([reply.status, textAt(reply, 'errorcode')]).toEqual([403, 'IA403']);
	});

	test('a token is good for its own type only', async () => {
		const sandbox = await startTestSandbox();
		const tokenA = await signInA(sandbox);
		const tokenB = await signInB(sandbox);
		expect([(await fundsB(sandbox, tokenA)).status, (await fundsA(sandbox, tokenB)).status]).toEqual([401, 401]);
		expect([(await fundsB(sandbox, tokenB)).status, (await fundsA(sandbox, tokenA)).status]).toEqual([200, 200]);
	});

	test('an unknown route is IA404 for somebody signed in, and IA401 for anybody else', async () => {
		const sandbox = await startTestSandbox();
		const headers = {Authorization: `Bearer ${await signInB(sandbox)}`, ...keyB};
		const member = await sandbox.call('GET', '/openapi/typeb/orders', {headers});
		const stranger = await sandbox.call('GET', '/openapi/typeb/orders');
		expect([member.status, textAt(member, 'errorcode')]).toEqual([404, 'IA404']);
		expect([stranger.status, stranger.json]).toEqual([401, tokenError]);
	});
});
