import {describe, expect, test} from 'vitest';
import {Secret} from '../../source/domain/secret.ts';
import {SessionExpiredError, ValidationError} from '../../source/errors.ts';
import {recorded, startScriptedBroker} from './scripted-broker.ts';
import {accessToken, apiKey, challenge, code, createTestClient, failureOf, password, trace} from './with-client.ts';

describe('type B', () => {
	test('login sends JSON with empty totp and state, and neither key nor token', async () => {
		await using broker = await startScriptedBroker(await recorded('type-b/connect-login'));
		using test = createTestClient(broker.apiUrl);

		const answer = await test.client.auth.B.login({userId: 'MA1234567', password, trace});

		expect({...answer, durationMs: 0, handle: answer.handle?.reveal()}).toEqual({
			clientCode: 'MA1234567',
			brokerMessage: 'Please enter the OTP that we sent on XXXXXXX452 and XXXX00@EXAMPLE.COM',
			handle: '697c39bf-9411-46b0-81c2-67448ee99c72',
			httpStatus: 200,
			durationMs: 0,
		});
		const [arrival] = broker.arrivals;
		expect(arrival).toMatchObject({method: 'POST', path: '/openapi/typeb/connect/login'});
		expect(arrival?.headers['content-type']).toBe('application/json');
		expect(arrival?.headers['x-mirae-version']).toBe('1');
		expect(arrival?.headers['authorization']).toBeUndefined();
		expect(arrival?.headers['x-privatekey']).toBeUndefined();
		expect(JSON.parse(arrival?.body ?? '')).toEqual({
			clientcode: 'MA1234567',
			password: 'Canary&Pass=1%',
			totp: '',
			state: '',
		});
	});

	test('the handle is the refresh token where that is filled', async () => {
		await using broker = await startScriptedBroker(await recorded('type-b/connect-login.both'));
		using test = createTestClient(broker.apiUrl);

		const answer = await test.client.auth.B.login({userId: 'MA1234567', password, trace});

		expect(answer.handle?.reveal()).toBe('697c39bf-9411-46b0-81c2-67448ee99c72');
		expect(answer.brokerMessage).toBeUndefined();
	});

	test('the OTP goes with the handle, the key in its own header; the client code stays that of the login', async () => {
		await using broker = await startScriptedBroker(await recorded('type-b/session-otp'));
		using test = createTestClient(broker.apiUrl);

		const session = await test.client.auth.B.verifyOtp({apiKey, code, challenge, trace});

		const [arrival] = broker.arrivals;
		expect(arrival).toMatchObject({method: 'POST', path: '/openapi/typeb/session/token'});
		expect(arrival?.headers['x-privatekey']).toBe('canary/key+1==');
		expect(JSON.parse(arrival?.body ?? '')).toEqual({
			refreshToken: '697c39bf-9411-46b0-81c2-67448ee99c72',
			otp: '482913',
		});
		expect({
			...session,
			durationMs: 0,
			accessToken: session.accessToken.reveal(),
			publicToken: session.publicToken?.reveal(),
			refreshToken: session.refreshToken?.reveal(),
		}).toEqual({
			accessToken: 'fixture.jwt.token',
			publicToken: 'fixture.feed.token',
			refreshToken: 'fixture.refresh.token',
			encToken: undefined,
			clientCode: 'MA1234567',
			responseUserId: undefined,
			responseUserName: undefined,
			httpStatus: 200,
			durationMs: 0,
		});
	});

	test('the TOTP answer names the client', async () => {
		await using broker = await startScriptedBroker(await recorded('type-b/session-totp'));
		using test = createTestClient(broker.apiUrl);

		const session = await test.client.auth.B.verifyTotp({apiKey, code, challenge, trace});

		expect(broker.arrivals[0]?.path).toBe('/openapi/typeb/session/verifytotp');
		expect(JSON.parse(broker.arrivals[0]?.body ?? '')).toEqual({
			refreshToken: '697c39bf-9411-46b0-81c2-67448ee99c72',
			totp: '482913',
		});
		expect(session).toMatchObject({
			clientCode: 'MA1234567',
			responseUserId: 'MA1234567',
			responseUserName: 'TEST CLIENT',
		});
	});

	test('logout and the session check carry the key and the bearer token', async () => {
		await using broker = await startScriptedBroker(await recorded('type-b/logout'));
		using test = createTestClient(broker.apiUrl);

		await test.client.auth.B.logout({apiKey, accessToken, trace});
		broker.play(await recorded('type-b/fund-summary'));
		await test.client.auth.B.checkSession({apiKey, accessToken, trace});

		expect(
			broker.arrivals.map(({method, path, headers}) => [
				method,
				path,
				headers['authorization'],
				headers['x-privatekey'],
			]),
		).toEqual([
			['GET', '/openapi/typeb/logout', 'Bearer canary.access.token', 'canary/key+1=='],
			['GET', '/openapi/typeb/user/fundsummary', 'Bearer canary.access.token', 'canary/key+1=='],
		]);
	});

	test('IA401 is a session that is over, whatever the HTTP status', async () => {
		await using broker = await startScriptedBroker(await recorded('type-b/token-over'));
		using test = createTestClient(broker.apiUrl);

		const error = await failureOf(test.client.auth.B.logout({apiKey, accessToken, trace}));

		expect(error).toBeInstanceOf(SessionExpiredError);
		expect(error.code).toBe('IA401');
	});

	test('a key that no header can carry is refused by name and never sent', async () => {
		await using broker = await startScriptedBroker();
		using test = createTestClient(broker.apiUrl);

		const broken = new Secret('canary key\r\nX-Evil: 1');
		const error = await failureOf(test.client.auth.B.verifyOtp({apiKey: broken, code, challenge, trace}));

		expect(error).toBeInstanceOf(ValidationError);
		expect(error.field).toBe('apiKey');
		expect(error.message).not.toContain('canary');
		expect(broker.arrivals).toHaveLength(0);
	});
});
