import {readFileSync} from 'node:fs';
import {join} from 'node:path';

/** The kinds of trouble that the sandbox makes on request; product.md, "Sandbox contract". */
export type FaultKind =
	| 'timeout'
	| 'reset'
	| 'http-500'
	| 'http-502-html'
	| 'http-429'
	| 'empty'
	| 'malformed'
	| 'slow-body'
	| 'accept-then-drop'
	| 'token-expired'
	| 'ip-mismatch';

export type SandboxAddresses = {readonly apiUrl: string; readonly wsUrl: string; readonly controlUrl: string};

export type Inbox = {readonly otp: string | null; readonly sentAt?: string; readonly expiresAt?: string};

/** One call that reached the sandbox, with everything in it. */
export type ArrivedRequest = {
	readonly method: string;
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: unknown;
	readonly time: string;
};

/** The control URL of a sandbox, spoken by a test: written from the contract alone, so that it also tests the contract. */
export type SandboxControl = {
	readonly inbox: (userId: string) => Promise<Inbox>;
	/** The code that was sent to the phone. @throws when there is none */
	readonly otp: (userId: string) => Promise<string>;
	/** `match` is `POST /openapi/typea/connect/login`; `*` matches anything. Times 1 by default. */
	readonly addFault: (fault: {
		readonly match: string;
		readonly kind: FaultKind;
		readonly times?: number;
		readonly delayMs?: number;
	}) => Promise<void>;
	readonly clearFaults: () => Promise<void>;
	readonly clock: () => Promise<{readonly now: string; readonly speed: number}>;
	readonly setClock: (clock: {readonly now?: string; readonly speed?: number}) => Promise<void>;
	readonly requests: () => Promise<readonly ArrivedRequest[]>;
	readonly reset: () => Promise<void>;
};

export function createSandboxControl(controlUrl: string): SandboxControl {
	const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
		const response = await fetch(`${controlUrl}/${path}`, {
			method,
			...(body === undefined ? {} : {body: JSON.stringify(body), headers: {'Content-Type': 'application/json'}}),
		});
		const text = await response.text();
		if (!response.ok) {
			throw new Error(`${method} ${path} on the sandbox's control URL: HTTP ${response.status}, ${text}`);
		}

		return text === '' ? undefined : (JSON.parse(text) as unknown);
	};

	const inbox = async (userId: string) => (await call('GET', `inbox/${encodeURIComponent(userId)}`)) as Inbox;

	return {
		inbox,
		async otp(userId) {
			const {otp} = await inbox(userId);
			if (otp === null) {
				throw new Error(`The sandbox sent no code to ${userId}`);
			}

			return otp;
		},
		async addFault(fault) {
			await call('POST', 'faults', fault);
		},
		async clearFaults() {
			await call('DELETE', 'faults');
		},
		async clock() {
			return (await call('GET', 'clock')) as {now: string; speed: number};
		},
		async setClock(clock) {
			await call('POST', 'clock', clock);
		},
		async requests() {
			const answer = await call('GET', 'requests?since=0');
			return (Array.isArray(answer) ? answer : (answer as {requests: unknown[]}).requests) as ArrivedRequest[];
		},
		async reset() {
			await call('POST', 'reset');
		},
	};
}

/** The sandbox that runs for this `MSTOCK_HOME` now. @throws when none was announced there */
export function findSandbox(mstockHome: string): SandboxAddresses {
	const file = JSON.parse(readFileSync(join(mstockHome, 'sandbox.json'), 'utf8')) as SandboxAddresses & {
		readonly addresses?: SandboxAddresses;
	};
	return file.addresses ?? file;
}
