import {Secret} from '../domain/secret.ts';
import type {Call, Exchange} from './exchange.ts';
import {situationOfAnswer, type Situation} from './situation.ts';
import {withholdFromOutput, withholdFromSituation} from './withhold.ts';
import {parseEnvelope, type Envelope} from './wire/envelope.ts';

/** What an exchange came to: the endpoint's output, or a situation, with the broker's own code where it gave one. */
export type Verdict<Output> =
	| {readonly isSuccess: true; readonly output: Output; readonly httpStatus: number}
	| {readonly isSuccess: false; readonly situation: Situation; readonly brokerCode: string | undefined};

/** How secrets are told from other text: see `MstockClientOptions`. */
export type SecretSense = {readonly withhold: (text: string) => string; readonly learn: (secret: Secret) => void};

/**
Judge an exchange. Nothing in the verdict repeats a secret, neither one that is in use nor one that this answer brings.

What the answer means is read from its words as they are: a password that is a word of the refusal must not hide what was refused.
*/
export function judge<Input, Output>(
	{endpoint, apiKeyType}: Call<Input, Output>,
	{received}: Exchange,
	{withhold, learn}: SecretSense,
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
			situation: withholdFromSituation(situation ?? {kind: 'refused', words: undefined}, withhold),
			brokerCode: brokerCodeOf(envelope, withhold),
		};
	}

	const output = endpoint.wire[apiKeyType].parse({data: envelope.data, message: envelope.message});
	if (output === undefined) {
		return {isSuccess: false, situation: {kind: 'unreadable-body', why: 'incomplete'}, brokerCode: undefined};
	}

	for (const value of Object.values<unknown>(output ?? {})) {
		if (value instanceof Secret) {
			learn(value);
		}
	}

	return {isSuccess: true, output: withholdFromOutput(output, withhold), httpStatus};
}

/** The situation when no answer came, or none that could be taken in. */
export function situationOfSilence(received: Exclude<Exchange['received'], {kind: 'answer'}>): Situation {
	return received.kind === 'unreadable' ? {kind: 'unreadable-body', why: received.why} : received;
}

/** The broker's most telling code: the one in brackets within its words, else its error code, else its error type. */
function brokerCodeOf(envelope: Envelope, withhold: (text: string) => string): string | undefined {
	if (envelope.kind !== 'refused') {
		return undefined;
	}

	const inWords = /\(-?(MACM\d{1,6})\)/.exec(envelope.message ?? '')?.[1];
	const code = inWords ?? envelope.errorCode ?? envelope.errorType;
	return code !== undefined && /^[\w-]{1,40}$/.test(code) && withhold(code) === code ? code : undefined;
}

function parseSeconds(header: string | undefined): number | undefined {
	return header !== undefined && /^\d{1,5}$/.test(header.trim()) ? Number(header) : undefined;
}
