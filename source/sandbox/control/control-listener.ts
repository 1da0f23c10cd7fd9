import type {IncomingMessage, ServerResponse} from 'node:http';
import {jsonAnswer, type Answer} from '../http/answer.ts';
import {readBody} from '../http/broker-request.ts';
import {sendAnswer} from '../http/send.ts';
import {answerControlRequest, type ControlParts} from './control-api.ts';

export function isControlPath(pathname: string): boolean {
	return /^\/sandbox(?:\/|$)/i.test(pathname);
}

/** The HTTP side of the control API. Its requests are neither recorded nor struck by faults. */
export function createControlListener(
	parts: ControlParts,
): (message: IncomingMessage, response: ServerResponse, url: URL) => Promise<void> {
	return async (message, response, url) => {
		const body = await readBody(message);
		const method = (message.method ?? 'GET').toUpperCase();
		const path = url.pathname.replace(/^\/sandbox/i, '').replaceAll(/^\/+|\/+$/g, '');
		const send = (answer: Answer): void => sendAnswer(message, response, answer, parts.clock.now());

		if (!isFromThisComputer(message)) {
			send(jsonAnswer(403, {error: 'The control API is for programs on this computer.'}));
			return;
		}

		if (body === undefined) {
			send(jsonAnswer(413, {error: 'The body is too large.'}));
			return;
		}

		if (method === 'GET' && path === 'watch') {
			// Left open for ever: another process of this home sees at once when this one ends.
			response.writeHead(200, {'Content-Type': 'text/plain'});
			response.flushHeaders();
			return;
		}

		send(answerControlRequest({method, path, query: url.searchParams, body}, parts));
	};
}

/** A page in a browser reaches loopback, too: it sends an Origin, or a Host of its own. The control API shows codes and tokens, so it answers neither. */
function isFromThisComputer(message: IncomingMessage): boolean {
	const host = (message.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
	return message.headers.origin === undefined && ['127.0.0.1', 'localhost', '[::1]'].includes(host);
}
