import {spawn, type ChildProcess} from 'node:child_process';
import {existsSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {describe, expect, onTestFinished, test} from 'vitest';
import {createControlClient} from '../../source/sandbox/control-client.ts';
import {acquireSandbox, type AcquireOptions, type SandboxLease} from '../../source/sandbox/discover.ts';
import {tryProcessLock} from '../../source/sandbox/process-lock.ts';
import {portOf} from '../../source/sandbox/sandbox-file.ts';
import {startSandbox, type SandboxAddresses} from '../../source/sandbox/server.ts';
import {makeTemporaryFolder, until} from './helpers.ts';

function optionsOf(home: string): AcquireOptions {
	return {
		sandboxFile: join(home, 'sandbox.json'),
		stateFile: join(home, 'sandbox-state.json'),
		lockFolder: join(home, 'locks'),
		now: () => new Date(),
	};
}

async function acquire(home: string, options: Partial<AcquireOptions> = {}): Promise<SandboxLease> {
	const lease = await acquireSandbox({...optionsOf(home), ...options});
	onTestFinished(() => lease.release());
	return lease;
}

type Child = {
	readonly process: ChildProcess;
	readonly isOwner: boolean;
	readonly addresses: SandboxAddresses;
	readonly kill: () => Promise<void>;
	readonly stop: () => Promise<void>;
};

/** Another process with a lease on this home's sandbox. */
async function startChild(home: string): Promise<Child> {
	const child = spawn(process.execPath, [join(import.meta.dirname, 'fixtures/lease-process.ts'), home], {
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	const exited = new Promise<void>(resolve => {
		child.once('exit', () => resolve());
	});
	onTestFinished(async () => {
		child.kill('SIGKILL');
		await exited;
	});
	const line = await new Promise<string>((resolve, reject) => {
		createInterface({input: child.stdout}).once('line', resolve);
		child.once('exit', () => reject(new Error('The other process ended before it had a lease.')));
	});
	return {
		process: child,
		...(JSON.parse(line) as {isOwner: boolean; addresses: SandboxAddresses}),
		async kill() {
			child.kill('SIGKILL');
			await exited;
		},
		async stop() {
			child.stdin.end();
			await exited;
		},
	};
}

async function signIn({apiUrl, controlUrl}: SandboxAddresses): Promise<string> {
	const headers = {'X-Mirae-Version': '1', 'Content-Type': 'application/x-www-form-urlencoded'};
	const post = async (route: string, fields: Record<string, string>): Promise<unknown> => {
		const body = new URLSearchParams(fields).toString();
		return (await fetch(`${apiUrl}/openapi/typea${route}`, {method: 'POST', headers, body})).json();
	};
	await post('/connect/login', {username: 'DEMO01', password: 'Demo@1234'});
	const message = await createControlClient(controlUrl).inbox('DEMO01');
	const answer = await post('/session/token', {
		api_key: 'sandbox-key-a==',
		request_token: message?.otp ?? '',
		checksum: 'L',
	});
	return (answer as {data: {access_token: string}}).data.access_token;
}

async function statusOf({apiUrl}: SandboxAddresses, token: string): Promise<number> {
	const response = await fetch(`${apiUrl}/openapi/typea/user/fundsummary`, {
		headers: {'X-Mirae-Version': '1', Authorization: `token sandbox-key-a==:${token}`},
	});
	return response.status;
}

describe('one home, one process', () => {
	test('the sandbox is announced in a private file, which goes with it', async () => {
		const home = makeTemporaryFolder();
		const lease = await acquire(home);
		const {sandboxFile, stateFile} = optionsOf(home);
		expect(lease.isOwner()).toBe(true);
		expect(JSON.parse(readFileSync(sandboxFile, 'utf8'))).toEqual({pid: process.pid, ...lease.addresses()});
		expect([statSync(sandboxFile).mode & 0o777, statSync(stateFile).mode & 0o777]).toEqual([0o600, 0o600]);
		await lease.release();
		await lease.release();
		expect(existsSync(sandboxFile)).toBe(false);
		expect(tryProcessLock(join(home, 'locks', 'sandbox.lock'))?.release()).toBeUndefined();
	});

	test('a second lease uses the first one’s sandbox, and takes over at the same address when that one ends', async () => {
		const home = makeTemporaryFolder();
		const first = await acquire(home);
		const second = await acquire(home);
		const token = await signIn(first.addresses());
		expect([second.isOwner(), second.addresses()]).toEqual([false, first.addresses()]);

		const addresses = first.addresses();
		await first.release();
		await until(() => (second.isOwner() ? true : undefined));
		expect(second.addresses()).toEqual(addresses);
		expect(await statusOf(addresses, token)).toBe(200);
	});

	test('of several that wait, one takes over and the others follow', async () => {
		const home = makeTemporaryFolder();
		const first = await acquire(home);
		const others = [await acquire(home), await acquire(home), await acquire(home)];
		await first.release();
		await until(() => (others.some(lease => lease.isOwner()) ? true : undefined));
		const owner = others.find(lease => lease.isOwner());
		await owner?.release();
		const rest = others.filter(lease => lease !== owner);
		await until(() => (rest.some(lease => lease.isOwner()) ? true : undefined));
		expect(rest.filter(lease => lease.isOwner()).length).toBe(1);
	});

	test('when the port is lost in a takeover, the lease tells the new address', async () => {
		const home = makeTemporaryFolder();
		const first = await acquire(home);
		const second = await acquire(home);
		const addresses = first.addresses();
		await first.release();
		// While this test holds the lock nobody can take over, and the port goes to somebody else.
		const lock = tryProcessLock(join(home, 'locks', 'sandbox.lock'));
		expect(lock).toBeDefined();
		const thief = createServer();
		await new Promise<void>(resolve => {
			thief.listen(portOf(addresses), '127.0.0.1', resolve);
		});
		onTestFinished(() => void thief.close());
		lock?.release();

		await until(() => (second.isOwner() ? true : undefined));
		expect(portOf(second.addresses())).not.toBe(portOf(addresses));
		expect((await createControlClient(second.addresses().controlUrl).health()).pid).toBe(process.pid);
	});

	test('a released lease does not take over', async () => {
		const home = makeTemporaryFolder();
		const first = await acquire(home);
		const second = await acquire(home);
		await second.release();
		await first.release();
		const third = await acquire(home);
		expect([second.isOwner(), third.isOwner()]).toEqual([false, true]);
	});

	test('what a stale file says is not believed, though its port is used again', async () => {
		const home = makeTemporaryFolder();
		const {sandboxFile} = optionsOf(home);
		const probe = createServer();
		await new Promise<void>(resolve => {
			probe.listen(0, '127.0.0.1', resolve);
		});
		const {port} = probe.address() as AddressInfo;
		await new Promise(resolve => {
			probe.close(resolve);
		});
		const stale = {
			pid: 4_000_000,
			apiUrl: `http://127.0.0.1:${port}`,
			wsUrl: `ws://127.0.0.1:${port}/ws`,
			controlUrl: `http://127.0.0.1:${port}/sandbox`,
		};
		writeFileSync(sandboxFile, JSON.stringify(stale));
		const lease = await acquire(home);
		expect([lease.isOwner(), lease.addresses().apiUrl]).toEqual([true, stale.apiUrl]);
	});

	test.each([['not json'], ['{}'], ['{"pid":1,"apiUrl":"x","wsUrl":"x","controlUrl":"http://evil.example/sandbox"}']])(
		'a file that makes no sense is replaced (%s)',
		async text => {
			const home = makeTemporaryFolder();
			writeFileSync(optionsOf(home).sandboxFile, text);
			expect((await acquire(home)).isOwner()).toBe(true);
		},
	);

	test('a chosen port that is taken is a ConfigurationError, and the lock is free again', async () => {
		const home = makeTemporaryFolder();
		const other = await startSandbox({port: 0, now: () => new Date()});
		onTestFinished(() => other.close());
		const port = portOf(other.addresses);
		await expect(acquireSandbox({...optionsOf(home), port})).rejects.toMatchObject({
			kind: 'ConfigurationError',
			code: 'EADDRINUSE',
			field: 'port',
		});
		expect((await acquire(home)).isOwner()).toBe(true);
	});

	test('homes do not meet', async () => {
		const [first, second] = [await acquire(makeTemporaryFolder()), await acquire(makeTemporaryFolder())];
		expect([first.isOwner(), second.isOwner()]).toEqual([true, true]);
		expect(first.addresses()).not.toEqual(second.addresses());
	});
});

describe('several processes', () => {
	test('a process finds the sandbox of another one, and its session after it was killed', async () => {
		const home = makeTemporaryFolder();
		const child = await startChild(home);
		const lease = await acquire(home);
		expect([child.isOwner, lease.isOwner()]).toEqual([true, false]);
		expect(lease.addresses()).toEqual(child.addresses);

		const token = await signIn(child.addresses);
		await child.kill();
		await until(() => (lease.isOwner() ? true : undefined));
		expect(lease.addresses()).toEqual(child.addresses);
		expect(await statusOf(lease.addresses(), token)).toBe(200);
		expect(JSON.parse(readFileSync(optionsOf(home).sandboxFile, 'utf8'))).toEqual({
			pid: process.pid,
			...child.addresses,
		});
	});

	test('a kill in the middle of nothing leaves a home that starts again, with the session of before', async () => {
		const home = makeTemporaryFolder();
		const child = await startChild(home);
		const token = await signIn(child.addresses);
		await child.kill();
		const lease = await acquire(home);
		expect([lease.isOwner(), await statusOf(lease.addresses(), token)]).toEqual([true, 200]);
	});

	test('another process takes over from this one and ends by itself when it is told to', async () => {
		const home = makeTemporaryFolder();
		const lease = await acquire(home);
		const child = await startChild(home);
		expect(child.isOwner).toBe(false);
		const addresses = lease.addresses();
		await lease.release();
		const {pid} = await until(async () => {
			try {
				return await createControlClient(addresses.controlUrl).health();
			} catch {
				// Not there yet.
				return undefined;
			}
		});
		expect(pid).toBe(child.process.pid);
		await child.stop();
		expect(existsSync(optionsOf(home).sandboxFile)).toBe(false);
	});

	test('many that start at once end up on one sandbox', async () => {
		const home = makeTemporaryFolder();
		const children = await Promise.all([startChild(home), startChild(home), startChild(home)]);
		expect(children.filter(child => child.isOwner).length).toBe(1);
		expect(new Set(children.map(child => child.addresses.apiUrl)).size).toBe(1);
	});
});
