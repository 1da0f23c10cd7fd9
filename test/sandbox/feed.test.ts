import {describe, expect, onTestFinished, test} from 'vitest';
import {WebSocket} from 'ws';
import {fundsA, signInA, signInB, startTestSandbox, until, type TestSandbox} from './helpers.ts';

type Client = {
	readonly socket: WebSocket;
	/** Text frames as text, binary ones as `bytes:` and hex. */
	readonly frames: string[];
	/** `open`, `refused 401`, or `closed 1008`, once known. */
	readonly state: () => string;
};

function connectTo(sandbox: TestSandbox, key: string, token: string): Client {
	const query = `API_KEY=${encodeURIComponent(key)}&ACCESS_TOKEN=${encodeURIComponent(token)}`;
	const socket = new WebSocket(`${sandbox.addresses.wsUrl}?${query}`);
	onTestFinished(() => socket.terminate());
	const frames: string[] = [];
	let state = 'connecting';
	socket.on('open', () => {
		state = 'open';
	});
	socket.on('unexpected-response', (_request, response) => {
		state = `refused ${response.statusCode}`;
		socket.terminate();
	});
	socket.on('message', (data: Buffer, isBinary) => {
		frames.push(isBinary ? `bytes:${data.toString('hex')}` : data.toString());
	});
	socket.on('error', () => undefined);
	socket.on('close', code => {
		state = state.startsWith('refused') ? state : `closed ${code}`;
	});
	return {socket, frames, state: () => state};
}

async function settled(client: Client): Promise<string> {
	return until(() => (client.state() === 'connecting' ? undefined : client.state()));
}

async function connectLoggedIn(sandbox: TestSandbox): Promise<{client: Client; token: string}> {
	const token = await signInA(sandbox);
	const client = connectTo(sandbox, 'sandbox-key-a==', token);
	await settled(client);
	client.socket.send(`LOGIN:${token}`);
	await until(() => client.frames[0]);
	return {client, token};
}

describe('the WebSocket', () => {
	test('both types are admitted, and LOGIN is answered with text that is no JSON', async () => {
		const sandbox = await startTestSandbox();
		const {client} = await connectLoggedIn(sandbox);
		expect(() => JSON.parse(client.frames[0] ?? '') as unknown).toThrow(SyntaxError);
		const typeB = connectTo(sandbox, 'sandbox-key-b==', await signInB(sandbox));
		expect(await settled(typeB)).toBe('open');
	});

	test.each([
		['a wrong token', 'sandbox-key-a==', 'wrong'],
		['no token', 'sandbox-key-a==', ''],
	])('%s is refused at the handshake', async (_name, key, token) => {
		const sandbox = await startTestSandbox();
		await signInA(sandbox);
		expect(await settled(connectTo(sandbox, key, token))).toBe('refused 401');
	});

	test('another account’s key is refused at the handshake', async () => {
		const sandbox = await startTestSandbox();
		expect(await settled(connectTo(sandbox, 'sandbox-key-c==', await signInA(sandbox)))).toBe('refused 401');
	});

	test('a LOGIN with another token ends the connection', async () => {
		const sandbox = await startTestSandbox();
		const client = connectTo(sandbox, 'sandbox-key-a==', await signInA(sandbox));
		await settled(client);
		client.socket.send('LOGIN:somebody else');
		await until(() => (client.state() === 'closed 1008' ? true : undefined));
		expect(client.frames).toEqual([]);
	});

	test('pings are answered', async () => {
		const sandbox = await startTestSandbox();
		const {client} = await connectLoggedIn(sandbox);
		const pong = new Promise<string>(resolve => {
			client.socket.once('pong', data => resolve(data.toString()));
		});
		client.socket.ping('are you there');
		expect(await pong).toBe('are you there');
	});

	test('it dies with its token: at logout, at a new login, at midnight', async () => {
		const sandbox = await startTestSandbox({clock: new Date('2026-01-05T04:00:00Z'), speed: 0});
		const first = await connectLoggedIn(sandbox);
		const second = await connectLoggedIn(sandbox);
		await until(() => (first.client.state() === 'closed 1008' ? true : undefined));
		expect(second.client.state()).toBe('open');
		await sandbox.control.setClock({now: new Date('2026-01-05T18:30:00Z')});
		await until(() => (second.client.state() === 'closed 1008' ? true : undefined));

		const third = await connectLoggedIn(sandbox);
		await sandbox.call('GET', '/openapi/typea/logout', {
			headers: {Authorization: `token sandbox-key-a==:${third.token}`},
		});
		await until(() => (third.client.state() === 'closed 1008' ? true : undefined));
		expect((await fundsA(sandbox, third.token)).status).toBe(401);
	});

	test('the control API sends bytes, stalls and drops', async () => {
		const sandbox = await startTestSandbox();
		const {client} = await connectLoggedIn(sandbox);
		expect((await sandbox.control.health()).sockets).toBe(1);
		await sandbox.control.sendToSockets(Buffer.from([1, 2, 255]));
		await until(() => client.frames[1]);
		expect(client.frames[1]).toBe('bytes:0102ff');

		await sandbox.control.stallSockets();
		let pongs = 0;
		client.socket.on('pong', () => {
			pongs += 1;
		});
		client.socket.ping();
		// Bytes that the control API sends still come: they show that the ping before them was read and ignored.
		await sandbox.control.sendToSockets(Buffer.from([3]));
		await until(() => client.frames[2]);
		expect([pongs, client.state()]).toEqual([0, 'open']);

		await sandbox.control.dropSockets();
		await until(() => (client.state() === 'closed 1006' ? true : undefined));
		expect((await sandbox.control.health()).sockets).toBe(0);
	});

	test.each([
		['http-500', 'refused 500'],
		['token-expired', 'refused 401'],
		['reset', 'closed 1006'],
		['accept-then-drop', 'closed 1006'],
	] as const)('the fault %s strikes the handshake: %s', async (kind, outcome) => {
		const sandbox = await startTestSandbox();
		const token = await signInA(sandbox);
		await sandbox.control.addFault({match: 'GET /ws', kind});
		const client = connectTo(sandbox, 'sandbox-key-a==', token);
		await until(() => (client.state() === outcome ? true : undefined));
		const recorded = (await sandbox.control.requests()).at(-1);
		expect([recorded?.path, recorded?.fault]).toEqual(['/ws', kind]);
	});
});
