import {createServer, type IncomingMessage, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {ConfigurationError} from '../errors.ts';
import {createCustomers} from './broker/customers.ts';
import {createSandboxClock, startAnchor} from './clock.ts';
import {createControlListener, isControlPath} from './control/control-listener.ts';
import {createFaults} from './faults.ts';
import {createFeed} from './feed/feed.ts';
import {createBrokerListener} from './http/broker-listener.ts';
import {createRequestRecord, describeRequest} from './request-record.ts';
import {loadState, saveState} from './state-file.ts';
import {createState, type SandboxState} from './state.ts';

/** Where the sandbox answers. No slash at the end of any. */
export type SandboxAddresses = {
	/** `http://127.0.0.1:P`; clients add `/openapi/typea` or `/openapi/typeb`. */
	readonly apiUrl: string;
	/** `ws://127.0.0.1:P/ws`. */
	readonly wsUrl: string;
	/** `http://127.0.0.1:P/sandbox`. */
	readonly controlUrl: string;
};

/** What may be chosen for a sandbox; what is left out stays as the state file has it, else the default. */
export type SandboxKnobs = {
	/** Decides codes and prices. Default 1. */
	readonly seed?: number;
	/** What the sandbox's clock shows at the start. Default: real time. */
	readonly clock?: Date;
	/** How fast the clock runs; 0 stands still. Default 1. */
	readonly speed?: number;
	/** Digits of an OTP, 3 to 6. Default 3. */
	readonly otpLength?: number;
};

export type SandboxOptions = SandboxKnobs & {
	/** 0 for any free port. */
	readonly port: number;
	/** Where accounts, lockouts, codes, sessions and the clock outlive the process; without it they do not. */
	readonly stateFile?: string;
	/** The computer's own time. */
	readonly now: () => Date;
};

export type RunningSandbox = {
	readonly addresses: SandboxAddresses;
	/** Ends every connection and frees the port. Safe to call twice. */
	readonly close: () => Promise<void>;
};

/**
Start the simulated broker on loopback: REST in both dialects, WebSocket, control API.

@throws {ConfigurationError} code `EADDRINUSE` when the port is taken
*/
export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
	const state = prepareState(options);
	const clock = createSandboxClock(options.now, state.clock);
	const save = (): void => {
		state.clock = clock.anchor();
		if (options.stateFile !== undefined) {
			saveState(options.stateFile, state);
		}
	};
	const customers = createCustomers({state, clock, save});
	const faults = createFaults();
	const record = createRequestRecord();
	const feed = createFeed(customers);
	const closing = new AbortController();
	const answerBroker = createBrokerListener({
		customers,
		clock,
		faults,
		record,
		closing: closing.signal,
		onAnswered: feed.sweep,
	});

	const answerControl = createControlListener({
		customers,
		clock,
		faults,
		record,
		feed,
		state,
		save,
		reset() {
			state.customers = {};
			state.prices = {};
			clock.restore(startAnchor(options.now(), {now: options.clock, speed: options.speed}));
			save();
			faults.clear();
			record.clear();
			feed.act({action: 'drop'});
		},
		health: () => ({
			sandbox: 'mstock',
			pid: process.pid,
			now: clock.now().toISOString(),
			speed: clock.speed(),
			seed: state.seed,
			otpLength: state.otpLength,
			faults: faults.list().length,
			lastSequence: record.lastSequence(),
			sockets: feed.socketCount(),
		}),
	});

	const server = createServer((message, response) => {
		const url = parseTarget(message);
		if (url === undefined) {
			response.writeHead(400).end();
			return;
		}

		const answered = isControlPath(url.pathname)
			? answerControl(message, response, url)
			: answerBroker(message, response, url);
		// The client left, the sandbox closes, or a bug of ours: a broken connection says it best, and nothing may be printed.
		answered.catch(() => response.destroy());
	});
	server.on('upgrade', (message, socket, head) => {
		socket.on('error', () => undefined);
		const url = parseTarget(message);
		if (url === undefined) {
			socket.destroy();
			return;
		}

		const fault = faults.take('GET', url.pathname);
		const sequence = record.add(describeRequest(message, url, {at: clock.now(), body: '', fault}));
		// The real one serves its root, the sandbox names /ws in its addresses.
		const status = /^\/(?:ws\/?)?$/i.test(url.pathname)
			? feed.upgrade(message, socket, head, fault?.kind)
			: feed.refuse(socket, 404);
		if (status !== undefined) {
			record.setStatus(sequence, status);
		}
	});

	const port = await listen(server, options.port);
	save();
	let closed: Promise<void> | undefined;
	return {
		addresses: {
			apiUrl: `http://127.0.0.1:${port}`,
			wsUrl: `ws://127.0.0.1:${port}/ws`,
			controlUrl: `http://127.0.0.1:${port}/sandbox`,
		},
		async close() {
			closed ??= closeServer(server, () => {
				closing.abort();
				feed.close();
			});
			await closed;
		},
	};
}

/** What an earlier process left, with this one's knobs on top. */
function prepareState(options: SandboxOptions): SandboxState {
	const kept = options.stateFile === undefined ? undefined : loadState(options.stateFile);
	const realNow = options.now();
	if (kept === undefined) {
		return createState({
			seed: options.seed ?? 1,
			otpLength: options.otpLength ?? 3,
			clock: startAnchor(realNow, {now: options.clock, speed: options.speed}),
		});
	}

	const clock = createSandboxClock(options.now, kept.clock);
	if (options.clock !== undefined || options.speed !== undefined) {
		clock.set({now: options.clock, speed: options.speed});
	}

	return {
		...kept,
		seed: options.seed ?? kept.seed,
		otpLength: options.otpLength ?? kept.otpLength,
		clock: clock.anchor(),
	};
}

/** Undefined for a request line that is no address at all, such as `//`. */
function parseTarget(message: IncomingMessage): URL | undefined {
	return URL.parse(message.url ?? '/', 'http://127.0.0.1') ?? undefined;
}

async function listen(server: Server, port: number): Promise<number> {
	const {promise, resolve, reject} = Promise.withResolvers<number>();
	server.once('error', (error: NodeJS.ErrnoException) => {
		reject(
			new ConfigurationError(`The sandbox cannot use port ${port}.`, {
				hint: 'Choose another one with --port, or --port 0 for any that is free.',
				code: error.code,
				field: 'port',
			}),
		);
	});
	server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
	return promise;
}

async function closeServer(server: Server, endConnections: () => void): Promise<void> {
	const {promise, resolve} = Promise.withResolvers<void>();
	server.close(() => resolve());
	endConnections();
	server.closeAllConnections();
	await promise;
}
