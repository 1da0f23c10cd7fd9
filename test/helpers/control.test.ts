import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {startSandbox, type RunningSandbox} from '../../source/sandbox/server.ts';
import {createSandboxControl, type SandboxControl} from './control.ts';
import {startStrippingProxy} from './stripping-proxy.ts';

let sandbox: RunningSandbox;
let control: SandboxControl;

beforeEach(async () => {
	sandbox = await startSandbox({port: 0, now: () => new Date()});
	control = createSandboxControl(sandbox.addresses.controlUrl);
});

afterEach(async () => {
	await sandbox.close();
});

async function login(apiUrl: string) {
	return fetch(`${apiUrl}/openapi/typea/connect/login`, {
		method: 'POST',
		headers: {'X-Mirae-Version': '1'},
		body: new URLSearchParams({username: 'DEMO01', password: 'Demo@1234'}),
	});
}

describe('the control URL', () => {
	test('is the phone: no code before a login, three digits after it', async () => {
		expect((await control.inbox('DEMO01')).otp).toBeNull();
		await expect(control.otp('DEMO01')).rejects.toThrow('sent no code');
		await login(sandbox.addresses.apiUrl);
		expect(await control.otp('DEMO01')).toMatch(/^\d{3}$/);
	});

	test('makes trouble as often as asked, and stops when told', async () => {
		await control.addFault({match: 'POST /openapi/typea/connect/*', kind: 'http-502-html', times: 2});
		const troubled = await login(sandbox.addresses.apiUrl);
		expect([troubled.status, troubled.headers.get('content-type')]).toEqual([
			502,
			expect.stringContaining('text/html'),
		]);
		await control.clearFaults();
		expect((await login(sandbox.addresses.apiUrl)).status).toBe(200);
	});

	test('tells what arrived, with its headers, and forgets everything on reset', async () => {
		await login(sandbox.addresses.apiUrl);
		expect(await control.requests()).toMatchObject([
			{method: 'POST', path: '/openapi/typea/connect/login', headers: {'x-mirae-version': '1'}},
		]);
		await control.reset();
		expect(await control.requests()).toEqual([]);
		expect((await control.inbox('DEMO01')).otp).toBeNull();
	});

	test('sets the clock of the broker', async () => {
		await control.setClock({now: '2026-01-05T04:00:00.000Z', speed: 1});
		const {now, speed} = await control.clock();
		expect(Date.parse(now) - Date.parse('2026-01-05T04:00:00.000Z')).toBeLessThan(5000);
		expect(speed).toBe(1);
	});
});

test('a login whose version header got lost is refused for that reason', async () => {
	await using proxy = await startStrippingProxy(sandbox.addresses.apiUrl, 'X-Mirae-Version');
	const answer = await login(proxy.apiUrl);
	expect(await answer.json()).toMatchObject({status: 'error', error_type: 'VersionException'});
});
