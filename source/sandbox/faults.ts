import type {ApiKeyType} from '../domain/account.ts';
import type {Answer} from './http/answer.ts';
import {internalRefusal, ipRefusal, rateLimitRefusal, tokenRefusal} from './http/envelopes.ts';

export const faultKinds = [
	'timeout',
	'reset',
	'http-500',
	'http-502-html',
	'http-429',
	'empty',
	'malformed',
	'slow-body',
	'accept-then-drop',
	'token-expired',
	'ip-mismatch',
] as const;

/**
What goes wrong.

- `timeout`: no answer at all; the connection stays open until the client leaves.
- `reset`: the connection is torn down (RST).
- `slow-body`: the head at once, then a refusal one byte per `delayMs` (a second by default).
- `accept-then-drop`: the effect happens, the answer is lost. Every other kind strikes before any effect.
- the others: an answer, in the dialect's own shape where it has one.
*/
export type FaultKind = (typeof faultKinds)[number];

export type Fault = {
	readonly faultId: string;
	/** `METHOD /path` without a query, in any case; `*` stands for any characters, slashes and spaces included. */
	readonly match: string;
	readonly kind: FaultKind;
	/** How many requests it will still strike. */
	readonly times: number;
	/** Milliseconds of real time before it strikes; for `slow-body` between two bytes. Undefined: at once, or the kind's default. */
	readonly delayMs: number | undefined;
};

export type NewFault = Pick<Fault, 'match' | 'kind' | 'times' | 'delayMs'>;

/** Faults wait in the order they were set; the first that matches a request strikes it. Memory only. */
export type Faults = {
	readonly list: () => readonly Fault[];
	readonly add: (fault: NewFault) => Fault;
	/** Returns how many there were. */
	readonly clear: () => number;
	/** The fault for this request, one time of it used up; undefined when none matches. */
	readonly take: (method: string, pathname: string) => Fault | undefined;
};

export function createFaults(): Faults {
	let faults: readonly Fault[] = [];
	let lastId = 0;

	return {
		list: () => faults,
		add(fault) {
			lastId += 1;
			const added = {faultId: String(lastId), ...fault};
			faults = [...faults, added];
			return added;
		},
		clear() {
			const {length} = faults;
			faults = [];
			return length;
		},
		take(method, pathname) {
			const struck = faults.find(fault => isMatch(fault.match, `${method} ${pathname}`));
			if (struck !== undefined) {
				faults = faults
					.map(fault => (fault === struck ? {...fault, times: fault.times - 1} : fault))
					.filter(fault => fault.times > 0);
			}

			return struck;
		},
	};
}

function isMatch(pattern: string, text: string): boolean {
	const source = pattern
		.trim()
		.split('*')
		.map(part => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
		.join('.*');
	return new RegExp(`^${source}$`, 'i').test(text);
}

const badGatewayPage = `<html>\r
<head><title>502 Bad Gateway</title></head>\r
<body>\r
<center><h1>502 Bad Gateway</h1></center>\r
<hr><center>nginx</center>\r
</body>\r
</html>\r
`;

/** The kinds that are an answer; undefined for those that are something else happening to the connection. */
export function faultAnswer(kind: FaultKind, apiKeyType: ApiKeyType): Answer | undefined {
	switch (kind) {
		case 'http-500':
			return internalRefusal(apiKeyType);
		case 'http-502-html':
			return {status: 502, contentType: 'text/html', body: badGatewayPage};
		case 'http-429':
			return rateLimitRefusal(apiKeyType);
		case 'empty':
			return {status: 200, contentType: undefined, body: ''};
		case 'malformed':
			return {status: 200, contentType: 'application/json; charset=utf-8', body: '{"status":"success","data":{"ugid":'};
		case 'token-expired':
			return tokenRefusal(apiKeyType);
		case 'ip-mismatch':
			return ipRefusal(apiKeyType);
		default:
			return undefined;
	}
}
