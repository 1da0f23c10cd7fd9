import type {IncomingHttpHeaders, IncomingMessage} from 'node:http';
import type {ApiKeyType} from '../../domain/account.ts';

/** A request to the broker's API, read to its end. */
export type BrokerRequest = {
	/** In capitals. */
	readonly method: string;
	/** In lower case, below `/openapi/typea` or `/openapi/typeb`, no slash at the end: the real backend does not tell case apart either. */
	readonly route: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
};

/** Which dialect a path speaks, and the route below its prefix; undefined for any other path. Any case is fine. */
export function splitPath(pathname: string): {readonly apiKeyType: ApiKeyType; readonly route: string} | undefined {
	const match = /^\/openapi\/type([ab])(\/.*)?$/.exec(pathname.toLowerCase());
	if (match === null) {
		return undefined;
	}

	return {apiKeyType: match[1] === 'a' ? 'A' : 'B', route: (match[2] ?? '/').replace(/\/+$/, '') || '/'};
}

/** One header as text; undefined when absent. */
export function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
	const value = headers[name];
	return Array.isArray(value) ? value[0] : value;
}

const maximumBodyBytes = 1_048_576;

/** The whole body; undefined when it is larger than a megabyte. Rejects when the client goes away. */
export async function readBody(message: IncomingMessage): Promise<string | undefined> {
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of message) {
		length += (chunk as Buffer).length;
		if (length <= maximumBodyBytes) {
			chunks.push(chunk as Buffer);
		}
	}

	return length > maximumBodyBytes ? undefined : Buffer.concat(chunks).toString('utf8');
}
