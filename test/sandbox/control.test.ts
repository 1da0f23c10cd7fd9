import {request} from 'node:http';
import {describe, expect, test} from 'vitest';
import {APIError} from '../../source/errors.ts';
import {createControlClient} from '../../source/sandbox/control-client.ts';
import {fundsA, loginA, signInA, startTestSandbox, textAt, type Reply, type TestSandbox} from './helpers.ts';

function control(sandbox: TestSandbox, method: string, path: string, body?: unknown): Promise<Reply> {
	return sandbox.call(method, `/sandbox/${path}`, {
		headers: {'Content-Type': 'application/json'},
		body: body === undefined ? undefined : JSON.stringify(body),
	});
}

describe('the control API', () => {
	test('the addresses have the promised form', async () => {
		const {addresses} = await startTestSandbox();
		const port = new URL(addresses.apiUrl).port;
		expect(addresses).toEqual({
			apiUrl: `http://127.0.0.1:${port}`,
			wsUrl: `ws://127.0.0.1:${port}/ws`,
			controlUrl: `http://127.0.0.1:${port}/sandbox`,
		});
	});

	test('the inbox has nulls before a login, then the code with its times', async () => {
		const sandbox = await startTestSandbox({clock: new Date('2026-01-05T04:00:00Z'), speed: 0});
		expect((await control(sandbox, 'GET', 'inbox/DEMO01')).json).toEqual({otp: null, sentAt: null, expiresAt: null});
		await loginA(sandbox);
		expect((await control(sandbox, 'GET', 'inbox/DEMO01')).json).toEqual({
			otp: expect.stringMatching(/^\d{3}$/) as string,
			sentAt: '2026-01-05T04:00:00.000Z',
			expiresAt: '2026-01-05T04:05:00.000Z',
		});
		expect((await control(sandbox, 'GET', 'inbox/NOBODY')).status).toBe(404);
	});

	test('requests are recorded as they came, in order, with a cursor', async () => {
		const sandbox = await startTestSandbox({clock: new Date('2026-01-05T04:00:00Z'), speed: 0});
		await loginA(sandbox, 'DEMO01', 'wrong');
		await sandbox.call('GET', '/openapi/typea/user/fundsummary?x=1', {headers: {Authorization: 'token a:b'}});
		const all = await sandbox.control.requests();
		expect(
			all.map(({sequence, method, path, query, body, status, time, fault}) => ({
				sequence,
				method,
				path,
				query,
				body,
				status,
				time,
				fault,
			})),
		).toEqual([
			{
				sequence: 1,
				method: 'POST',
				path: '/openapi/typea/connect/login',
				query: '',
				body: 'username=DEMO01&password=wrong',
				status: 200,
				time: '2026-01-05T04:00:00.000Z',
				fault: null,
			},
			{
				sequence: 2,
				method: 'GET',
				path: '/openapi/typea/user/fundsummary',
				query: 'x=1',
				body: '',
				status: 401,
				time: '2026-01-05T04:00:00.000Z',
				fault: null,
			},
		]);
		expect(all[1]?.headers).toMatchObject({authorization: 'token a:b', 'x-mirae-version': '1'});
		expect((await sandbox.control.requests(1)).map(({sequence}) => sequence)).toEqual([2]);
	});

	test('prices are stored and echoed', async () => {
		const sandbox = await startTestSandbox();
		const price = {symbol: 'NSE:INFY', price: 1500.5, freeze: true};
		expect((await control(sandbox, 'POST', 'prices', price)).json).toEqual(price);
		expect((await control(sandbox, 'GET', 'prices')).json).toEqual([price]);
	});

	test('health tells whose it is', async () => {
		const sandbox = await startTestSandbox({seed: 7, otpLength: 4});
		expect(await sandbox.control.health()).toMatchObject({
			sandbox: 'mstock',
			pid: process.pid,
			seed: 7,
			otpLength: 4,
			speed: 1,
			lastSequence: 0,
			sockets: 0,
		});
	});

	test('reset undoes lockouts, codes, sessions, faults, the record, prices and the clock', async () => {
		const sandbox = await startTestSandbox({clock: new Date('2026-01-05T04:00:00Z'), speed: 0});
		const token = await signInA(sandbox);
		await loginA(sandbox);
		for (let attempt = 1; attempt <= 10; attempt += 1) {
			await loginA(sandbox, 'DEMO03', 'wrong');
		}

		await sandbox.control.addFault({match: '*', kind: 'reset', times: 99});
		await sandbox.control.setClock({now: new Date('2027-01-01T00:00:00Z'), speed: 60});
		await sandbox.control.setPrice({symbol: 'NSE:INFY', price: 1, freeze: false});
		await sandbox.control.reset();

		expect(await sandbox.control.clock()).toEqual({now: new Date('2026-01-05T04:00:00Z'), speed: 0});
		expect(await sandbox.control.faults()).toEqual([]);
		expect(await sandbox.control.prices()).toEqual([]);
		expect(await sandbox.control.requests()).toEqual([]);
		expect(await sandbox.control.inbox('DEMO01')).toBeUndefined();
		expect((await fundsA(sandbox, token)).status).toBe(401);
		expect((await loginA(sandbox, 'DEMO03')).json).toMatchObject({status: 'success'});
	});

	test.each([
		['faults', {kind: 'reset'}, 'match'],
		['faults', {match: '*', kind: 'flood'}, 'accept-then-drop'],
		['faults', {match: '*', kind: 'reset', times: 0}, 'times'],
		['faults', {match: '*', kind: 'reset', delayMs: -1}, 'delayMs'],
		['clock', {}, 'speed'],
		['clock', {now: '2026-01-05T09:15:00'}, 'zone'],
		['clock', {now: 'tomorrow Z'}, 'zone'],
		['clock', {speed: -1}, 'speed'],
		['prices', {symbol: 'INFY', price: 1}, 'NSE:INFY'],
		['prices', {symbol: 'NSE:INFY', price: '1'}, 'rupees'],
		['ws', {action: 'send'}, 'base64'],
	])('POST %s refuses %j in words', async (path, body, word) => {
		const sandbox = await startTestSandbox();
		const reply = await control(sandbox, 'POST', path, body);
		expect(reply.status).toBe(400);
		expect(textAt(reply, 'error')).toContain(word);
	});

	test('what it does not have is a 404, a body that is no JSON a 400, a since that is no number too', async () => {
		const sandbox = await startTestSandbox();
		const noJson = await sandbox.call('POST', '/sandbox/faults', {body: 'match=*'});
		expect([
			(await control(sandbox, 'GET', 'nonsense')).status,
			(await control(sandbox, 'GET', 'requests?since=x')).status,
			noJson.status,
		]).toEqual([404, 400, 400]);
	});

	test.each([
		['an Origin', {Origin: 'https://evil.example'}],
		['another Host', {Host: 'evil.example'}],
	])('a browser page that comes with %s learns nothing', async (_name, headers) => {
		const sandbox = await startTestSandbox();
		const {promise, resolve, reject} = Promise.withResolvers<number | undefined>();
		request(`${sandbox.addresses.controlUrl}/requests`, {headers}, response => {
			response.resume();
			resolve(response.statusCode);
		})
			.once('error', reject)
			.end();
		expect(await promise).toBe(403);
	});

	test('its client speaks in AppErrors', async () => {
		const sandbox = await startTestSandbox();
		await expect(sandbox.control.inbox('NOBODY')).rejects.toMatchObject({
			kind: 'APIError',
			httpStatus: 404,
			endpoint: 'sandbox/inbox',
		});
		await sandbox.close();
		const lost = createControlClient(sandbox.addresses.controlUrl).health();
		await expect(lost).rejects.toBeInstanceOf(APIError);
	});
});

describe('the HTTP around the answers', () => {
	test('an answer is compressed exactly when gzip is asked for', async () => {
		const sandbox = await startTestSandbox();
		const encodingOf = async (accepted: string): Promise<string | null> => {
			const reply = await sandbox.call('GET', '/openapi/typea/user/fundsummary', {
				headers: {'Accept-Encoding': accepted},
			});
			expect(textAt(reply, 'status')).toBe('error');
			return reply.headers.get('content-encoding');
		};
		const accepted = ['gzip', 'br, gzip;q=0.8', '*', 'identity', 'gzip;q=0', 'br'];
		const encodings: Array<string | null> = [];
		for (const value of accepted) {
			encodings.push(await encodingOf(value));
		}

		expect(encodings).toEqual(['gzip', 'gzip', 'gzip', null, null, null]);
	});

	test('a path outside the API is a bare 404, a body beyond a megabyte a 413, and a line that is no address does no harm', async () => {
		const sandbox = await startTestSandbox();
		expect((await sandbox.call('GET', '/elsewhere')).status).toBe(404);
		const large = await sandbox.call('POST', '/openapi/typea/connect/login', {body: 'x'.repeat(1_100_000)});
		expect(large.status).toBe(413);
		const {promise, resolve, reject} = Promise.withResolvers<number | undefined>();
		request({port: new URL(sandbox.addresses.apiUrl).port, host: '127.0.0.1', path: '//'}, response => {
			response.resume();
			resolve(response.statusCode);
		})
			.once('error', reject)
			.end();
		expect(await promise).toBe(400);
	});
});
