import {describe, expect, test} from 'vitest';
import type {ApiKeyType} from '../../source/domain/account.ts';
import type {AppError} from '../../source/errors.ts';
import {createFactorMismatchError, situationOf} from '../../source/mstock/errors.ts';
import type {MstockAuth} from '../../source/mstock/mstock-auth.ts';
import type {Situation} from '../../source/mstock/situation.ts';
import {closedPort, recorded, startScriptedBroker, unresolvable, type Script} from './scripted-broker.ts';
import {
	accessToken,
	apiKey,
	challenge,
	code,
	createTestClient,
	everythingIn,
	failureOf,
	password,
	trace,
} from './with-client.ts';

const login = (auth: MstockAuth): Promise<unknown> => auth.login({userId: 'MA1234567', password, trace});
const otp = (auth: MstockAuth): Promise<unknown> => auth.verifyOtp({apiKey, code, challenge, trace});
const totp = (auth: MstockAuth): Promise<unknown> => auth.verifyTotp({apiKey, code, challenge, trace});
const check = (auth: MstockAuth): Promise<unknown> => auth.checkSession({apiKey, accessToken, trace});

async function refusalOf(
	apiKeyType: ApiKeyType,
	ask: (auth: MstockAuth) => Promise<unknown>,
	script: Script,
): Promise<AppError> {
	await using broker = await startScriptedBroker(script);
	using test = createTestClient(broker.apiUrl, {timeoutMs: 300});
	const error = await failureOf(ask(test.client.auth[apiKeyType]));
	expect(test.records).toHaveLength(1);
	expect(test.records[0]).toMatchObject({level: 'ERROR', loginSequenceId: trace.loginSequenceId});
	return error;
}

const says =
	(httpStatus: number, body: string, contentType = 'application/json'): Script =>
	(_, response) =>
		response.writeHead(httpStatus, {'Content-Type': contentType}).end(body);

const refusal = (
	message: string,
	codes: Record<string, string> = {error_type: 'MiraeException'},
	httpStatus = 200,
): Script => says(httpStatus, JSON.stringify({status: 'error', message, data: null, ...codes}));

describe('what the broker refuses', () => {
	test.each<[string, Situation['kind'], ApiKeyType, typeof login, Promise<Script> | Script, Partial<AppError>]>([
		[
			'wrong password, type A',
			'wrong-password',
			'A',
			login,
			recorded('type-a/wrong-password'),
			{kind: 'AuthenticationError', code: 'MACM1'},
		],
		[
			'wrong password with HTTP 500',
			'wrong-password',
			'A',
			login,
			recorded('type-a/wrong-password', 500),
			{kind: 'AuthenticationError'},
		],
		[
			'wrong password in a one-element array',
			'wrong-password',
			'A',
			login,
			recorded('type-a/wrong-password.wrapped'),
			{kind: 'AuthenticationError'},
		],
		[
			'wrong password, type B',
			'wrong-password',
			'B',
			login,
			recorded('type-b/wrong-password'),
			{kind: 'AuthenticationError', code: 'MA500'},
		],
		[
			'credentials missing',
			'credentials-malformed',
			'B',
			login,
			recorded('type-b/credentials-malformed', 400),
			{kind: 'AuthenticationError', code: '400'},
		],
		[
			'no attempts left',
			'account-locked',
			'B',
			login,
			refusal('Invalid username or password. 0 attempts remaining ', {errorcode: 'MA500'}),
			{kind: 'AuthenticationError'},
		],
		[
			'account locked',
			'account-locked',
			'A',
			login,
			refusal('Your account has been locked due to too many invalid attempts.'),
			{kind: 'AuthenticationError'},
		],
		[
			'wrong OTP, type A',
			'wrong-otp',
			'A',
			otp,
			recorded('type-a/wrong-otp'),
			{kind: 'OtpRejectedError', code: 'MACM60'},
		],
		['wrong OTP with HTTP 500', 'wrong-otp', 'A', otp, recorded('type-a/wrong-otp', 500), {kind: 'OtpRejectedError'}],
		[
			'wrong OTP, type B',
			'wrong-otp',
			'B',
			otp,
			recorded('type-b/wrong-otp'),
			{kind: 'OtpRejectedError', code: 'MACM60'},
		],
		['expired OTP', 'expired-otp', 'A', otp, recorded('type-a/expired-otp'), {kind: 'OtpRejectedError'}],
		[
			'OTP tries used up',
			'otp-used-up',
			'A',
			otp,
			refusal('You have exceeded the maximum number of OTP attempts. Please regenerate a new one.'),
			{kind: 'OtpRejectedError'},
		],
		['wrong TOTP, type A', 'wrong-totp', 'A', totp, recorded('type-a/wrong-totp', 400), {kind: 'OtpRejectedError'}],
		[
			'wrong TOTP, type B in the shape of A',
			'wrong-totp',
			'B',
			totp,
			recorded('type-b/wrong-totp', 400),
			{kind: 'OtpRejectedError', code: 'MA400'},
		],
		[
			'TOTP tries used up',
			'totp-used-up',
			'A',
			totp,
			refusal('Maximum TOTP attempts exceeded'),
			{kind: 'OtpRejectedError'},
		],
		[
			'bad API key',
			'bad-api-key',
			'A',
			otp,
			recorded('type-a/bad-api-key', 403),
			{kind: 'APIError', field: 'apiKey', code: 'APIKeyException'},
		],
		[
			'bad API key without a type',
			'bad-api-key',
			'A',
			otp,
			recorded('type-a/bad-api-key.untyped', 400),
			{kind: 'APIError'},
		],
		[
			'bad API key, type B in the shape of A',
			'bad-api-key',
			'B',
			otp,
			recorded('type-b/bad-api-key', 403),
			{kind: 'APIError'},
		],
		[
			'version missing',
			'version-refused',
			'A',
			login,
			recorded('type-a/version', 400),
			{kind: 'APIError', code: 'VersionException'},
		],
		[
			'version missing, type B in the shape of A',
			'version-refused',
			'B',
			login,
			recorded('type-a/version', 400),
			{kind: 'APIError'},
		],
		[
			'IP mismatch, type A',
			'ip-mismatch',
			'A',
			check,
			recorded('type-a/ip-mismatch', 403),
			{kind: 'APIError', code: 'APIKeyException'},
		],
		[
			'IP mismatch, type B',
			'ip-mismatch',
			'B',
			check,
			recorded('type-b/ip-mismatch', 403),
			{kind: 'APIError', code: 'IA403'},
		],
		['login forgotten', 'login-over', 'B', otp, recorded('type-b/token-over', 401), {kind: 'AuthenticationError'}],
		['session over', 'session-over', 'A', check, recorded('type-a/token-over', 401), {kind: 'SessionExpiredError'}],
		['session over, by the status alone', 'session-over', 'B', check, says(401, ''), {kind: 'SessionExpiredError'}],
		[
			'too many calls, HTTP 429',
			'rate-limited',
			'A',
			login,
			refusal('slow down', {error_type: 'GeneralException'}, 429),
			{kind: 'RateLimitError', isRetryable: true},
		],
		[
			'too many calls, MA429',
			'rate-limited',
			'B',
			login,
			refusal('slow down', {errorcode: 'MA429'}),
			{kind: 'RateLimitError'},
		],
		['too many calls, a page', 'rate-limited', 'A', login, says(429, '<html>', 'text/html'), {kind: 'RateLimitError'}],
		['problem document', 'bad-request', 'A', login, recorded('type-a/problem', 400), {kind: 'APIError'}],
		['unknown route', 'not-found', 'B', login, refusal('no such thing', {errorcode: 'IA404'}, 404), {kind: 'APIError'}],
		[
			'something went wrong, HTTP 200',
			'broker-failed',
			'A',
			otp,
			recorded('type-a/something-went-wrong'),
			{kind: 'APIError', isRetryable: true},
		],
		[
			'HTTP 500',
			'broker-failed',
			'A',
			login,
			recorded('type-a/something-went-wrong', 500),
			{kind: 'APIError', isRetryable: true},
		],
		['a success with HTTP 500', 'broker-failed', 'A', login, recorded('type-a/connect-login', 500), {kind: 'APIError'}],
		['words nobody knows', 'refused', 'A', login, refusal('Computer says no'), {kind: 'APIError', isRetryable: false}],
		[
			'HTML with 502',
			'html-page',
			'A',
			login,
			says(502, '<html><h1>502 Bad Gateway</h1></html>', 'text/html'),
			{kind: 'APIError', isRetryable: true},
		],
		[
			'HTML with 200',
			'html-page',
			'B',
			login,
			says(200, '\n<!DOCTYPE html><p>maintenance'),
			{kind: 'APIError', isRetryable: false},
		],
		['empty body', 'empty-body', 'A', login, says(200, ''), {kind: 'APIError'}],
		['blank body', 'empty-body', 'A', login, says(200, ' \r\n'), {kind: 'APIError'}],
		['cut JSON', 'unreadable-body', 'A', login, says(200, '{"status":"success","data":{'), {kind: 'APIError'}],
		['JSON of another shape', 'unreadable-body', 'A', login, says(200, '[1,2]'), {kind: 'APIError'}],
		[
			'not UTF-8',
			'unreadable-body',
			'A',
			login,
			(_, response) => response.end(Buffer.from([0x22, 0xff, 0xfe, 0x22])),
			{kind: 'APIError'},
		],
		[
			'redirect',
			'redirect',
			'A',
			login,
			(_, response) => response.writeHead(302, {Location: 'http://127.0.0.1:1/'}).end(),
			{kind: 'APIError'},
		],
	])('%s', async (_, situation, apiKeyType, ask, script, expected) => {
		const error = await refusalOf(apiKeyType, ask, await script);

		expect(situationOf(error)).toBe(situation);
		expect(error).toMatchObject(expected);
		expect(error.hint).not.toBe('');
		const text = everythingIn(error);
		for (const secret of [password, apiKey, code, accessToken, challenge.handle]) {
			expect(text).not.toContain(secret?.reveal());
		}
	});

	test('attempts left are exposed and said', async () => {
		const error = await refusalOf('B', login, await recorded('type-b/wrong-password'));

		expect(error).toMatchObject({
			reason: 'wrong-password',
			attemptsLeft: 9,
			message: 'mStock refused the password. 9 attempts are left before it locks the account.',
		});
	});

	test('a last attempt with a warning of the lock is still a wrong password', async () => {
		const error = await refusalOf(
			'B',
			login,
			refusal('Invalid username or password. 1 attempts remaining, then your account will be locked.', {
				errorcode: 'MA500',
			}),
		);

		expect(error).toMatchObject({reason: 'wrong-password', attemptsLeft: 1});
		expect(error.message).toContain('1 attempt is left');
	});

	test('a locked account says for how long where the broker does', async () => {
		const error = await refusalOf('A', login, refusal('Account locked. Please try again after 15 minutes.'));

		expect(error).toMatchObject({
			reason: 'locked',
			attemptsLeft: 0,
			message: 'mStock has locked this account after too many wrong passwords, for 15 minutes.',
		});
	});

	test.each([
		['wrong', otp, 'type-a/wrong-otp'],
		['expired', otp, 'type-a/expired-otp'],
		['wrong', totp, 'type-a/wrong-totp'],
	])('a code that is %s says so in its rejection', async (rejection, ask, fixture) => {
		expect(await refusalOf('A', ask, await recorded(fixture))).toMatchObject({rejection});
	});

	test('Retry-After is passed on', async () => {
		const error = await refusalOf('A', check, (_, response) => response.writeHead(429, {'Retry-After': '7'}).end());

		expect(error.hint).toBe('Try again in 7 seconds.');
	});

	test("the broker's words are shown harmless and short", async () => {
		const error = await refusalOf('A', login, refusal(`no\u001B[31m\r\n${'x'.repeat(10_000)}`));

		// oxlint-disable-next-line no-control-regex -- control characters are what must not be there
		expect(error.message).not.toMatch(/[\u0000-\u001F\u007F-\u009F]/);
		expect(error.message.length).toBeLessThan(300);
	});

	test.each([
		['as it is', password.reveal()],
		['URL-encoded', encodeURIComponent(password.reveal())],
		['in base64', Buffer.from(password.reveal()).toString('base64')],
		['in hex', Buffer.from(password.reveal()).toString('hex')],
	])('words that repeat a secret %s are withheld', async (_, echo) => {
		const error = await refusalOf('A', login, refusal(`The value ${echo} is unheard of`));

		expect(everythingIn(error)).not.toContain(echo);
		expect(error.message).toContain('withheld');
	});

	test('a code of the broker that is the code of the person is withheld, too', async () => {
		const error = await refusalOf('B', otp, refusal('OTP is invalid', {errorcode: code.reveal()}));

		expect(everythingIn(error)).not.toContain(code.reveal());
		expect(error.code).toBeUndefined();
	});

	test('a field that repeats a secret in a problem document is withheld', async () => {
		const body = JSON.stringify({title: 'no', status: 400, errors: {[password.reveal()]: ['unknown']}});
		const error = await refusalOf('A', login, says(400, body));

		expect(everythingIn(error)).not.toContain(password.reveal());
	});
});

test('every situation that a person can meet has a text and a next step of its own', async () => {
	const errors = new Map<string, AppError>();
	const meet = async (
		name: string,
		type: ApiKeyType,
		ask: typeof login,
		script: Promise<Script> | Script,
	): Promise<void> => {
		errors.set(name, await refusalOf(type, ask, await script));
	};

	await meet('wrong password', 'B', login, recorded('type-b/wrong-password'));
	await meet('wrong password, untold', 'A', login, recorded('type-a/wrong-password'));
	await meet('account locked', 'A', login, refusal('Your account has been locked.'));
	await meet('wrong OTP', 'A', otp, recorded('type-a/wrong-otp'));
	await meet('expired OTP', 'A', otp, recorded('type-a/expired-otp'));
	await meet('OTP used up', 'A', otp, refusal('OTP attempts exceeded'));
	await meet('wrong TOTP', 'A', totp, recorded('type-a/wrong-totp'));
	await meet('bad API key', 'A', otp, recorded('type-a/bad-api-key', 403));
	await meet('version missing', 'A', login, recorded('type-a/version', 400));
	await meet('IP mismatch', 'A', login, recorded('type-a/ip-mismatch', 403));
	await meet('HTML 502', 'A', login, says(502, '<html>', 'text/html'));
	await meet('empty body', 'A', login, says(200, ''));
	await meet('malformed body', 'A', login, says(200, '{'));
	await meet('HTTP 500', 'A', login, recorded('type-a/something-went-wrong', 500));
	await meet('HTTP 429', 'A', login, says(429, ''));
	await meet('login over', 'B', otp, recorded('type-b/token-over', 401));
	await meet('session over', 'A', check, recorded('type-a/token-over', 401));
	await meet('timeout', 'A', login, () => undefined);
	await meet('reset', 'A', login, (_, response) => response.socket?.resetAndDestroy());
	errors.set('OTP to a TOTP account', createFactorMismatchError('otp'));
	errors.set('TOTP to an OTP account', createFactorMismatchError('totp'));
	using refused = createTestClient(`http://127.0.0.1:${await closedPort()}`);
	errors.set('connection refused', await failureOf(login(refused.client.auth.A)));
	using nameless = createTestClient(`http://${unresolvable}`);
	errors.set('unknown host', await failureOf(login(nameless.client.auth.A)));

	const messages = [...errors.values()].map(error => error.message);
	expect(new Set(messages).size).toBe(errors.size);
	const unworded = [...errors].filter(([, {message, hint}]) => hint === '' || !/^[A-Z0-9m].*\.$/.test(message));
	expect(unworded.map(([name]) => name)).toEqual([]);
});
