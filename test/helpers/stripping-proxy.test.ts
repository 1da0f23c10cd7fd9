import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {expect, test} from 'vitest';
import {findClosedUrl, startStrippingProxy} from './stripping-proxy.ts';

test('a stripping proxy loses its header and passes everything else on', async () => {
	const server = createServer((incoming, outgoing) => {
		let body = '';
		incoming.setEncoding('utf8');
		incoming.on('data', (chunk: string) => {
			body += chunk;
		});
		incoming.on('end', () => {
			outgoing.writeHead(418, {'X-Answer': 'yes'});
			outgoing.end(
				JSON.stringify({
					line: `${incoming.method} ${incoming.url}`,
					version: incoming.headers['x-mirae-version'],
					other: incoming.headers['x-other'],
					body,
				}),
			);
		});
	});
	await new Promise<void>(resolve => {
		server.listen(0, '127.0.0.1', resolve);
	});
	try {
		await using proxy = await startStrippingProxy(
			`http://127.0.0.1:${(server.address() as AddressInfo).port}`,
			'X-Mirae-Version',
		);
		const answer = await fetch(`${proxy.apiUrl}/openapi/typea/connect/login?x=1`, {
			method: 'POST',
			headers: {'X-Mirae-Version': '1', 'X-Other': '2'},
			body: 'username=a',
		});
		expect({
			status: answer.status,
			header: answer.headers.get('x-answer'),
			body: await answer.json(),
			forwarded: proxy.forwarded(),
			answers: proxy.answers().length,
		}).toEqual({
			status: 418,
			header: 'yes',
			body: {line: 'POST /openapi/typea/connect/login?x=1', version: undefined, other: '2', body: 'username=a'},
			forwarded: 1,
			answers: 1,
		});
	} finally {
		server.closeAllConnections();
		server.close();
	}
});

test('a closed address refuses at once', async () => {
	await expect(fetch(await findClosedUrl())).rejects.toThrow('fetch failed');
});
