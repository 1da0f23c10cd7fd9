import {APIError} from '../errors.ts';
import type {ClockSetting} from './clock.ts';
import type {Fault, NewFault} from './faults.ts';
import type {RecordedRequest} from './request-record.ts';
import type {StoredPrice} from './state.ts';

/** What the simulated phone shows: the newest OTP until it is used, else undefined. */
export type PhoneMessage = {readonly otp: string; readonly sentAt: Date; readonly expiresAt: Date};

export type SandboxHealth = {
	/** Always `mstock`: tells the sandbox from another server on a port that was ours once. */
	readonly sandbox: string;
	readonly pid: number;
	readonly now: string;
	readonly speed: number;
	readonly seed: number;
	readonly otpLength: number;
	readonly faults: number;
	/** The sequence number of the newest recorded request: a starting point for `requests`. */
	readonly lastSequence: number;
	readonly sockets: number;
};

/**
The sandbox's control API, for the terminal's phone and for tests. Nothing here is part of the broker's wire.

@throws {APIError} when the sandbox does not answer or refuses
*/
export type ControlClient = {
	readonly inbox: (userId: string) => Promise<PhoneMessage | undefined>;
	readonly faults: () => Promise<readonly Fault[]>;
	readonly addFault: (fault: Pick<NewFault, 'match' | 'kind'> & Partial<NewFault>) => Promise<Fault>;
	readonly clearFaults: () => Promise<void>;
	readonly clock: () => Promise<{readonly now: Date; readonly speed: number}>;
	readonly setClock: (setting: ClockSetting) => Promise<{readonly now: Date; readonly speed: number}>;
	/** What reached the broker after this sequence number, oldest first, secrets included. */
	readonly requests: (since?: number) => Promise<readonly RecordedRequest[]>;
	readonly prices: () => Promise<readonly StoredPrice[]>;
	readonly setPrice: (price: StoredPrice) => Promise<void>;
	readonly dropSockets: () => Promise<void>;
	readonly stallSockets: () => Promise<void>;
	readonly sendToSockets: (bytes: Uint8Array) => Promise<void>;
	readonly health: () => Promise<SandboxHealth>;
	readonly reset: () => Promise<void>;
};

/** @param timeoutMs for each call */
export function createControlClient(controlUrl: string, timeoutMs = 5000): ControlClient {
	async function call<Result>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<Result> {
		const endpoint = `sandbox/${path.split(/[?/]/)[0]}`;
		let response: Response;
		try {
			response = await fetch(`${controlUrl}/${path}`, {
				method,
				signal: AbortSignal.timeout(timeoutMs),
				...(body === undefined ? {} : {body: JSON.stringify(body), headers: {'Content-Type': 'application/json'}}),
			});
			if (response.ok) {
				return (await response.json()) as Result;
			}
		} catch (error) {
			throw new APIError('The sandbox does not answer.', {
				endpoint,
				hint: 'It ends with the program that runs it. Try again, or start one with "mstock sandbox".',
				isRetryable: method === 'GET',
				cause: error,
			});
		}

		throw new APIError(`The sandbox refused "${method} ${endpoint}".`, {
			endpoint,
			hint: 'See the sandbox contract in the README for what it takes.',
			httpStatus: response.status,
		});
	}

	type WireClock = {readonly now: string; readonly speed: number};
	const toClock = ({now, speed}: WireClock): {now: Date; speed: number} => ({now: new Date(now), speed});

	return {
		async inbox(userId) {
			const message = await call<{otp: string | null; sentAt: string | null; expiresAt: string | null}>(
				'GET',
				`inbox/${encodeURIComponent(userId)}`,
			);
			return message.otp === null
				? undefined
				: {otp: message.otp, sentAt: new Date(message.sentAt ?? ''), expiresAt: new Date(message.expiresAt ?? '')};
		},
		faults: () => call('GET', 'faults'),
		addFault: fault => call('POST', 'faults', fault),
		clearFaults: async () => {
			await call('DELETE', 'faults');
		},
		clock: async () => toClock(await call<WireClock>('GET', 'clock')),
		setClock: async setting => toClock(await call<WireClock>('POST', 'clock', setting)),
		requests: (since = 0) => call('GET', `requests?since=${since}`),
		prices: () => call('GET', 'prices'),
		setPrice: async price => {
			await call('POST', 'prices', price);
		},
		dropSockets: async () => {
			await call('POST', 'ws', {action: 'drop'});
		},
		stallSockets: async () => {
			await call('POST', 'ws', {action: 'stall'});
		},
		sendToSockets: async bytes => {
			await call('POST', 'ws', {action: 'send', data: Buffer.from(bytes).toString('base64')});
		},
		health: () => call('GET', 'health'),
		reset: async () => {
			await call('POST', 'reset', {});
		},
	};
}
