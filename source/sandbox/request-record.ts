import type {IncomingHttpHeaders, IncomingMessage} from 'node:http';
import type {Fault, FaultKind} from './faults.ts';

/** One request that reached the broker's API or its WebSocket, as it came: secrets included, so it never leaves memory. */
export type RecordedRequest = {
	/** Rises by one per request, from 1, and goes on after a reset: a cursor for `requests?since=`. */
	readonly sequence: number;
	/** ISO 8601, UTC, by the sandbox clock, when the request had been read. */
	readonly time: string;
	readonly method: string;
	/** As sent, without the query. */
	readonly path: string;
	/** As sent, without the question mark; empty when there was none. */
	readonly query: string;
	/** Names in lower case. */
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
	readonly fault: FaultKind | null;
	/** The status that was sent; null when none was. */
	readonly status: number | null;
};

export type NewRequest = Omit<RecordedRequest, 'sequence' | 'status'>;

export type RequestRecord = {
	/** Returns its sequence number. */
	readonly add: (request: NewRequest) => number;
	readonly setStatus: (sequence: number, status: number) => void;
	/** Those after `sequence`, oldest first. */
	readonly since: (sequence: number) => readonly RecordedRequest[];
	readonly lastSequence: () => number;
	readonly clear: () => void;
};

// Enough for any test, little enough for a terminal that runs all day: the oldest go first.
const maximumRequests = 2000;

export function createRequestRecord(): RequestRecord {
	let requests: RecordedRequest[] = [];
	let lastSequence = 0;

	return {
		add(request) {
			lastSequence += 1;
			requests.push({sequence: lastSequence, ...request, status: null});
			if (requests.length > maximumRequests) {
				requests = requests.slice(-maximumRequests / 2);
			}

			return lastSequence;
		},
		setStatus(sequence, status) {
			const index = requests.findLastIndex(request => request.sequence === sequence);
			const request = requests[index];
			if (request !== undefined) {
				requests[index] = {...request, status};
			}
		},
		since: sequence => requests.filter(request => request.sequence > sequence),
		lastSequence: () => lastSequence,
		clear() {
			requests = [];
		},
	};
}

export function describeRequest(
	message: IncomingMessage,
	url: URL,
	arrival: {readonly at: Date; readonly body: string; readonly fault: Fault | undefined},
): NewRequest {
	return {
		time: arrival.at.toISOString(),
		method: (message.method ?? 'GET').toUpperCase(),
		path: url.pathname,
		query: url.search.slice(1),
		headers: message.headers,
		body: arrival.body,
		fault: arrival.fault?.kind ?? null,
	};
}
