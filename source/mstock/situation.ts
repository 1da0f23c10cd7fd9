import type {EndpointStep} from './endpoints/endpoint.ts';
import type {Envelope, UnreadableReason} from './wire/envelope.ts';

/** What came of an exchange that did not succeed, before any words are found for it. One kind for each thing a person would do something else about. */
export type Situation =
	// What the broker refused.
	| {readonly kind: 'wrong-password'; readonly attemptsLeft: number | undefined}
	| {readonly kind: 'credentials-malformed'}
	| {readonly kind: 'account-locked'; readonly minutesLeft: number | undefined}
	| {readonly kind: 'wrong-otp'}
	| {readonly kind: 'expired-otp'}
	| {readonly kind: 'otp-used-up'}
	| {readonly kind: 'wrong-totp'}
	| {readonly kind: 'totp-used-up'}
	| {readonly kind: 'bad-api-key'}
	| {readonly kind: 'version-refused'}
	| {readonly kind: 'ip-mismatch'}
	| {readonly kind: 'login-over'}
	| {readonly kind: 'session-over'}
	| {readonly kind: 'rate-limited'; readonly retryAfterSeconds: number | undefined}
	| {readonly kind: 'bad-request'; readonly fields: readonly string[]; readonly words: string | undefined}
	| {readonly kind: 'not-found'}
	| {readonly kind: 'broker-failed'; readonly words: string | undefined}
	| {readonly kind: 'refused'; readonly words: string | undefined}
	// What cannot be read.
	| {readonly kind: 'html-page'}
	| {readonly kind: 'empty-body'}
	| {readonly kind: 'unreadable-body'; readonly why: UnreadableReason | 'too-large' | 'badly-compressed'}
	| {readonly kind: 'redirect'}
	// What never arrived.
	| TransportFailure;

/** No usable answer came. `systemCode` is the operating system's or the library's, e.g. `ECONNREFUSED`. */
export type TransportFailure = {
	readonly kind:
		'timeout' | 'refused-connection' | 'lost-connection' | 'unknown-host' | 'unreachable' | 'tls' | 'closed';
	readonly systemCode: string | undefined;
};

type Refusal = Extract<Envelope, {kind: 'refused'}>;

export type Answer = {
	readonly step: EndpointStep;
	readonly httpStatus: number;
	readonly envelope: Envelope;
	/** The `Retry-After` header, in seconds, where it came as a number. */
	readonly retryAfterSeconds: number | undefined;
};

/** The situation of an answer; undefined for a success. The body counts before the status: most refusals come with 200. */
export function situationOfAnswer({step, httpStatus, envelope, retryAfterSeconds}: Answer): Situation | undefined {
	if (envelope.kind === 'refused') {
		const situation = situationOfRefusal(envelope, step, httpStatus);
		return situation.kind === 'rate-limited' ? {...situation, retryAfterSeconds} : situation;
	}

	if (httpStatus === 429) {
		return {kind: 'rate-limited', retryAfterSeconds};
	}

	if (httpStatus >= 300 && httpStatus < 400) {
		return {kind: 'redirect'};
	}

	switch (envelope.kind) {
		case 'problem':
			return {kind: 'bad-request', fields: envelope.fields, words: envelope.title};
		case 'html':
			return {kind: 'html-page'};
		case 'empty':
			return httpStatus === 401 ? sessionSituation(step) : {kind: 'empty-body'};
		case 'unreadable':
			return {kind: 'unreadable-body', why: envelope.why};
		case 'success':
			break;
	}

	// A success with a status that says otherwise is not believed.
	return httpStatus < 300 ? undefined : situationOfStatus(httpStatus, step, envelope.message);
}

/**
What the broker's no means. Codes where they are telling, words where the codes are not: one `MiraeException` or `MA500` stands for a dozen things.
Words are matched loosely, for only some of them are documented, and in the order from the most to the least telling.
*/
function situationOfRefusal(refusal: Refusal, step: EndpointStep, httpStatus: number): Situation {
	const words = refusal.message ?? '';
	const codes = `${refusal.errorType ?? ''} ${refusal.errorCode ?? ''}`;
	const says = (pattern: RegExp): boolean => pattern.test(words);

	// Comes under the codes of a bad API key, and is cured elsewhere.
	if (says(/\bip address\b/i)) {
		return {kind: 'ip-mismatch'};
	}

	if (codes.includes('VersionException') || says(/valid api version/i)) {
		return {kind: 'version-refused'};
	}

	if (/APIKeyException|IA403/.test(codes) || says(/\bapi is suspended|api ?key|api subscription/i)) {
		return {kind: 'bad-api-key'};
	}

	if (httpStatus === 429 || codes.includes('MA429') || says(/too many requests|rate limit/i)) {
		return {kind: 'rate-limited', retryAfterSeconds: undefined};
	}

	if (step === 'login') {
		const situation = situationOfLoginWords(words);
		if (situation) {
			return situation;
		}
	}

	if (step === 'otp' || step === 'totp') {
		const situation = situationOfCodeWords(words, step);
		if (situation) {
			return situation;
		}
	}

	if (/TokenException|IA401/.test(codes) || httpStatus === 401) {
		return sessionSituation(step);
	}

	if (/InputException|IA400|\b400\b/.test(codes)) {
		return {kind: 'bad-request', fields: [], words: refusal.message};
	}

	if (codes.includes('IA404') || httpStatus === 404) {
		return {kind: 'not-found'};
	}

	if (
		/GeneralException|IA500/.test(codes) ||
		httpStatus >= 500 ||
		says(/something went wrong|internal (server )?error/i)
	) {
		return {kind: 'broker-failed', words: refusal.message};
	}

	return {kind: 'refused', words: refusal.message};
}

const noTriesLeft =
	/\b(exceed|exhaust|too many|maximum|max\.?|used up)\w*\b.*\b(attempt|tr(y|ies))|\b(attempt|tr(y|ies))\w*\b.*\b(exceed|exhaust|over|used up)|\b(no|0) (more )?(attempt|tr(y|ies))/i;

function situationOfLoginWords(words: string): Situation | undefined {
	const attemptsLeft = /\b(\d{1,3})\s+(?:more\s+)?(?:attempt|tr(?:y|ies))s?\s+(?:remaining|left)/i.exec(words)?.[1];
	if (attemptsLeft !== undefined && Number(attemptsLeft) > 0) {
		// The warning that the account will be locked comes with attempts left, so this stands before the lock.
		return {kind: 'wrong-password', attemptsLeft: Number(attemptsLeft)};
	}

	if (/\b(un)?lock(ed|out)?\b|\bblocked\b|\bdisabled\b|\bdeactivated\b/i.test(words) || noTriesLeft.test(words)) {
		const minutes = /\b(\d{1,4})\s*min/i.exec(words)?.[1];
		return {kind: 'account-locked', minutesLeft: minutes === undefined ? undefined : Number(minutes)};
	}

	if (/please provide valid .*\b(client ?code|user ?name|password)\b/i.test(words)) {
		return {kind: 'credentials-malformed'};
	}

	return /\b(invalid|incorrect|wrong)\b.*\b(password|credentials?|user ?name|client ?code)\b|MACM1\b/i.test(words)
		? {kind: 'wrong-password', attemptsLeft: undefined}
		: undefined;
}

function situationOfCodeWords(words: string, step: 'otp' | 'totp'): Situation | undefined {
	const isAboutCode = /\bt?otp\b|MACM60\b|\bone[- ]time password\b/i.test(words);
	if (isAboutCode && noTriesLeft.test(words)) {
		return {kind: step === 'otp' ? 'otp-used-up' : 'totp-used-up'};
	}

	if (isAboutCode && /\bexpired?\b/i.test(words)) {
		return {kind: step === 'otp' ? 'expired-otp' : 'wrong-totp'};
	}

	// Some no has to be in it: "OTP service is down" is no verdict on the code.
	return isAboutCode && /correct|invalid|wrong|match|not valid|verif|MACM60\b/i.test(words)
		? {kind: step === 'otp' ? 'wrong-otp' : 'wrong-totp'}
		: undefined;
}

/** A refused token: the session is over, or before there is one, the login that the code belongs to. */
function sessionSituation(step: EndpointStep): Situation {
	return {kind: step === 'session' ? 'session-over' : 'login-over'};
}

function situationOfStatus(httpStatus: number, step: EndpointStep, words: string | undefined): Situation {
	if (httpStatus === 401) {
		return sessionSituation(step);
	}

	if (httpStatus === 404) {
		return {kind: 'not-found'};
	}

	return {kind: httpStatus >= 500 ? 'broker-failed' : 'refused', words};
}
