import type {IncomingMessage, ServerResponse} from 'node:http';
import {setTimeout as delay} from 'node:timers/promises';
import {gzipSync} from 'node:zlib';
import type {Answer} from './answer.ts';

/** Send a whole answer, compressed when the client asks for gzip. */
export function sendAnswer(message: IncomingMessage, response: ServerResponse, answer: Answer, now: Date): void {
	const plain = Buffer.from(answer.body);
	const isCompressed = plain.length > 0 && acceptsGzip(message);
	const body = isCompressed ? gzipSync(plain) : plain;
	writeHead(response, answer, now, {
		'Content-Length': String(body.length),
		...(isCompressed ? {'Content-Encoding': 'gzip', Vary: 'Accept-Encoding'} : {}),
	});
	// A HEAD request gets the head only; node drops the body by itself.
	response.end(body);
}

/** Send the head at once and the body one byte at a time. Ends early, without complaint, when `signal` fires or the client leaves. */
export async function dripAnswer(
	response: ServerResponse,
	answer: Answer,
	now: Date,
	drip: {readonly byteDelayMs: number; readonly signal: AbortSignal},
): Promise<void> {
	const body = Buffer.from(answer.body);
	writeHead(response, answer, now, {'Content-Length': String(body.length)});
	response.flushHeaders();
	for (const byte of body) {
		await delay(drip.byteDelayMs, undefined, {signal: drip.signal});
		if (response.destroyed) {
			return;
		}

		response.write(Buffer.of(byte));
	}

	response.end();
}

/** The `Date` header is the sandbox clock's, not the computer's. */
function writeHead(
	response: ServerResponse,
	answer: Answer,
	now: Date,
	headers: Readonly<Record<string, string>>,
): void {
	response.sendDate = false;
	response.writeHead(answer.status, {
		Date: now.toUTCString(),
		Server: 'Kestrel',
		...(answer.contentType === undefined ? {} : {'Content-Type': answer.contentType}),
		...answer.headers,
		...headers,
	});
}

function acceptsGzip(message: IncomingMessage): boolean {
	const accepted = message.headers['accept-encoding'] ?? '';
	return accepted.split(',').some(part => /^\s*(?:gzip|\*)\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/i.test(part));
}
