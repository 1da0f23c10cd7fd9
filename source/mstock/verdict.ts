import type {Secret} from '../domain/secret.ts';
import type {Call, Exchange} from './exchange.ts';
import {repeatsSecret, withholdSecrets} from './repeated-secrets.ts';
import {situationOfAnswer, type Situation} from './situation.ts';
import {parseEnvelope, type Envelope} from './wire/envelope.ts';

/** What an exchange came to: the endpoint's output, or a situation, with the broker's own code where it gave one. */
export type Verdict<Output> =
	| {readonly isSuccess: true; readonly output: Output; readonly httpStatus: number}
	| {readonly isSuccess: false; readonly situation: Situation; readonly brokerCode: string | undefined};

/** Judge an exchange. Nothing in the verdict repeats a secret that was sent. */
export function judge<Input, Output>(
	{endpoint, apiKeyType}: Call<Input, Output>,
	{received, request: {secrets}}: Exchange,
): Verdict<Output> {
	if (received.kind !== 'answer') {
		return {isSuccess: false, situation: situationOfSilence(received), brokerCode: undefined};
	}

	const {httpStatus, headers, body} = received;
	const envelope = parseEnvelope(body);
	const retryAfterSeconds = parseSeconds(headers['retry-after']);
	const situation = situationOfAnswer({step: endpoint.step, httpStatus, envelope, retryAfterSeconds});
	if (situation || envelope.kind !== 'success') {
		return {
			isSuccess: false,
			situation: withholdSecrets(situation ?? {kind: 'refused', words: undefined}, secrets),
			brokerCode: brokerCodeOf(envelope, secrets),
		};
	}

	const message =
		envelope.message !== undefined && repeatsSecret(envelope.message, secrets) ? undefined : envelope.message;
	const output = endpoint.wire[apiKeyType].parse({data: envelope.data, message});
	return output === undefined
		? {isSuccess: false, situation: {kind: 'unreadable-body', why: 'incomplete'}, brokerCode: undefined}
		: {isSuccess: true, output, httpStatus};
}

/** The situation when no answer came, or none that could be taken in. */
export function situationOfSilence(received: Exclude<Exchange['received'], {kind: 'answer'}>): Situation {
	return received.kind === 'unreadable' ? {kind: 'unreadable-body', why: received.why} : received;
}

/** The broker's most telling code: the one in brackets within its words, else its error code, else its error type. */
function brokerCodeOf(envelope: Envelope, secrets: readonly Secret[]): string | undefined {
	if (envelope.kind !== 'refused') {
		return undefined;
	}

	const inWords = /\(-?(MACM\d{1,6})\)/.exec(envelope.message ?? '')?.[1];
	const code = inWords ?? envelope.errorCode ?? envelope.errorType;
	return code !== undefined && /^[\w-]{1,40}$/.test(code) && !repeatsSecret(code, secrets) ? code : undefined;
}

function parseSeconds(header: string | undefined): number | undefined {
	return header !== undefined && /^\d{1,5}$/.test(header.trim()) ? Number(header) : undefined;
}
