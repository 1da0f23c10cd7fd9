import {createHmac} from 'node:crypto';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import {createControlClient, type ControlClient} from '../../source/sandbox/control-client.ts';
import {startSandbox, type SandboxAddresses, type SandboxOptions} from '../../source/sandbox/server.ts';

export type Reply = {
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
	/** The parsed body; undefined when it is no JSON. */
	readonly json: unknown;
};

export type TestSandbox = {
	readonly addresses: SandboxAddresses;
	readonly control: ControlClient;
	readonly close: () => Promise<void>;
	/** Any request; `path` from the root. */
	readonly call: (method: string, path: string, options?: CallOptions) => Promise<Reply>;
	readonly form: (route: string, fields: Readonly<Record<string, string>>, headers?: Headers_) => Promise<Reply>;
	readonly json: (route: string, body: unknown, headers?: Headers_) => Promise<Reply>;
	/** The newest code on the phone. */
	readonly otpOf: (userId: string) => Promise<string>;
};

type Headers_ = Readonly<Record<string, string>>;
export type CallOptions = {
	readonly headers?: Headers_;
	readonly body?: string;
	readonly version?: string | null;
	readonly signal?: AbortSignal;
};

/** A sandbox of the test's own; it is closed when the test is over. Its clock is real unless told otherwise. */
export async function startTestSandbox(options: Partial<SandboxOptions> = {}): Promise<TestSandbox> {
	const running = await startSandbox({port: 0, now: () => new Date(), ...options});
	onTestFinished(() => running.close());
	const {addresses} = running;

	async function call(method: string, path: string, callOptions: CallOptions = {}): Promise<Reply> {
		const {version = '1', headers = {}, body, signal = AbortSignal.timeout(10_000)} = callOptions;
		const response = await fetch(`${addresses.apiUrl}${path}`, {
			method,
			body,
			signal,
			headers: {...(version === null ? {} : {'X-Mirae-Version': version}), ...headers},
		});
		const text = await response.text();
		return {status: response.status, headers: response.headers, text, json: parse(text)};
	}

	const control = createControlClient(addresses.controlUrl);
	return {
		addresses,
		control,
		close: running.close,
		call,
		form: (route, fields, headers = {}) =>
			call('POST', `/openapi/typea${route}`, {
				headers: {'Content-Type': 'application/x-www-form-urlencoded', ...headers},
				body: new URLSearchParams(fields).toString(),
			}),
		json: (route, body, headers = {}) =>
			call('POST', `/openapi/typeb${route}`, {
				headers: {'Content-Type': 'application/json', ...headers},
				body: JSON.stringify(body),
			}),
		async otpOf(userId) {
			return (await control.inbox(userId))?.otp ?? 'no message';
		},
	};
}

export const keyB = {'X-PrivateKey': 'sandbox-key-b=='};
export const keyD = {'X-PrivateKey': 'sandbox-key-d=='};

export function loginA(sandbox: TestSandbox, username = 'DEMO01', password = 'Demo@1234'): Promise<Reply> {
	return sandbox.form('/connect/login', {username, password});
}

export function loginB(sandbox: TestSandbox, clientcode = 'DEMO02', password = 'Demo@1234'): Promise<Reply> {
	return sandbox.json('/connect/login', {clientcode, password, totp: '', state: ''});
}

/** The handle that type B's login gives out. */
export async function handleOf(sandbox: TestSandbox, clientcode = 'DEMO02'): Promise<string> {
	return textAt(await loginB(sandbox, clientcode), 'data', 'jwtToken');
}

/** A whole OTP login of DEMO01; the access token. */
export async function signInA(sandbox: TestSandbox): Promise<string> {
	await loginA(sandbox);
	const reply = await sandbox.form('/session/token', {
		api_key: 'sandbox-key-a==',
		request_token: await sandbox.otpOf('DEMO01'),
		checksum: 'L',
	});
	return textAt(reply, 'data', 'access_token');
}

/** A whole OTP login of DEMO02; the JWT. */
export async function signInB(sandbox: TestSandbox): Promise<string> {
	const refreshToken = await handleOf(sandbox);
	const reply = await sandbox.json('/session/token', {refreshToken, otp: await sandbox.otpOf('DEMO02')}, keyB);
	return textAt(reply, 'data', 'jwtToken');
}

export function fundsA(sandbox: TestSandbox, token: string, key = 'sandbox-key-a=='): Promise<Reply> {
	return sandbox.call('GET', '/openapi/typea/user/fundsummary', {headers: {Authorization: `token ${key}:${token}`}});
}

export function fundsB(sandbox: TestSandbox, token: string): Promise<Reply> {
	return sandbox.call('GET', '/openapi/typeb/user/fundsummary', {headers: {Authorization: `Bearer ${token}`, ...keyB}});
}

/** A code that is certainly not this one, of the same length. */
export function otherCode(code: string): string {
	return String((Number(code) + 1) % 10 ** code.length).padStart(code.length, '0');
}

/** RFC 6238 by hand, so that the sandbox's library is not its own judge. */
export function totpAt(at: Date, secretBase32 = 'JBSWY3DPEHPK3PXP'): string {
	const bits = secretBase32
		.split('')
		.map(letter => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
		.join('');
	const key = Buffer.from(bits.match(/.{8}/g)?.map(byte => Number.parseInt(byte, 2)) ?? []);
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(Math.floor(at.getTime() / 30_000)));
	const digest = createHmac('sha1', key).update(counter).digest();
	const offset = digest.readUInt8(19) & 15;
	return String((digest.readUInt32BE(offset) & 0x7f_ff_ff_ff) % 1_000_000).padStart(6, '0');
}

/** A string somewhere inside a reply; fails loudly when it is something else. */
export function textAt(reply: Reply, ...path: readonly string[]): string {
	let value: unknown = reply.json;
	for (const name of path) {
		value = (value as Readonly<Record<string, unknown>> | null | undefined)?.[name];
	}

	if (typeof value !== 'string') {
		throw new TypeError(`No text at ${path.join('.')} in: ${reply.status} ${reply.text}`);
	}

	return value;
}

export function makeTemporaryFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'mstock-sandbox-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}

/** Wait until something holds, looking again and again. */
export async function until<Result>(
	look: () => Promise<Result | undefined> | Result | undefined,
	deadlineMs = 15_000,
): Promise<Result> {
	const deadline = performance.now() + deadlineMs;
	for (;;) {
		const result = await look();
		if (result !== undefined) {
			return result;
		}

		if (performance.now() > deadline) {
			throw new Error('It did not happen in time.');
		}

		await new Promise(resolve => {
			setTimeout(resolve, 10);
		});
	}
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		// Some answers are meant to be no JSON.
		return undefined;
	}
}
