import type {ApiKeyType} from '../../domain/account.ts';
import {jsonAnswer, type Answer} from './answer.ts';

/**
The two envelopes, and the refusals that both dialects know in their own words. Texts and codes are the documented ones (wire document, sections 1.3 to 1.5, 2).
*/

export const brokerTexts = {
	apiKey: 'API is suspended/expired for use. Please check your API subscription and try again.',
	token: 'Invalid request. Please try again.',
	version: 'Please provide valid api version.',
	otpExpired: 'Entered OTP has been expired. Please regenerate a new one & enter the same.',
	otpWrong: 'The entered OTP is incorrect. Please proceed to login page. (-MACM60)',
	// The wire document records no answer for these two situations; the words are the sandbox's own.
	otpUsedUp: 'You have exceeded the maximum number of OTP attempts. Please regenerate a new one & enter the same.',
	locked: (minutesLeft: number) =>
		`Your account has been locked due to too many invalid attempts. Please try again after ${minutesLeft} minutes.`,
	totpWrong: 'Please enter correct TOTP',
	ipMismatch: 'Primary and Secondary IP Address are not matching with current IP address.',
	internal: 'something went wrong',
	rateLimit: 'Too many requests. Please try again after some time.',
	notFound: 'The requested resource was not found.',
} as const;

export function successA(data: unknown): Answer {
	return jsonAnswer(200, {status: 'success', data});
}

/** @param errorType undefined leaves the key out, as some of B's A-shaped answers do */
export function errorA(status: number, message: string, errorType: string | undefined): Answer {
	return jsonAnswer(status, errorBodyA(message, errorType));
}

/** Some type A errors come as a one-element array around the envelope. */
export function wrappedErrorA(status: number, message: string, errorType: string): Answer {
	return jsonAnswer(status, [errorBodyA(message, errorType)]);
}

function errorBodyA(message: string, errorType: string | undefined): Readonly<Record<string, unknown>> {
	return {status: 'error', message, ...(errorType === undefined ? {} : {error_type: errorType}), data: null};
}

/** `status` is a boolean on some routes of type B and the string "true" on others. */
export function successB(body: {
	readonly status: true | 'true';
	readonly message: string;
	readonly errorcode: '' | null;
	readonly data: unknown;
}): Answer {
	return jsonAnswer(200, body);
}

export function errorB(status: number, message: string, errorcode: string): Answer {
	return jsonAnswer(status, {status: 'false', message, errorcode, data: null});
}

/** Version errors have the A shape in both dialects. */
export function versionRefusal(): Answer {
	return errorA(400, brokerTexts.version, 'VersionException');
}

/** A refusal that both dialects know: `errorType` is the word of type A, `errorcode` that of type B. */
function refusal(
	apiKeyType: ApiKeyType,
	status: number,
	message: string,
	{errorType, errorcode}: {readonly errorType: string; readonly errorcode: string},
): Answer {
	return apiKeyType === 'A' ? errorA(status, message, errorType) : errorB(status, message, errorcode);
}

/** The token is missing, unknown, replaced or over. */
export function tokenRefusal(apiKeyType: ApiKeyType): Answer {
	return refusal(apiKeyType, 401, brokerTexts.token, {errorType: 'TokenException', errorcode: 'IA401'});
}

/** An authenticated call with a key that is not the account's. (During login, type B answers in A shape instead.) */
export function apiKeyRefusal(apiKeyType: ApiKeyType): Answer {
	return refusal(apiKeyType, 403, brokerTexts.apiKey, {errorType: 'APIKeyException', errorcode: 'IA403'});
}

export function ipRefusal(apiKeyType: ApiKeyType): Answer {
	return refusal(apiKeyType, 403, brokerTexts.ipMismatch, {errorType: 'APIKeyException', errorcode: 'IA403'});
}

export function internalRefusal(apiKeyType: ApiKeyType): Answer {
	return refusal(apiKeyType, 500, brokerTexts.internal, {errorType: 'MiraeException', errorcode: 'IA500'});
}

/** The broker's own answer to a breach is not documented: 429 and the normal envelope, as the wire document suggests (1.6). */
export function rateLimitRefusal(apiKeyType: ApiKeyType): Answer {
	return refusal(apiKeyType, 429, brokerTexts.rateLimit, {errorType: 'GeneralException', errorcode: 'MA429'});
}

export function notFoundRefusal(apiKeyType: ApiKeyType): Answer {
	return refusal(apiKeyType, 404, brokerTexts.notFound, {errorType: 'GeneralException', errorcode: 'IA404'});
}
