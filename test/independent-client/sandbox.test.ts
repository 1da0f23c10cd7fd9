import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
// The one thing of source/ in this folder: the server under test. The client gets its addresses and nothing else.
import {startSandbox, type RunningSandbox} from '../../source/sandbox/server.ts';
import {funds, jwtPayload, problemDocument, textAt, typeA, typeB, unwrap} from './documented-answers.ts';
import {
	createControl,
	createTypeAClient,
	createTypeBClient,
	type Control,
	type Reply,
	type TypeAClient,
	type TypeBClient,
} from './mstock-client.ts';
import {totpAt} from './totp.ts';

/** As the sandbox contract gives them. */
const password = 'Demo@1234';
const totpSecret = 'JBSWY3DPEHPK3PXP';
const otpA = {code: 'DEMO01', key: 'sandbox-key-a=='};
const otpB = {code: 'DEMO02', key: 'sandbox-key-b=='};
const totpA = {code: 'DEMO03', key: 'sandbox-key-c=='};
const totpB = {code: 'DEMO04', key: 'sandbox-key-d=='};

let sandbox: RunningSandbox;
let control: Control;
let a: TypeAClient;
let b: TypeBClient;

beforeAll(async () => {
	// 10:42 IST on a Tuesday, standing still, so that no code and no token ends by itself.
	sandbox = await startSandbox({port: 0, clock: new Date('2026-11-24T05:12:07Z'), speed: 0, now: () => new Date()});
	const {apiUrl, controlUrl} = sandbox.addresses;
	control = createControl(controlUrl);
	a = createTypeAClient(apiUrl);
	b = createTypeBClient(apiUrl);
});

beforeEach(async () => {
	await control.post('/reset');
});

afterAll(async () => {
	await sandbox.close();
});

async function otpOf(code: string): Promise<string> {
	return textAt(await control.get(`/inbox/${code}`), 'otp');
}

async function brokerNow(): Promise<Date> {
	return new Date(textAt(await control.get('/clock'), 'now'));
}

function otherThan(code: string): string {
	return code.replace(/^./, digit => String((Number(digit) + 1) % 10));
}

/** What is judged of an answer that has to be JSON: its status and its envelope. */
function jsonReply(reply: Reply): {readonly status: number; readonly body: unknown} {
	expect(reply.headers['content-type']).toMatch(/^application\/(problem\+)?json/);
	return {status: reply.status, body: unwrap(reply)};
}

describe('type A', () => {
	test('in with the OTP, look at the funds, out again: every field as documented', async () => {
		expect(jsonReply(await a.login(otpA.code, password))).toStrictEqual({status: 200, body: typeA.login(otpA.code)});
		const otp = await otpOf(otpA.code);
		expect(otp).toMatch(/^\d{3}$/);

		const session = await a.sessionToken(otpA.key, otp);
		expect(jsonReply(session)).toStrictEqual({status: 200, body: typeA.session(otpA.key)});
		const token = textAt(session.body, 'data.access_token');

		expect(jsonReply(await a.fundSummary(otpA.key, token))).toStrictEqual({status: 200, body: funds.A});
		expect(jsonReply(await a.logout(otpA.key, token))).toStrictEqual({status: 200, body: typeA.logout});
		expect(jsonReply(await a.fundSummary(otpA.key, token))).toStrictEqual({status: 401, body: typeA.tokenOver});
		expect(jsonReply(await a.logout(otpA.key, token))).toStrictEqual({status: 401, body: typeA.tokenOver});
	});

	test('in with the TOTP, out again; nothing is sent to the phone', async () => {
		expect(jsonReply(await a.login(totpA.code, password))).toStrictEqual({status: 200, body: typeA.login(totpA.code)});
		expect(await control.get(`/inbox/${totpA.code}`)).toMatchObject({otp: null});

		const session = await a.verifyTotp(totpA.key, totpAt(totpSecret, await brokerNow()));
		expect(jsonReply(session)).toStrictEqual({status: 200, body: typeA.session(totpA.key)});
		expect(jsonReply(await a.logout(totpA.key, textAt(session.body, 'data.access_token')))).toStrictEqual({
			status: 200,
			body: typeA.logout,
		});
	});

	test.each(['GET', 'POST', 'DELETE'] as const)('logout takes %s', async method => {
		await a.login(otpA.code, password);
		const session = await a.sessionToken(otpA.key, await otpOf(otpA.code));

		expect(jsonReply(await a.logout(otpA.key, textAt(session.body, 'data.access_token'), method))).toStrictEqual({
			status: 200,
			body: typeA.logout,
		});
	});

	test.each(['L', 'W', '', 'a3f1'.repeat(16)])('the checksum may be %j', async checksum => {
		await a.login(otpA.code, password);

		expect(jsonReply(await a.sessionToken(otpA.key, await otpOf(otpA.code), checksum))).toStrictEqual({
			status: 200,
			body: typeA.session(otpA.key),
		});
	});

	test('field names and paths are matched in any case', async () => {
		expect(jsonReply(await a.post('/Connect/LOGIN', {Username: otpA.code, PASSWORD: password}))).toStrictEqual({
			status: 200,
			body: typeA.login(otpA.code),
		});
	});

	test('a wrong password', async () => {
		expect(jsonReply(await a.login(otpA.code, 'wrong'))).toStrictEqual({status: 200, body: typeA.wrongPassword});
	});

	test('a wrong OTP, an expired OTP', async () => {
		await a.login(otpA.code, password);
		const otp = await otpOf(otpA.code);
		expect(jsonReply(await a.sessionToken(otpA.key, otherThan(otp)))).toStrictEqual({
			status: 200,
			body: typeA.wrongOtp,
		});

		await control.post('/clock', {now: new Date((await brokerNow()).getTime() + 6 * 60_000).toISOString()});
		expect(jsonReply(await a.sessionToken(otpA.key, otp))).toStrictEqual({status: 200, body: typeA.expiredOtp});
	});

	test('a wrong TOTP', async () => {
		await a.login(totpA.code, password);
		const totp = totpAt(totpSecret, await brokerNow());

		expect(jsonReply(await a.verifyTotp(totpA.key, otherThan(totp)))).toStrictEqual({
			status: 400,
			body: typeA.wrongTotp,
		});
	});

	test('an OTP to an account with TOTP and the reverse are refused like wrong codes', async () => {
		await a.login(totpA.code, password);
		expect(jsonReply(await a.sessionToken(totpA.key, '123'))).toStrictEqual({status: 200, body: typeA.wrongOtp});
		await a.login(otpA.code, password);
		expect(jsonReply(await a.verifyTotp(otpA.key, totpAt(totpSecret, await brokerNow())))).toStrictEqual({
			status: 400,
			body: typeA.wrongTotp,
		});
	});

	test('a bad API key', async () => {
		await a.login(otpA.code, password);

		expect(jsonReply(await a.sessionToken('no-such-key==', await otpOf(otpA.code)))).toStrictEqual({
			status: 403,
			body: typeA.badApiKey,
		});
	});

	test.each([undefined, '2'])('the version header %j is refused', async version => {
		const client = createTypeAClient(sandbox.addresses.apiUrl, {version});

		expect(jsonReply(await client.login(otpA.code, password))).toStrictEqual({status: 400, body: typeA.version});
	});

	test('an address that is not registered', async () => {
		await control.post('/faults', {match: 'POST /openapi/typea/connect/login', kind: 'ip-mismatch'});

		expect(jsonReply(await a.login(otpA.code, password))).toStrictEqual({status: 403, body: typeA.ipMismatch});
	});

	test('a new login of the account ends the older session', async () => {
		const signIn = async (): Promise<string> => {
			await a.login(otpA.code, password);
			return textAt((await a.sessionToken(otpA.key, await otpOf(otpA.code))).body, 'data.access_token');
		};
		const older = await signIn();
		const newer = await signIn();

		expect(jsonReply(await a.fundSummary(otpA.key, older))).toStrictEqual({status: 401, body: typeA.tokenOver});
		expect(jsonReply(await a.fundSummary(otpA.key, newer))).toStrictEqual({status: 200, body: funds.A});
	});

	test('a session ends after twelve hours', async () => {
		await a.login(otpA.code, password);
		const session = await a.sessionToken(otpA.key, await otpOf(otpA.code));
		const token = textAt(session.body, 'data.access_token');

		await control.post('/clock', {now: '2026-11-24T17:12:06Z'});
		expect(jsonReply(await a.fundSummary(otpA.key, token))).toStrictEqual({status: 200, body: funds.A});
		await control.post('/clock', {now: '2026-11-24T17:12:08Z'});
		expect(jsonReply(await a.fundSummary(otpA.key, token))).toStrictEqual({status: 401, body: typeA.tokenOver});
	});
});

describe('type B', () => {
	test('a session ends at midnight IST, where that comes first', async () => {
		await control.post('/clock', {now: '2026-11-24T15:00:00Z'});
		const login = await b.login(otpB.code, password);
		const session = await b.sessionToken(otpB.key, handleOf(login), await otpOf(otpB.code));
		const token = textAt(session.body, 'data.jwtToken');

		await control.post('/clock', {now: '2026-11-24T18:29:59Z'});
		expect(jsonReply(await b.fundSummary(otpB.key, token))).toStrictEqual({status: 200, body: funds.B});
		await control.post('/clock', {now: '2026-11-24T18:30:00Z'});
		expect(jsonReply(await b.fundSummary(otpB.key, token))).toStrictEqual({status: 401, body: typeB.tokenOver});
	});

	test('in with the OTP, look at the funds, out again: every field as documented', async () => {
		const login = await b.login(otpB.code, password);
		expect(jsonReply(login)).toStrictEqual({status: 200, body: typeB.login});

		const session = await b.sessionToken(otpB.key, handleOf(login), await otpOf(otpB.code));
		expect(jsonReply(session)).toStrictEqual({status: 200, body: typeB.sessionByOtp});
		const token = textAt(session.body, 'data.jwtToken');

		expect(jsonReply(await b.fundSummary(otpB.key, token))).toStrictEqual({status: 200, body: funds.B});
		expect(jsonReply(await b.logout(otpB.key, token))).toStrictEqual({status: 200, body: typeB.logout});
		expect(jsonReply(await b.fundSummary(otpB.key, token))).toStrictEqual({status: 401, body: typeB.tokenOver});
		expect(jsonReply(await b.logout(otpB.key, token))).toStrictEqual({status: 401, body: typeB.tokenOver});
	});

	test('in with the TOTP, out again', async () => {
		const login = await b.login(totpB.code, password);
		expect(jsonReply(login)).toStrictEqual({status: 200, body: typeB.login});
		expect(await control.get(`/inbox/${totpB.code}`)).toMatchObject({otp: null});

		const totp = totpAt(totpSecret, await brokerNow());
		const session = await b.verifyTotp(totpB.key, handleOf(login), totp);
		expect(jsonReply(session)).toStrictEqual({status: 200, body: typeB.sessionByTotp(totpB.code)});
		expect(jsonReply(await b.logout(totpB.key, textAt(session.body, 'data.jwtToken')))).toStrictEqual({
			status: 200,
			body: typeB.logout,
		});
	});

	test('the JWT is HS256, about 1,200 characters, and says who, what and until when', async () => {
		const login = await b.login(otpB.code, password);
		const session = await b.sessionToken(otpB.key, handleOf(login), await otpOf(otpB.code));
		const token = textAt(session.body, 'data.jwtToken');

		expect(Math.abs(token.length - 1200)).toBeLessThan(100);
		const {header, payload} = jwtPayload(token);
		expect(header).toMatchObject({alg: 'HS256'});
		const issuedAt = Math.floor(Date.parse('2026-11-24T05:12:07Z') / 1000);
		expect(payload).toStrictEqual({
			USERNAME: otpB.code,
			APITYPE: 'AGL',
			nbf: issuedAt,
			iat: issuedAt,
			exp: issuedAt + 12 * 3600,
		});
	});

	test('wrong passwords count down, and lock the account', async () => {
		for (const attemptsLeft of [9, 8, 7, 6, 5, 4, 3, 2, 1]) {
			expect(jsonReply(await b.login(otpB.code, 'wrong'))).toStrictEqual({
				status: 200,
				body: typeB.wrongPassword(attemptsLeft),
			});
		}

		await b.login(otpB.code, 'wrong');
		// The document has no sample of a locked account: no more than that the right password is refused.
		const locked = await b.login(otpB.code, password);
		expect(unwrap(locked)).toMatchObject({status: 'false', data: null});
		await control.post('/clock', {now: new Date((await brokerNow()).getTime() + 16 * 60_000).toISOString()});
		expect(jsonReply(await b.login(otpB.code, password))).toStrictEqual({status: 200, body: typeB.login});
	});

	test('missing credentials', async () => {
		expect(jsonReply(await b.login('', ''))).toStrictEqual({status: 400, body: typeB.credentialsMissing});
	});

	test('a wrong OTP, an expired OTP', async () => {
		const login = await b.login(otpB.code, password);
		const otp = await otpOf(otpB.code);
		expect(jsonReply(await b.sessionToken(otpB.key, handleOf(login), otherThan(otp)))).toStrictEqual({
			status: 200,
			body: typeB.refusedOtp,
		});

		await control.post('/clock', {now: new Date((await brokerNow()).getTime() + 6 * 60_000).toISOString()});
		expect(jsonReply(await b.sessionToken(otpB.key, handleOf(login), otp))).toStrictEqual({
			status: 200,
			body: typeB.refusedOtp,
		});
	});

	test('a wrong TOTP is refused in the shape of type A', async () => {
		const login = await b.login(totpB.code, password);
		const totp = otherThan(totpAt(totpSecret, await brokerNow()));

		expect(jsonReply(await b.verifyTotp(totpB.key, handleOf(login), totp))).toStrictEqual({
			status: 400,
			body: typeB.wrongTotp,
		});
	});

	test('an OTP to an account with TOTP and the reverse are refused like wrong codes', async () => {
		const totpLogin = await b.login(totpB.code, password);
		expect(jsonReply(await b.sessionToken(totpB.key, handleOf(totpLogin), '123'))).toStrictEqual({
			status: 200,
			body: typeB.refusedOtp,
		});
		const otpLogin = await b.login(otpB.code, password);
		const totp = totpAt(totpSecret, await brokerNow());
		expect(jsonReply(await b.verifyTotp(otpB.key, handleOf(otpLogin), totp))).toStrictEqual({
			status: 400,
			body: typeB.wrongTotp,
		});
	});

	test('a bad API key is refused in the shape of type A, without a type', async () => {
		const login = await b.login(otpB.code, password);
		const otp = await otpOf(otpB.code);

		expect(jsonReply(await b.sessionToken('no-such-key==', handleOf(login), otp))).toStrictEqual({
			status: 403,
			body: typeB.badApiKey,
		});
		expect(jsonReply(await b.sessionToken(otpB.key, handleOf(login), otp))).toStrictEqual({
			status: 200,
			body: typeB.sessionByOtp,
		});
	});

	test.each([undefined, '2'])('the version header %j is refused in the shape of type A', async version => {
		const client = createTypeBClient(sandbox.addresses.apiUrl, {version});

		expect(jsonReply(await client.login(otpB.code, password))).toStrictEqual({status: 400, body: typeB.version});
	});

	test('an address that is not registered', async () => {
		await control.post('/faults', {match: 'POST /openapi/typeb/connect/login', kind: 'ip-mismatch'});

		expect(jsonReply(await b.login(otpB.code, password))).toStrictEqual({status: 403, body: typeB.ipMismatch});
	});

	test('a body that is no JSON is a problem document', async () => {
		expect(jsonReply(await b.post('/connect/login', '{"clientcode":'))).toStrictEqual({
			status: 400,
			body: problemDocument,
		});
	});
});

describe('what a client has to survive', () => {
	test('an HTML page with 502', async () => {
		await control.post('/faults', {match: 'POST /openapi/type*/connect/login', kind: 'http-502-html', times: 2});

		for (const reply of [await a.login(otpA.code, password), await b.login(otpB.code, password)]) {
			expect(reply.status).toBe(502);
			expect(reply.headers['content-type']).toMatch(/^text\/html/);
			expect(reply.body).toMatch(/^\s*<(!doctype )?html/i);
		}
	});

	test('an empty body, a body that is cut', async () => {
		await control.post('/faults', {match: '*', kind: 'empty'});
		expect(await a.login(otpA.code, password)).toMatchObject({body: ''});

		await control.post('/faults', {match: '*', kind: 'malformed'});
		const cut = await a.login(otpA.code, password);
		expect(cut.body).toBeTypeOf('string');
		expect(() => void JSON.parse(String(cut.body))).toThrow(SyntaxError);
	});

	test('HTTP 500 and 429 come in the envelope of the type', async () => {
		await control.post('/faults', {match: '*', kind: 'http-500', times: 2});
		expect(await a.login(otpA.code, password)).toMatchObject({status: 500, body: {status: 'error', data: null}});
		expect(await b.login(otpB.code, password)).toMatchObject({status: 500, body: {status: 'false', data: null}});

		await control.post('/faults', {match: '*', kind: 'http-429', times: 2});
		expect(await a.login(otpA.code, password)).toMatchObject({status: 429, body: {error_type: 'GeneralException'}});
		expect(await b.login(otpB.code, password)).toMatchObject({status: 429, body: {errorcode: 'MA429'}});
	});

	test('no answer, a torn connection, a body that drips', async () => {
		const hasty = createTypeAClient(sandbox.addresses.apiUrl, {timeoutMs: 300});
		await control.post('/faults', {match: '*', kind: 'timeout'});
		await expect(hasty.login(otpA.code, password)).rejects.toMatchObject({code: 'ERR_CANCELED'});

		await control.post('/faults', {match: '*', kind: 'reset'});
		await expect(a.login(otpA.code, password)).rejects.toMatchObject({code: 'ECONNRESET'});

		await control.post('/faults', {match: '*', kind: 'slow-body', delayMs: 100});
		await expect(hasty.login(otpA.code, password)).rejects.toMatchObject({code: 'ERR_CANCELED'});
	});

	test("the Date header is the broker's clock", async () => {
		const reply = await a.login(otpA.code, password);

		expect(reply.headers['date']).toBe('Tue, 24 Nov 2026 05:12:07 GMT');
	});
});

/** As the document advises: `refreshToken` where it is filled, else `jwtToken`. */
function handleOf(login: Reply): string {
	return textAt(login.body, 'data.refreshToken') || textAt(login.body, 'data.jwtToken');
}
