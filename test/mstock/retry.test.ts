import {describe, expect, test} from 'vitest';
import {CircuitOpenError, RateLimitError} from '../../source/errors.ts';
import type {MstockAuth} from '../../source/mstock/mstock-auth.ts';
import {recorded, startScriptedBroker, type Script} from './scripted-broker.ts';
import {accessToken, apiKey, challenge, code, createTestClient, failureOf, password, trace} from './with-client.ts';

const reset: Script = (_, response) => response.socket?.resetAndDestroy();
const unavailable: Script = (_, response) => response.writeHead(503).end();

const writes: ReadonlyArray<[string, (auth: MstockAuth) => Promise<unknown>]> = [
	['login', auth => auth.login({userId: 'MA1234567', password, trace})],
	['OTP', auth => auth.verifyOtp({apiKey, code, challenge, trace})],
	['TOTP', auth => auth.verifyTotp({apiKey, code, challenge, trace})],
	['logout', auth => auth.logout({apiKey, accessToken, trace})],
];

describe('writes', () => {
	test.each(writes)('a failed %s is never sent twice, in either dialect', async (_, write) => {
		for (const script of [reset, unavailable, await recorded('type-a/something-went-wrong', 500)]) {
			await using broker = await startScriptedBroker(script);
			using test = createTestClient(broker.apiUrl, {maxRetries: 3});

			await failureOf(write(test.client.auth.A));
			await failureOf(write(test.client.auth.B));

			expect(broker.arrivals).toHaveLength(2);
			expect(test.records).toHaveLength(2);
		}
	});
});

describe('reads', () => {
	const check = (auth: MstockAuth): Promise<void> => auth.checkSession({apiKey, accessToken, trace});

	test('a failed read is tried again, each try with a record of its own', async () => {
		const success = await recorded('type-a/fund-summary');
		let failures = 2;
		await using broker = await startScriptedBroker((arrival, response) =>
			(failures-- > 0 ? reset : success)(arrival, response),
		);
		using test = createTestClient(broker.apiUrl, {maxRetries: 3});

		await check(test.client.auth.A);

		expect(broker.arrivals).toHaveLength(3);
		expect(test.records.map(record => record.level)).toEqual(['ERROR', 'ERROR', 'INFO']);
	});

	test('it gives up after the configured number of retries', async () => {
		await using broker = await startScriptedBroker(unavailable);
		using test = createTestClient(broker.apiUrl, {maxRetries: 2});

		await failureOf(check(test.client.auth.A));

		expect(broker.arrivals).toHaveLength(3);
	});

	test.each([
		['a session that is over', 'type-a/token-over'],
		['a bad API key', 'type-a/bad-api-key'],
		['an IP mismatch', 'type-a/ip-mismatch'],
	])('%s is an answer and not asked for again', async (_, fixture) => {
		await using broker = await startScriptedBroker(await recorded(fixture, 403));
		using test = createTestClient(broker.apiUrl, {maxRetries: 3});

		await failureOf(check(test.client.auth.A));

		expect(broker.arrivals).toHaveLength(1);
	});

	test('waiting for the next try ends when the client is disposed', async () => {
		const arrived = Promise.withResolvers<void>();
		await using broker = await startScriptedBroker((arrival, response) => {
			unavailable(arrival, response);
			arrived.resolve();
		});
		const failed = Promise.withResolvers<void>();
		using test = createTestClient(broker.apiUrl, {maxRetries: 3, random: () => 0.999, record: () => failed.resolve()});

		const underWay = failureOf(check(test.client.auth.A));
		await arrived.promise;
		await failed.promise;
		test.client.dispose();

		expect((await underWay).kind).toBe('APIError');
		expect(broker.arrivals).toHaveLength(1);
	});
});

describe('the circuit breaker', () => {
	const circuit = {failures: 3, pauseMs: 60_000};
	const check = (auth: MstockAuth): Promise<void> => auth.checkSession({apiKey, accessToken, trace});

	test('reads are held back after some failures in a row; logins, codes, logouts and probes never', async () => {
		await using broker = await startScriptedBroker(unavailable);
		using test = createTestClient(broker.apiUrl, {circuit});
		for (let failures = 0; failures < circuit.failures; failures++) {
			await failureOf(check(test.client.auth.A));
		}

		const error = await failureOf(check(test.client.auth.B));
		expect(error).toBeInstanceOf(CircuitOpenError);
		expect(error.message).toBe('mStock failed 3 times in a row, so user/fundsummary was not sent.');
		expect(broker.arrivals).toHaveLength(3);

		for (const [, write] of writes) {
			expect((await failureOf(write(test.client.auth.A))).kind).toBe('APIError');
		}

		expect((await test.client.probe()).httpStatus).toBe(503);
		expect(broker.arrivals).toHaveLength(3 + writes.length + 1);
	});

	test('after the pause one read looks again, and a success lets all through', async () => {
		await using broker = await startScriptedBroker(unavailable);
		using test = createTestClient(broker.apiUrl, {circuit: {failures: 1, pauseMs: 50}});
		await failureOf(check(test.client.auth.A));
		broker.play(await recorded('type-a/fund-summary'));

		await expect
			.poll(async () =>
				check(test.client.auth.A).then(
					() => 'sent',
					() => 'held back',
				),
			)
			.toBe('sent');

		await check(test.client.auth.A);
		expect(broker.arrivals).toHaveLength(3);
	});

	test('refusals do not count as failures', async () => {
		await using broker = await startScriptedBroker(await recorded('type-a/token-over', 401));
		using test = createTestClient(broker.apiUrl, {circuit});
		for (let refusals = 0; refusals < circuit.failures; refusals++) {
			await failureOf(check(test.client.auth.A));
		}

		broker.play((_, response) => response.writeHead(429).end());
		for (let refusals = 0; refusals < circuit.failures; refusals++) {
			expect(await failureOf(check(test.client.auth.A))).toBeInstanceOf(RateLimitError);
		}

		expect(broker.arrivals).toHaveLength(2 * circuit.failures);
	});
});
