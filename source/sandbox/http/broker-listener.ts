import type {IncomingMessage, ServerResponse} from 'node:http';
import {setTimeout as delay} from 'node:timers/promises';
import type {Customers} from '../broker/customers.ts';
import type {SandboxClock} from '../clock.ts';
import {faultAnswer, type Fault, type Faults} from '../faults.ts';
import {describeRequest, type RequestRecord} from '../request-record.ts';
import {answerBrokerRequest} from '../routes/routes.ts';
import {emptyAnswer, type Answer} from './answer.ts';
import {readBody, splitPath} from './broker-request.ts';
import {internalRefusal} from './envelopes.ts';
import {dripAnswer, sendAnswer} from './send.ts';

const defaultByteDelayMs = 1000;

export type BrokerListenerParts = {
	readonly customers: Customers;
	readonly clock: SandboxClock;
	readonly faults: Faults;
	readonly record: RequestRecord;
	/** Fires when the sandbox closes: whatever waits, stops waiting. */
	readonly closing: AbortSignal;
	/** Called after each request that may have changed who is signed in. */
	readonly onAnswered: () => void;
};

/** Everything that is not the control API: record the request, let a fault strike, answer in the right dialect. */
export function createBrokerListener(
	parts: BrokerListenerParts,
): (message: IncomingMessage, response: ServerResponse, url: URL) => Promise<void> {
	const {clock, faults, record, customers} = parts;

	return async (message, response, url) => {
		const body = await readBody(message);
		const method = (message.method ?? 'GET').toUpperCase();
		const fault = faults.take(method, url.pathname);
		const sequence = record.add(describeRequest(message, url, {at: clock.now(), body: body ?? '', fault}));

		const dialect = splitPath(url.pathname);
		const answer = (): Answer => {
			if (body === undefined) {
				return emptyAnswer(413);
			}

			if (dialect === undefined) {
				return emptyAnswer(404);
			}

			try {
				const request = {method, route: dialect.route, headers: message.headers, body};
				return answerBrokerRequest(request, dialect.apiKeyType, customers);
			} catch {
				// The state file could not be written, or a bug of ours: what a broker says about trouble of its own.
				return internalRefusal(dialect.apiKeyType);
			}
		};
		const send = (sent: Answer): void => {
			record.setStatus(sequence, sent.status);
			sendAnswer(message, response, sent, clock.now());
		};

		if (fault === undefined) {
			send(answer());
			parts.onAnswered();
			return;
		}

		const apiKeyType = dialect?.apiKeyType ?? 'A';
		await strike(fault, {
			response,
			closing: parts.closing,
			send,
			answer: () => {
				answer();
				parts.onAnswered();
			},
			plainAnswer: faultAnswer(fault.kind, apiKeyType),
			drip: async byteDelayMs => {
				const refusal = internalRefusal(apiKeyType);
				record.setStatus(sequence, refusal.status);
				await dripAnswer(response, refusal, clock.now(), {byteDelayMs, signal: parts.closing});
			},
		});
	};
}

type Target = {
	readonly response: ServerResponse;
	readonly closing: AbortSignal;
	readonly send: (answer: Answer) => void;
	/** Let the effect happen and forget the answer. */
	readonly answer: () => void;
	readonly plainAnswer: Answer | undefined;
	readonly drip: (byteDelayMs: number) => Promise<void>;
};

async function strike(fault: Fault, target: Target): Promise<void> {
	if (fault.kind === 'slow-body') {
		await target.drip(fault.delayMs ?? defaultByteDelayMs);
		return;
	}

	if (fault.delayMs !== undefined) {
		await delay(fault.delayMs, undefined, {signal: target.closing});
	}

	if (target.plainAnswer !== undefined) {
		target.send(target.plainAnswer);
		return;
	}

	if (fault.kind === 'accept-then-drop') {
		target.answer();
		target.response.destroy();
	}

	if (fault.kind === 'reset') {
		target.response.socket?.resetAndDestroy();
	}

	// What is left is `timeout`: nothing happens, and the connection stays until the client or the sandbox ends it.
}
