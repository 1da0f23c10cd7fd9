import http from 'node:http';
import https from 'node:https';
import axios, {type AxiosInstance, type AxiosResponse} from 'axios';
import type {WireRequest} from './wire/dialect.ts';
import type {TransportFailure} from './situation.ts';

/** The most that an answer may unpack to: 204 kB of gzip have become 210 MB. */
const maximumBytes = 4 * 1024 * 1024;

export type TransportResult =
	| {
			readonly kind: 'answer';
			readonly httpStatus: number;
			readonly headers: Readonly<Record<string, string>>;
			readonly bytes: Uint8Array;
	  }
	| {
			readonly kind: 'unreadable';
			readonly why: 'too-large' | 'badly-compressed' | 'not-json';
			readonly systemCode: string | undefined;
	  }
	| TransportFailure;

export type Transport = {
	/** Host and port, for sentences. */
	readonly host: string;
	/** The full address of a path; whatever path the base has stays in front. */
	readonly addressOf: (path: string) => string;
	/** Send once. Never rejects, never retries, never follows; ends at the latest when the deadline for the whole call has passed. */
	readonly send: (request: WireRequest) => Promise<TransportResult>;
	/** Break off what is under way and let no more out. */
	readonly dispose: () => void;
};

/** The way to one broker address. */
export function createTransport({apiUrl, timeoutMs}: {readonly apiUrl: string; readonly timeoutMs: number}): Transport {
	const base = new URL(apiUrl);
	const prefix = `${base.origin}${base.pathname.replace(/\/+$/, '')}`;
	const addressOf = (path: string): string => `${prefix}${path}`;
	const disposed = new AbortController();
	// A connection of its own for each call: on a kept one that the broker is just closing, nobody could say whether a login arrived.
	const httpAgent = new http.Agent({keepAlive: false});
	const httpsAgent = new https.Agent({keepAlive: false});
	const client = axios.create({
		adapter: 'http',
		responseType: 'arraybuffer',
		// Bodies are made and read here: axios would quietly hand on text that it could not parse.
		transformRequest: [(body: unknown) => body],
		transformResponse: [(body: unknown) => body],
		validateStatus: () => true,
		maxRedirects: 0,
		maxContentLength: maximumBytes,
		httpAgent,
		httpsAgent,
		// Elsewhere the environment's proxy applies, as people behind one expect.
		...(isLoopback(base.hostname) && {proxy: false}),
	});
	return {
		host: base.host,
		addressOf,
		send: async request => send(client, {url: addressOf(request.path), request, timeoutMs, disposed: disposed.signal}),
		dispose() {
			disposed.abort();
			httpAgent.destroy();
			httpsAgent.destroy();
		},
	};
}

type Sending = {
	readonly url: string;
	readonly request: WireRequest;
	readonly timeoutMs: number;
	readonly disposed: AbortSignal;
};

async function send(client: AxiosInstance, {url, request, timeoutMs, disposed}: Sending): Promise<TransportResult> {
	// One deadline for everything. A timeout between chunks would never fire on a slow drip.
	const deadline = AbortSignal.timeout(timeoutMs);
	try {
		const response: AxiosResponse<Uint8Array> = await client.request({
			method: request.method,
			url,
			headers: {...request.headers},
			data: request.body,
			signal: AbortSignal.any([deadline, disposed]),
		});
		return {
			kind: 'answer',
			httpStatus: response.status,
			headers: plainHeaders(response.headers),
			bytes: response.data,
		};
	} catch (error) {
		// The library's error carries the request with its secrets: only a code comes out of this function.
		if (disposed.aborted) {
			return {kind: 'closed', systemCode: undefined};
		}

		return deadline.aborted ? {kind: 'timeout', systemCode: undefined} : failureOf(error);
	}
}

function failureOf(error: unknown): TransportResult {
	const {code, message} = error as {readonly code?: unknown; readonly message?: unknown};
	const systemCode = typeof code === 'string' && /^\w{1,60}$/.test(code) ? code : undefined;
	if (systemCode === 'ERR_BAD_RESPONSE' && String(message).startsWith('maxContentLength')) {
		return {kind: 'unreadable', why: 'too-large', systemCode: undefined};
	}

	if (systemCode === undefined) {
		return {kind: 'lost-connection', systemCode};
	}

	if (/^(Z_|ERR_BROTLI|ERR_ZLIB)/.test(systemCode)) {
		return {kind: 'unreadable', why: 'badly-compressed', systemCode};
	}

	// What is not HTTP at all.
	if (systemCode.startsWith('HPE_')) {
		return {kind: 'unreadable', why: 'not-json', systemCode};
	}

	if (systemCode === 'ECONNREFUSED') {
		return {kind: 'refused-connection', systemCode};
	}

	if (systemCode === 'ENOTFOUND' || systemCode.startsWith('EAI_')) {
		return {kind: 'unknown-host', systemCode};
	}

	if (/^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL|ETIMEDOUT)$/.test(systemCode)) {
		return {kind: 'unreachable', systemCode};
	}

	if (/CERT|^ERR_TLS|^ERR_SSL|^EPROTO$|UNABLE_TO_/.test(systemCode)) {
		return {kind: 'tls', systemCode};
	}

	return {kind: 'lost-connection', systemCode};
}

function plainHeaders(headers: object): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [
			name.toLowerCase(),
			Array.isArray(value) ? value.join(', ') : String(value),
		]),
	);
}

function isLoopback(hostname: string): boolean {
	return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
