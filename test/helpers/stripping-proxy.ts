import {createServer, request, type IncomingHttpHeaders} from 'node:http';
import type {AddressInfo} from 'node:net';
import {gunzipSync} from 'node:zlib';

export type StrippingProxy = AsyncDisposable & {
	/** Give this to the program as `MSTOCK_API_URL`. */
	readonly apiUrl: string;
	readonly forwarded: () => number;
	/** The bodies that the broker answered with, oldest first: what a test must know to look for it elsewhere. */
	readonly answers: () => readonly string[];
};

/** A loopback proxy in front of the sandbox that may lose one header on the way, as a broken one between a client and the broker might. */
export async function startStrippingProxy(targetUrl: string, lostHeader?: string): Promise<StrippingProxy> {
	let forwarded = 0;
	const answers: string[] = [];
	const server = createServer((incoming, outgoing) => {
		forwarded++;
		const headers: IncomingHttpHeaders = {...incoming.headers};
		if (lostHeader !== undefined) {
			delete headers[lostHeader.toLowerCase()];
		}

		const onward = request(
			new URL(incoming.url ?? '/', targetUrl),
			{method: incoming.method, headers, agent: false},
			answer => {
				outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
				const chunks: Buffer[] = [];
				answer.on('data', (chunk: Buffer) => {
					chunks.push(chunk);
				});
				answer.on('end', () => {
					const body = Buffer.concat(chunks);
					answers.push(String(answer.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body));
				});
				answer.pipe(outgoing);
			},
		);
		onward.on('error', () => {
			outgoing.destroy();
		});
		incoming.pipe(onward);
	});
	await new Promise<void>(resolve => {
		server.listen(0, '127.0.0.1', resolve);
	});

	return {
		apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		forwarded: () => forwarded,
		answers: () => answers,
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise(resolve => {
				server.close(resolve);
			});
		},
	};
}

/** A loopback address where nobody listens: taken, and given back. */
export async function findClosedUrl(): Promise<string> {
	const server = createServer();
	await new Promise<void>(resolve => {
		server.listen(0, '127.0.0.1', resolve);
	});
	const {port} = server.address() as AddressInfo;
	await new Promise(resolve => {
		server.close(resolve);
	});
	return `http://127.0.0.1:${port}`;
}
