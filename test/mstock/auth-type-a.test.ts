import {describe, expect, test} from 'vitest';
import {SessionExpiredError} from '../../source/errors.ts';
import {recorded, startScriptedBroker} from './scripted-broker.ts';
import {accessToken, apiKey, challenge, code, createTestClient, failureOf, password, trace} from './with-client.ts';

describe('type A', () => {
	test('login sends the client code and the password as a form, with the version and no authorization', async () => {
		await using broker = await startScriptedBroker(await recorded('type-a/connect-login'));
		using test = createTestClient(broker.apiUrl);

		const {durationMs, ...answer} = await test.client.auth.A.login({userId: 'MA1234567', password, trace});

		expect(answer).toEqual({clientCode: 'MA1234567', brokerMessage: undefined, handle: undefined, httpStatus: 200});
		expect(durationMs).toBeGreaterThanOrEqual(0);
		expect(broker.arrivals).toHaveLength(1);
		const [arrival] = broker.arrivals;
		expect(arrival).toMatchObject({method: 'POST', path: '/openapi/typea/connect/login'});
		expect(arrival?.headers['x-mirae-version']).toBe('1');
		expect(arrival?.headers['content-type']).toBe('application/x-www-form-urlencoded');
		expect(arrival?.headers['authorization']).toBeUndefined();
		expect(arrival?.headers['x-privatekey']).toBeUndefined();
		expect([...new URLSearchParams(arrival?.body)]).toEqual([
			['username', 'MA1234567'],
			['password', 'Canary&Pass=1%'],
		]);
	});

	test('a login answer with its booleans as words and its nulls as "None" is read just the same', async () => {
		await using broker = await startScriptedBroker(await recorded('type-a/connect-login.strings'));
		using test = createTestClient(broker.apiUrl);

		const answer = await test.client.auth.A.login({userId: 'ma1234567', password, trace});

		expect(answer.clientCode).toBe('MA1234567');
	});

	test('a login answer that calls itself an error is not taken for a success', async () => {
		await using broker = await startScriptedBroker((_, response) =>
			response.end('{"status":"success","data":{"cid":"MA1234567","is_error":"true"}}'),
		);
		using test = createTestClient(broker.apiUrl);

		const error = await failureOf(test.client.auth.A.login({userId: 'MA1234567', password, trace}));

		expect(error.message).toContain('what matters is missing');
	});

	test('the OTP goes to session/token with the API key and the configured checksum', async () => {
		await using broker = await startScriptedBroker(await recorded('type-a/session'));
		using test = createTestClient(broker.apiUrl, {checksum: 'W'});

		const session = await test.client.auth.A.verifyOtp({apiKey, code, challenge, trace});

		expect(broker.arrivals[0]).toMatchObject({method: 'POST', path: '/openapi/typea/session/token'});
		expect([...new URLSearchParams(broker.arrivals[0]?.body)]).toEqual([
			['api_key', 'canary/key+1=='],
			['request_token', '482913'],
			['checksum', 'W'],
		]);
		expect({
			...session,
			durationMs: 0,
			accessToken: session.accessToken.reveal(),
			publicToken: session.publicToken?.reveal(),
			refreshToken: session.refreshToken?.reveal(),
			encToken: session.encToken?.reveal(),
		}).toEqual({
			accessToken: 'fixture.access.token',
			publicToken: '4876d509-06c1-45db-8248-33dbde85135b',
			refreshToken: 'fixture-refresh',
			encToken: 'fixture.enc.token',
			clientCode: 'MA1234567',
			responseUserId: '538',
			responseUserName: 'MA1234567',
			httpStatus: 200,
			durationMs: 0,
		});
	});

	test('the TOTP goes to session/verifytotp', async () => {
		await using broker = await startScriptedBroker(await recorded('type-a/session'));
		using test = createTestClient(broker.apiUrl);

		const session = await test.client.auth.A.verifyTotp({apiKey, code, challenge, trace});

		expect(broker.arrivals[0]?.path).toBe('/openapi/typea/session/verifytotp');
		expect([...new URLSearchParams(broker.arrivals[0]?.body)]).toEqual([
			['api_key', 'canary/key+1=='],
			['totp', '482913'],
		]);
		expect(session.accessToken.reveal()).toBe('fixture.access.token');
	});

	test('a session without its access token is no session', async () => {
		await using broker = await startScriptedBroker((_, response) =>
			response.end('{"status":"success","data":{"access_token":"None","user_name":"MA1234567"}}'),
		);
		using test = createTestClient(broker.apiUrl);

		const error = await failureOf(test.client.auth.A.verifyOtp({apiKey, code, challenge, trace}));

		expect(error.message).toBe(
			'The answer to session/token cannot be read (HTTP 200): it says success, but what matters is missing.',
		);
	});

	test('logout and the session check carry key and token in one header', async () => {
		await using broker = await startScriptedBroker(await recorded('type-a/logout'));
		using test = createTestClient(broker.apiUrl);

		await test.client.auth.A.logout({apiKey, accessToken, trace});
		broker.play(await recorded('type-a/fund-summary'));
		await test.client.auth.A.checkSession({apiKey, accessToken, trace});

		expect(broker.arrivals.map(({method, path, body}) => ({method, path, body}))).toEqual([
			{method: 'GET', path: '/openapi/typea/logout', body: ''},
			{method: 'GET', path: '/openapi/typea/user/fundsummary', body: ''},
		]);
		expect(broker.arrivals.map(({headers}) => headers['authorization'])).toEqual([
			'token canary/key+1==:canary.access.token',
			'token canary/key+1==:canary.access.token',
		]);
	});

	test.each([
		['type-a/token-over', 200],
		['type-a/token-over', 401],
	])('a token that is over (%s, HTTP %i) is a session that is over', async (fixture, httpStatus) => {
		await using broker = await startScriptedBroker(await recorded(fixture, httpStatus));
		using test = createTestClient(broker.apiUrl);

		const error = await failureOf(test.client.auth.A.checkSession({apiKey, accessToken, trace}));

		expect(error).toBeInstanceOf(SessionExpiredError);
		expect(error).toMatchObject({reason: 'session-over', code: 'TokenException'});
	});
});
