import type {IncomingMessage} from 'node:http';
import type {Duplex} from 'node:stream';
import {WebSocketServer, type WebSocket} from 'ws';
import type {ApiKeyType} from '../../domain/account.ts';
import type {Customers} from '../broker/customers.ts';
import type {FaultKind} from '../faults.ts';

const loginDeadlineMs = 10_000;
const pingEveryMs = 20_000;
const sweepEveryMs = 1000;

/** What the control API can do to the open sockets. */
export type FeedAction =
	{readonly action: 'drop'} | {readonly action: 'stall'} | {readonly action: 'send'; readonly bytes: Buffer};

/** The WebSocket side: who may connect, LOGIN, pings. Ticks come with the market. */
export type Feed = {
	/** Admit, or refuse at the handshake: 401 without a live token and its key. */
	readonly upgrade: (
		message: IncomingMessage,
		socket: Duplex,
		head: Buffer,
		fault: FaultKind | undefined,
	) => number | undefined;
	readonly refuse: (socket: Duplex, status: number) => number;
	/** Returns how many sockets it was done to. */
	readonly act: (action: FeedAction) => number;
	/** Close the sockets whose token is over. */
	readonly sweep: () => void;
	readonly socketCount: () => number;
	readonly close: () => void;
};

type Connection = {
	readonly socket: WebSocket;
	readonly token: string;
	readonly apiKeyType: ApiKeyType;
	isLoggedIn: boolean;
	/** A stalled socket looks open and says nothing more, not even a pong. */
	isStalled: boolean;
};

export function createFeed(customers: Customers): Feed {
	const server = new WebSocketServer({noServer: true, autoPong: false, maxPayload: 1_048_576});
	const connections = new Set<Connection>();
	let sweeper: NodeJS.Timeout | undefined;

	const sweep = (): void => {
		for (const connection of connections) {
			if (customers.bySession(connection.token, connection.apiKeyType) === undefined) {
				connection.socket.close(1008, 'token is over');
			}
		}
	};

	function attach(connection: Connection): void {
		const {socket} = connection;
		connections.add(connection);
		sweeper ??= setInterval(sweep, sweepEveryMs).unref();
		const deadline = setTimeout(() => socket.terminate(), loginDeadlineMs).unref();
		const pinger = setInterval(() => {
			if (!connection.isStalled) {
				socket.ping();
			}
		}, pingEveryMs).unref();

		socket.on('ping', data => {
			if (!connection.isStalled) {
				socket.pong(data);
			}
		});
		socket.on('message', (data, isBinary) => {
			const text = isBinary ? '' : rawText(data);
			if (!text.startsWith('LOGIN:') || connection.isStalled) {
				return;
			}

			if (text.slice('LOGIN:'.length).trim() !== connection.token) {
				socket.close(1008, 'login refused');
				return;
			}

			clearTimeout(deadline);
			connection.isLoggedIn = true;
			// Clients wait for some text and must not read JSON into it.
			socket.send('LOGIN SUCCESSFUL');
		});
		// A client that breaks the protocol or goes away in the middle: `close` follows and tidies up.
		socket.on('error', () => undefined);
		socket.on('close', () => {
			clearTimeout(deadline);
			clearInterval(pinger);
			connections.delete(connection);
			if (connections.size === 0) {
				clearInterval(sweeper);
				sweeper = undefined;
			}
		});
	}

	return {
		upgrade(message, socket, head, fault) {
			if (fault === 'timeout') {
				return undefined;
			}

			const status = fault === undefined || fault === 'accept-then-drop' ? undefined : faultStatuses[fault];
			if (status === 'drop') {
				socket.destroy();
				return undefined;
			}

			const admitted = admit(message, customers);
			if (status !== undefined || admitted === undefined) {
				return refuse(socket, status ?? 401);
			}

			server.handleUpgrade(message, socket, head, webSocket => {
				if (fault === 'accept-then-drop') {
					webSocket.terminate();
					return;
				}

				attach({socket: webSocket, ...admitted, isLoggedIn: false, isStalled: false});
			});
			return 101;
		},
		refuse,
		act(action) {
			const targets = [...connections].filter(connection => action.action !== 'send' || connection.isLoggedIn);
			for (const connection of targets) {
				if (action.action === 'drop') {
					connection.socket.terminate();
				} else if (action.action === 'stall') {
					connection.isStalled = true;
				} else {
					connection.socket.send(action.bytes);
				}
			}

			return targets.length;
		},
		sweep,
		socketCount: () => connections.size,
		close() {
			for (const {socket} of connections) {
				socket.terminate();
			}

			server.close();
		},
	};
}

/** What a fault does to a handshake: a status, or a connection that just ends. */
const faultStatuses: Readonly<Record<Exclude<FaultKind, 'timeout' | 'accept-then-drop'>, number | 'drop'>> = {
	reset: 'drop',
	empty: 'drop',
	malformed: 'drop',
	'slow-body': 'drop',
	'http-500': 500,
	'http-502-html': 502,
	'http-429': 429,
	'token-expired': 401,
	'ip-mismatch': 403,
};

function admit(
	message: IncomingMessage,
	customers: Customers,
): {readonly token: string; readonly apiKeyType: ApiKeyType} | undefined {
	const query = new URL(message.url ?? '/', 'ws://127.0.0.1').searchParams;
	const token = query.get('ACCESS_TOKEN') ?? '';
	const apiKeyType = (['A', 'B'] as const).find(type => customers.bySession(token, type) !== undefined);
	const isKeyRight =
		apiKeyType !== undefined && customers.bySession(token, apiKeyType)?.apiKey === query.get('API_KEY');
	return isKeyRight ? {token, apiKeyType} : undefined;
}

function refuse(socket: Duplex, status: number): number {
	socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
	return status;
}

function rawText(data: Buffer | ArrayBuffer | Buffer[]): string {
	if (Array.isArray(data)) {
		return Buffer.concat(data).toString('utf8');
	}

	return Buffer.from(data as Buffer).toString('utf8');
}
