import {createServer, type Server} from 'node:net';
import type {AddressInfo} from 'node:net';
import {gzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {situationOf} from '../../source/mstock/errors.ts';
import {closedPort, recorded, startScriptedBroker, unresolvable} from './scripted-broker.ts';
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

const login = {userId: 'MA1234567', password, trace};

describe('one exchange, one record', () => {
	test('the record has what went out and what came back, by field, for the logger to redact', async () => {
		await using broker = await startScriptedBroker(await recorded('type-a/connect-login'));
		const startedAt = new Date('2026-11-24T05:12:07.118Z');
		using test = createTestClient(broker.apiUrl, {now: () => startedAt});

		await test.client.auth.A.login(login);

		expect(test.records).toHaveLength(1);
		const [record] = test.records;
		expect(record).toMatchObject({
			startedAt,
			durationMs: 0,
			level: 'INFO',
			message: 'connect/login: success',
			module: 'mstock_auth',
			apiName: 'login',
			method: 'POST',
			url: `${broker.apiUrl}/openapi/typea/connect/login`,
			requestBody: {username: 'MA1234567', password: 'Canary&Pass=1%'},
			httpStatus: 200,
			responseBody: {status: 'success', data: {cid: 'MA1234567'}},
			userId: 'MA1234567',
			loginSequenceId: '26112410420017',
		});
		expect(record?.requestHeaders['X-Mirae-Version']).toBe('1');
		expect(record?.responseHeaders['content-type']).toBe('application/json; charset=utf-8');
	});

	test('every call of a login and logout has the name that the original gave it', async () => {
		await using broker = await startScriptedBroker();
		using test = createTestClient(broker.apiUrl);
		const {A: auth} = test.client.auth;

		broker.play(await recorded('type-a/connect-login'));
		await auth.login(login);
		broker.play(await recorded('type-a/session'));
		await auth.verifyOtp({apiKey, code, challenge, trace});
		await auth.verifyTotp({apiKey, code, challenge, trace});
		broker.play(await recorded('type-a/logout'));
		await auth.logout({apiKey, accessToken, trace});
		await auth.checkSession({apiKey, accessToken, trace});

		expect(test.records.map(record => record.apiName)).toEqual([
			'login',
			'generate_session',
			'verify_totp',
			'logout',
			'fund_summary',
		]);
	});

	test('a failure is recorded with its words and without an answer', async () => {
		using test = createTestClient(`http://127.0.0.1:${await closedPort()}`);

		const error = await failureOf(test.client.auth.A.login(login));

		expect(test.records).toHaveLength(1);
		expect(test.records[0]).toMatchObject({
			level: 'ERROR',
			message: `connect/login: ${error.message}`,
			httpStatus: undefined,
			responseBody: undefined,
		});
	});
});

describe('the road to the broker', () => {
	test('nobody listens', async () => {
		const port = await closedPort();
		using test = createTestClient(`http://127.0.0.1:${port}`);

		const error = await failureOf(test.client.auth.A.login(login));

		expect(situationOf(error)).toBe('refused-connection');
		expect(error).toMatchObject({kind: 'APIError', code: 'ECONNREFUSED'});
		expect(error.message).toBe(`Nobody answers at 127.0.0.1:${port}: the connection was refused.`);
	});

	test('the name of the broker leads nowhere', async () => {
		using test = createTestClient(`http://${unresolvable}`);

		const error = await failureOf(test.client.auth.A.login(login));

		expect(situationOf(error)).toBe('unknown-host');
		expect(error.hint).toContain('Nothing was sent');
	});

	test('the connection is reset', async () => {
		await using broker = await startScriptedBroker((_, response) => response.socket?.resetAndDestroy());
		using test = createTestClient(broker.apiUrl);

		expect(situationOf(await failureOf(test.client.auth.A.login(login)))).toBe('lost-connection');
	});

	test('the answer stops in the middle', async () => {
		await using broker = await startScriptedBroker((_, response) => {
			response.writeHead(200, {'Content-Length': '100'});
			response.write('{"status":', () => response.destroy());
		});
		using test = createTestClient(broker.apiUrl);

		expect(situationOf(await failureOf(test.client.auth.A.login(login)))).toBe('lost-connection');
	});

	test('no answer within the deadline says how long that was', async () => {
		await using broker = await startScriptedBroker(() => undefined);
		using test = createTestClient(broker.apiUrl, {timeoutMs: 250});

		const error = await failureOf(test.client.auth.A.login(login));

		expect(situationOf(error)).toBe('timeout');
		expect(error.message).toBe('mStock did not answer connect/login within 0.25 s.');
		expect(error.hint).toContain('not sent again');
	});

	test('a body that drips for ever ends at the deadline of the whole call', async () => {
		await using broker = await startScriptedBroker((_, response) => {
			response.writeHead(200, {'Content-Type': 'application/json'});
			const drip = setInterval(() => response.write(' '), 20);
			response.on('close', () => clearInterval(drip));
		});
		using test = createTestClient(broker.apiUrl, {timeoutMs: 400});

		const startedAt = performance.now();
		const error = await failureOf(test.client.auth.A.login(login));

		expect(situationOf(error)).toBe('timeout');
		expect(performance.now() - startedAt).toBeLessThan(3000);
	});

	test('a small body that unpacks to a giant one is refused before it fills the memory', async () => {
		const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20));
		expect(bomb.length).toBeLessThan(100_000);
		await using broker = await startScriptedBroker((_, response) => {
			response.writeHead(200, {'Content-Encoding': 'gzip', 'Content-Type': 'application/json'}).end(bomb);
		});
		using test = createTestClient(broker.apiUrl);

		const error = await failureOf(test.client.auth.A.login(login));

		expect(situationOf(error)).toBe('unreadable-body');
		expect(error.message).toContain('far larger');
	});

	test('compressed answers are read, damaged ones refused', async () => {
		const body = gzipSync('{"status":"success","data":{"cid":"MA1234567"}}');
		let sent = body;
		await using broker = await startScriptedBroker((_, response) => {
			response.writeHead(200, {'Content-Encoding': 'gzip'}).end(sent);
		});
		using test = createTestClient(broker.apiUrl);

		expect((await test.client.auth.A.login(login)).clientCode).toBe('MA1234567');
		sent = Buffer.from('this is not gzip');
		expect((await failureOf(test.client.auth.A.login(login))).message).toContain('compression is damaged');
	});

	test('a redirect is not followed, and nothing goes to where it points', async () => {
		await using elsewhere = await startScriptedBroker();
		await using broker = await startScriptedBroker((_, response) =>
			response.writeHead(307, {Location: `${elsewhere.apiUrl}/openapi/typea/connect/login`}).end(),
		);
		using test = createTestClient(broker.apiUrl);

		expect(situationOf(await failureOf(test.client.auth.A.login(login)))).toBe('redirect');
		expect(elsewhere.arrivals).toHaveLength(0);
	});

	test('what does not speak HTTP at all is an unreadable answer', async () => {
		await using other = await startRawServer('SSH-2.0-OpenSSH_9.2\r\n');
		using test = createTestClient(other.apiUrl);

		expect(situationOf(await failureOf(test.client.auth.A.login(login)))).toBe('unreadable-body');
	});

	test('TLS that cannot prove itself gets nothing', async () => {
		await using other = await startRawServer('HTTP/1.1 400 Bad Request\r\n\r\n');
		using test = createTestClient(other.apiUrl.replace('http:', 'https:'));

		expect(situationOf(await failureOf(test.client.auth.A.login(login)))).toBe('tls');
	});

	test('a proxy in the environment is asked for a broker elsewhere, and not for loopback', async () => {
		await using proxy = await startScriptedBroker(await recorded('type-a/connect-login'));
		await using broker = await startScriptedBroker(await recorded('type-a/connect-login'));
		const before = process.env['http_proxy'];
		process.env['http_proxy'] = proxy.apiUrl;
		try {
			using here = createTestClient(broker.apiUrl);
			await here.client.auth.A.login(login);
			using elsewhere = createTestClient('http://broker.invalid');
			await elsewhere.client.auth.A.login(login);
		} finally {
			if (before === undefined) {
				delete process.env['http_proxy'];
			} else {
				process.env['http_proxy'] = before;
			}
		}

		expect(broker.arrivals.map(arrival => arrival.path)).toEqual(['/openapi/typea/connect/login']);
		expect(proxy.arrivals.map(arrival => arrival.path)).toEqual(['http://broker.invalid/openapi/typea/connect/login']);
	});

	test('leaving the broker ends what is under way and lets nothing more out', async () => {
		const arrived = Promise.withResolvers<void>();
		await using broker = await startScriptedBroker(() => arrived.resolve());
		using test = createTestClient(broker.apiUrl);

		const underWay = failureOf(test.client.auth.A.login(login));
		await arrived.promise;
		test.client.dispose();

		expect(situationOf(await underWay)).toBe('closed');
		expect(situationOf(await failureOf(test.client.auth.A.login(login)))).toBe('closed');
		expect(broker.arrivals).toHaveLength(1);
	});

	test('no error carries the request of the HTTP library', async () => {
		await using broker = await startScriptedBroker((_, response) => response.socket?.resetAndDestroy());
		using test = createTestClient(broker.apiUrl);

		const error = await failureOf(test.client.auth.B.verifyOtp({apiKey, code, challenge, trace}));

		const text = everythingIn(error);
		for (const secret of [apiKey, code, challenge.handle]) {
			expect(text).not.toContain(secret?.reveal());
		}

		expect(Object.keys(error.cause ?? {})).toEqual([]);
	});
});

describe("the broker's clock", () => {
	test('its skew is read from the Date header, failures included', async () => {
		await using broker = await startScriptedBroker((_, response) => {
			response.setHeader('Date', 'Tue, 24 Nov 2026 05:13:07 GMT');
			response.writeHead(500).end();
		});
		using test = createTestClient(broker.apiUrl, {now: () => new Date('2026-11-24T05:12:07.000Z')});

		expect(test.client.clockSkewMs()).toBeUndefined();
		await failureOf(test.client.auth.A.login(login));
		// A minute ahead, plus half of the second that the header cuts off.
		expect(test.client.clockSkewMs()).toBe(60_500);
	});

	test('a probe takes any answer and needs no session', async () => {
		await using broker = await startScriptedBroker((_, response) => {
			response.setHeader('Date', 'Tue, 24 Nov 2026 05:13:07 GMT');
			response.writeHead(404).end('nothing here');
		});
		using test = createTestClient(broker.apiUrl);

		expect(await test.client.probe()).toEqual({
			latencyMs: expect.any(Number),
			brokerTime: new Date('2026-11-24T05:13:07.000Z'),
			httpStatus: 404,
		});
		expect(broker.arrivals[0]?.headers['authorization']).toBeUndefined();
		expect(test.records[0]).toMatchObject({
			level: 'INFO',
			message: 'health: the broker answers (404)',
			apiName: 'health',
			userId: undefined,
		});
	});

	test('a probe that is refused for want of a session does not read like a failure', async () => {
		await using broker = await startScriptedBroker((_, response) => response.writeHead(401).end());
		using test = createTestClient(broker.apiUrl);

		expect((await test.client.probe()).httpStatus).toBe(401);
		expect(test.records).toMatchObject([
			{level: 'INFO', message: 'health: the broker answers (401 without a session)', httpStatus: 401},
		]);
	});

	test('a probe without an answer fails at once, with one record', async () => {
		using test = createTestClient(`http://127.0.0.1:${await closedPort()}`, {maxRetries: 3});

		expect(situationOf(await failureOf(test.client.probe()))).toBe('refused-connection');
		expect(test.records).toHaveLength(1);
	});
});

async function startRawServer(greeting: string): Promise<AsyncDisposable & {readonly apiUrl: string}> {
	const server: Server = createServer(socket => {
		socket.on('error', () => undefined);
		socket.once('data', () => socket.end(greeting));
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	return {
		apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		async [Symbol.asyncDispose]() {
			await new Promise<void>(resolve => {
				server.close(() => resolve());
			});
		},
	};
}
