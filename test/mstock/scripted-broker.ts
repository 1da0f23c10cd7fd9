import {readFile} from 'node:fs/promises';
import {createServer, type IncomingHttpHeaders, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';

/** What arrived at a scripted broker. */
export type Arrival = {
	readonly method: string;
	readonly path: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
};

export type Script = (arrival: Arrival, response: ServerResponse) => void;

export type ScriptedBroker = AsyncDisposable & {
	readonly apiUrl: string;
	/** Everything that arrived, in order: how tests see that nothing was sent twice. */
	readonly arrivals: readonly Arrival[];
	/** What happens to requests from now on. */
	readonly play: (script: Script) => void;
};

/** A loopback server on a real socket that does to each request what the script says. */
export async function startScriptedBroker(script: Script = (_, response) => response.end()): Promise<ScriptedBroker> {
	let current = script;
	const arrivals: Arrival[] = [];
	const server = createServer((message, response) => {
		const chunks: Buffer[] = [];
		message.on('data', (chunk: Buffer) => chunks.push(chunk));
		message.on('error', () => response.destroy());
		message.on('end', () => {
			const arrival = {
				method: message.method ?? '',
				path: message.url ?? '',
				headers: message.headers,
				body: Buffer.concat(chunks).toString(),
			};
			arrivals.push(arrival);
			current(arrival, response);
		});
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const {port} = server.address() as AddressInfo;
	return {
		apiUrl: `http://127.0.0.1:${port}`,
		arrivals,
		play(script) {
			current = script;
		},
		async [Symbol.asyncDispose]() {
			await new Promise<void>(resolve => {
				server.close(() => resolve());
				server.closeAllConnections();
			});
		},
	};
}

/** Answer with a recorded body of the documentation, e.g. `type-a/wrong-otp`. */
export async function recorded(name: string, httpStatus = 200): Promise<Script> {
	const body = await readFile(new URL(`../fixtures/mstock/${name}.json`, import.meta.url), 'utf8');
	return (_, response) => {
		response.writeHead(httpStatus, {'Content-Type': 'application/json; charset=utf-8'}).end(body);
	};
}

/** A port of loopback on which nobody listens: one that was free a moment ago. */
export async function closedPort(): Promise<number> {
	const server = createServer();
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const {port} = server.address() as AddressInfo;
	await new Promise<void>(resolve => {
		server.close(() => resolve());
	});
	return port;
}

/** A name that no resolver can look up, for its label is too long: the refusal comes from this machine, not from the network. */
export const unresolvable = `${'x'.repeat(64)}.invalid`;
