import {connect} from 'node:net';
import {describe, expect, test} from 'vitest';
import {createFaults} from '../../source/sandbox/faults.ts';
import {
	fundsA,
	fundsB,
	keyB,
	loginA,
	loginB,
	signInA,
	signInB,
	startTestSandbox,
	textAt,
	until,
	type TestSandbox,
} from './helpers.ts';

/** The code of the connection's own error, e.g. `ECONNRESET`; undefined when an answer came. */
async function failureOf(attempt: Promise<unknown>): Promise<string | undefined> {
	try {
		await attempt;
		return undefined;
	} catch (error) {
		const cause = (error as {cause?: {code?: string}}).cause;
		return cause?.code ?? (error as Error).name;
	}
}

async function hasEffect(sandbox: TestSandbox): Promise<boolean> {
	return (await sandbox.control.inbox('DEMO01')) !== undefined;
}

describe('a fault that is an answer', () => {
	test.each([
		['http-500', 500, {status: 'error', message: 'something went wrong', error_type: 'MiraeException', data: null}],
		[
			'http-429',
			429,
			{
				status: 'error',
				message: 'Too many requests. Please try again after some time.',
				error_type: 'GeneralException',
				data: null,
			},
		],
		[
			'token-expired',
			401,
			{status: 'error', message: 'Invalid request. Please try again.', error_type: 'TokenException', data: null},
		],
		[
			'ip-mismatch',
			403,
			{
				status: 'error',
				message: 'Primary and Secondary IP Address are not matching with current IP address.',
				error_type: 'APIKeyException',
				data: null,
			},
		],
	] as const)('%s speaks type A on its routes', async (kind, status, json) => {
		const sandbox = await startTestSandbox();
		await sandbox.control.addFault({match: 'POST /openapi/typea/connect/login', kind});
		const reply = await loginA(sandbox);
		expect([reply.status, reply.json, await hasEffect(sandbox)]).toEqual([status, json, false]);
	});

	test.each([
		['http-500', 500, {status: 'false', message: 'something went wrong', errorcode: 'IA500', data: null}],
		[
			'http-429',
			429,
			{
				status: 'false',
				message: 'Too many requests. Please try again after some time.',
				errorcode: 'MA429',
				data: null,
			},
		],
		[
			'token-expired',
			401,
			{status: 'false', message: 'Invalid request. Please try again.', errorcode: 'IA401', data: null},
		],
		[
			'ip-mismatch',
			403,
			{
				status: 'false',
				message: 'Primary and Secondary IP Address are not matching with current IP address.',
				errorcode: 'IA403',
				data: null,
			},
		],
	] as const)('%s speaks type B on its routes', async (kind, status, json) => {
		const sandbox = await startTestSandbox();
		await sandbox.control.addFault({match: '* /openapi/typeb/*', kind});
		const reply = await loginB(sandbox);
		expect([reply.status, reply.json]).toEqual([status, json]);
	});

	test('http-502-html is a page', async () => {
		const sandbox = await startTestSandbox();
		await sandbox.control.addFault({match: '*', kind: 'http-502-html'});
		const reply = await loginA(sandbox);
		expect([reply.status, reply.headers.get('content-type'), reply.json]).toEqual([502, 'text/html', undefined]);
		expect(reply.text).toContain('<h1>502 Bad Gateway</h1>');
	});

	test('empty is a 200 with nothing in it, malformed a 200 with half a document', async () => {
		const sandbox = await startTestSandbox();
		await sandbox.control.addFault({match: '*', kind: 'empty'});
		await sandbox.control.addFault({match: '*', kind: 'malformed'});
		const empty = await loginA(sandbox);
		const malformed = await loginA(sandbox);
		expect([empty.status, empty.text]).toEqual([200, '']);
		expect([malformed.status, malformed.json]).toEqual([200, undefined]);
		expect(malformed.text).toMatch(/^\{"status":"success"/);
		expect(await hasEffect(sandbox)).toBe(false);
	});
});

describe('a fault of the connection', () => {
	test('timeout never answers, without any effect', async () => {
		const sandbox = await startTestSandbox();
		await sandbox.control.addFault({match: 'POST */connect/login', kind: 'timeout'});
		const leaving = new AbortController();
		const attempt = sandbox.call('POST', '/openapi/typea/connect/login', {
			headers: {'Content-Type': 'application/x-www-form-urlencoded'},
			body: 'username=DEMO01&password=Demo%401234',
			signal: leaving.signal,
		});
		await until(async () => (await sandbox.control.requests()).find(request => request.fault === 'timeout'));
		leaving.abort();
		expect(await failureOf(attempt)).toBe('AbortError');
		expect(await hasEffect(sandbox)).toBe(false);
		expect((await sandbox.control.requests()).map(request => request.status)).toEqual([null]);
	});

	test('a sandbox that closes lets go of a request that it left hanging', async () => {
		const sandbox = await startTestSandbox();
		await sandbox.control.addFault({match: '*', kind: 'timeout'});
		const attempt = failureOf(loginA(sandbox));
		await until(async () => (await sandbox.control.requests())[0]);
		await sandbox.close();
		expect(await attempt).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
	});

	test('reset tears the connection down before any effect', async () => {
		const sandbox = await startTestSandbox();
		await sandbox.control.addFault({match: '*', kind: 'reset'});
		expect(await failureOf(loginA(sandbox))).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
		expect(await hasEffect(sandbox)).toBe(false);
	});

	test('accept-then-drop loses the answer, not the effect', async () => {
		const sandbox = await startTestSandbox();
		await sandbox.control.addFault({match: '*', kind: 'accept-then-drop'});
		expect(await failureOf(loginA(sandbox))).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
		expect(await hasEffect(sandbox)).toBe(true);
	});

	test('slow-body sends its head at once and its body byte by byte', async () => {
		const sandbox = await startTestSandbox();
		await sandbox.control.addFault({match: '*', kind: 'slow-body', delayMs: 600_000});
		const {port} = new URL(sandbox.addresses.apiUrl);
		const socket = connect(Number(port), '127.0.0.1');
		let received = '';
		socket.on('data', chunk => {
			received += chunk.toString();
		});
		socket.write('GET /openapi/typea/user/fundsummary HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Mirae-Version: 1\r\n\r\n');
		await until(() => (received.includes('\r\n\r\n') ? true : undefined));
		socket.destroy();
		expect(received).toMatch(/^HTTP\/1\.1 500 /);
		expect(received.split('\r\n\r\n')[1]).toBe('');
	});

	test('slow-body comes to its end for a client that waits, without an effect', async () => {
		const sandbox = await startTestSandbox();
		await sandbox.control.addFault({match: '*', kind: 'slow-body', delayMs: 0});
		const reply = await loginA(sandbox);
		expect(textAt(reply, 'message')).toBe('something went wrong');
		expect(await hasEffect(sandbox)).toBe(false);
	});
});

describe('which request a fault strikes', () => {
	test('it strikes as often as it was told, one by default', async () => {
		const sandbox = await startTestSandbox();
		await sandbox.control.addFault({match: 'POST /openapi/typea/connect/login', kind: 'http-500'});
		await sandbox.control.addFault({match: 'POST /openapi/typea/connect/login', kind: 'http-429', times: 2});
		const statuses: number[] = [];
		for (let call = 1; call <= 4; call += 1) {
			statuses.push((await loginA(sandbox)).status);
		}

		expect(statuses).toEqual([500, 429, 429, 200]);
		expect(await sandbox.control.faults()).toEqual([]);
	});

	test('a session goes on after the fault', async () => {
		const sandbox = await startTestSandbox();
		const [tokenA, tokenB] = [await signInA(sandbox), await signInB(sandbox)];
		await sandbox.control.addFault({match: 'GET */user/fundsummary', kind: 'token-expired', times: 2});
		expect([(await fundsA(sandbox, tokenA)).status, (await fundsB(sandbox, tokenB)).status]).toEqual([401, 401]);
		expect([(await fundsA(sandbox, tokenA)).status, (await fundsB(sandbox, tokenB)).status]).toEqual([200, 200]);
	});

	test('clearing takes them away, the control API is never struck', async () => {
		const sandbox = await startTestSandbox();
		const fault = await sandbox.control.addFault({match: '*', kind: 'reset', times: 99, delayMs: 5});
		expect(await sandbox.control.faults()).toEqual([
			{faultId: fault.faultId, match: '*', kind: 'reset', times: 99, delayMs: 5},
		]);
		await sandbox.control.clearFaults();
		expect((await loginA(sandbox)).status).toBe(200);
	});

	test('delayMs comes before it', async () => {
		const sandbox = await startTestSandbox();
		await sandbox.control.addFault({match: '*', kind: 'http-500', delayMs: 120});
		const before = performance.now();
		await sandbox.json('/session/token', {}, keyB);
		expect(performance.now() - before).toBeGreaterThanOrEqual(115);
	});

	test.each([
		['POST /openapi/typea/orders/*', 'POST', '/openapi/typea/orders/regular', true],
		['POST /openapi/typea/orders/*', 'POST', '/OpenAPI/TypeA/Orders/regular/7', true],
		['POST /openapi/typea/orders/*', 'PUT', '/openapi/typea/orders/regular', false],
		['POST /openapi/typea/orders/*', 'POST', '/openapi/typea/orders', false],
		['* /openapi/type?/x', 'GET', '/openapi/typea/x', false],
		['GET /a.c', 'GET', '/abc', false],
		['*', 'DELETE', '/anything', true],
	])('"%s" and %s %s', (match, method, path, isStruck) => {
		const faults = createFaults();
		faults.add({match, kind: 'empty', times: 1, delayMs: undefined});
		expect(faults.take(method, path) !== undefined).toBe(isStruck);
	});
});
