import {toSafeText} from '../domain/safe-text.ts';
import {
	APIError,
	AuthenticationError,
	OtpRejectedError,
	RateLimitError,
	SessionExpiredError,
	type AppError,
	type AuthenticationErrorOptions,
	type OtpRejection,
} from '../errors.ts';
import type {EndpointStep} from './endpoints/endpoint.ts';
import type {Situation, TransportFailure} from './situation.ts';

/** What is known about the exchange that went wrong. Nothing secret may be in here. */
export type ErrorContext = {
	/** The endpoint's name, e.g. `connect/login`. */
	readonly endpoint: string;
	readonly step: EndpointStep;
	readonly isRead: boolean;
	/** Undefined when nothing came back. */
	readonly httpStatus: number | undefined;
	/** Host and port that were called. */
	readonly host: string;
	readonly timeoutMs: number;
	/** The broker's own code, if it gave one. */
	readonly brokerCode: string | undefined;
};

/** The broker's word for itself, where a person may have to look. */
const portal = 'trade.mstock.com';
const maximumWords = 160;

const situations = new WeakMap<AppError, Situation['kind']>();

/** Which situation an error of this edge stands for, finer than its kind; undefined for errors from elsewhere. Tells e.g. an IP mismatch from a bad API key. */
export function situationOf(error: unknown): Situation['kind'] | undefined {
	return error instanceof Error ? situations.get(error as AppError) : undefined;
}

/** A situation in words: what happened, what to do now. Every situation has words of its own. */
export function toBrokerError(situation: Situation, context: ErrorContext): AppError {
	const error = errorOf(situation, context);
	situations.set(error, situation.kind);
	return error;
}

/**
The refusal of a code by an account that seems to use the other second factor.

The broker answers it like any wrong code, so only someone who knows the account's history can tell: services make this from the plain refusal.
*/
export function createFactorMismatchError(sent: 'otp' | 'totp', refusal?: OtpRejectedError): OtpRejectedError {
	const options = {rejection: 'wrong', reason: 'factor-mismatch', code: refusal?.code} as const;
	return sent === 'otp'
		? new OtpRejectedError('mStock refused the OTP: this account seems to use TOTP, and gets no OTP sent.', {
				...options,
				hint: 'Switch to TOTP and type the code that the authenticator app shows.',
			})
		: new OtpRejectedError('mStock refused the TOTP: this account seems to use the OTP that mStock sends.', {
				...options,
				hint: 'Switch to OTP and type the code that came by SMS or e-mail.',
			});
}

function errorOf(situation: Situation, context: ErrorContext): AppError {
	const {endpoint, httpStatus, brokerCode: code} = context;
	const status = httpStatus === undefined ? '' : ` (HTTP ${httpStatus})`;
	const doubt = hintAfterDoubt(context);
	const isServerError = (httpStatus ?? 0) >= 500;

	const refusedPerson = (message: string, options: AuthenticationErrorOptions): AppError =>
		new AuthenticationError(message, {code, httpStatus, ...options});
	const refusedCode = (rejection: OtpRejection, message: string, hint: string): AppError =>
		new OtpRejectedError(message, {rejection, hint, code, httpStatus});
	const failed = (message: string, hint: string, options: {isRetryable?: boolean; field?: string} = {}): AppError =>
		new APIError(message, {endpoint, httpStatus, code, hint, ...options});

	switch (situation.kind) {
		case 'wrong-password': {
			const {attemptsLeft} = situation;
			return refusedPerson(
				attemptsLeft === undefined
					? 'mStock refused the client code or the password; the broker does not say how many tries are left.'
					: `mStock refused the password. ${count(attemptsLeft, 'attempt is', 'attempts are')} left before it locks the account.`,
				{
					reason: 'wrong-password',
					attemptsLeft,
					hint: 'Correct the password of this account, then log in again. It is not sent again by itself.',
				},
			);
		}

		case 'credentials-malformed':
			return refusedPerson('mStock did not take the client code and the password as they stand.', {
				hint: 'Check the client code and the password of this account for missing or stray characters.',
			});

		case 'account-locked': {
			const {minutesLeft} = situation;
			return refusedPerson(
				`mStock has locked this account after too many wrong passwords${minutesLeft === undefined ? '' : `, for ${count(minutesLeft, 'minute', 'minutes')}`}.`,
				{
					reason: 'locked',
					attemptsLeft: 0,
					hint: `Wait until it is open again, or reset the password at ${portal}. More attempts only prolong it.`,
				},
			);
		}

		case 'wrong-otp':
			return refusedCode(
				'wrong',
				'mStock refused the OTP: it is not the code that was sent.',
				'Look at the newest message and type it again, or ask for a new one (r in the terminal).',
			);

		case 'expired-otp':
			return refusedCode('expired', 'The OTP has expired.', 'Ask for a new one and type it within five minutes.');

		case 'otp-used-up':
			return refusedCode('used-up', 'mStock takes no more tries of this OTP.', 'Log in again: that sends a new OTP.');

		case 'wrong-totp':
			return refusedCode(
				'wrong',
				'mStock refused the TOTP: it does not fit this account at this moment.',
				'Wait for the next code of the app and check the clock of this machine. If the account has no TOTP, switch to OTP.',
			);

		case 'totp-used-up':
			return refusedCode('used-up', 'mStock takes no more TOTP codes for this login.', 'Log in again.');

		case 'login-over':
			return refusedPerson('mStock no longer knows this login: it took too long, or another one replaced it.', {
				reason: 'session-over',
				hint: 'Start the login again.',
			});

		case 'session-over':
			return new SessionExpiredError('The session is over: it expired, or was replaced or revoked elsewhere.', {
				reason: 'session-over',
				code,
				httpStatus,
				hint: 'Log in again.',
			});

		case 'bad-api-key':
			return failed(
				`mStock refused the API key of this account${status}: it is wrong, suspended or expired.`,
				`Check it, and the API subscription, at ${portal}, then update the API key of this account.`,
				{field: 'apiKey'},
			);

		case 'version-refused':
			return failed(
				'mStock did not get the API version that it expects (header X-Mirae-Version).',
				'Something between here and mStock may strip headers, such as a proxy. Otherwise update this program.',
			);

		case 'ip-mismatch':
			return failed(
				'mStock refused the call because the IP address of this machine is not registered for the account.',
				`Register the address as primary or secondary IP at ${portal}, or connect from one that is.`,
			);

		case 'rate-limited': {
			const {retryAfterSeconds} = situation;
			return new RateLimitError(`mStock refused ${endpoint}${status}: too many calls in a short time.`, {
				endpoint,
				httpStatus,
				code,
				isRetryable: true,
				hint:
					retryAfterSeconds === undefined
						? 'Wait a minute, then try again.'
						: `Try again in ${count(retryAfterSeconds, 'second', 'seconds')}.`,
			});
		}

		case 'bad-request': {
			const what = situation.fields.length > 0 ? `: ${quote(situation.fields.join(', '))}` : quoted(situation.words);
			return failed(`mStock found ${endpoint} badly asked${status}${what}.`, 'Check what was entered.');
		}

		case 'not-found':
			return failed(
				`mStock does not know ${endpoint}${status}.`,
				'The address of the API may be wrong (MSTOCK_API_URL), or mStock has changed it.',
			);

		case 'broker-failed':
			return failed(`mStock failed on its side at ${endpoint}${status}${quoted(situation.words)}.`, doubt, {
				isRetryable: true,
			});

		case 'refused':
			return failed(
				`mStock refused ${endpoint}${status}${situation.words === undefined ? ' and did not say why' : quoted(situation.words)}.`,
				'The request log has the whole answer.',
			);

		case 'html-page':
			return failed(
				`mStock answered ${endpoint} with a web page${status} instead of data: probably maintenance, or something in between.`,
				doubt,
				{isRetryable: isServerError},
			);

		case 'empty-body':
			return failed(`mStock answered ${endpoint} with an empty body${status}.`, doubt, {isRetryable: true});

		case 'unreadable-body':
			return failed(`The answer to ${endpoint} cannot be read${status}: ${unreadableWords[situation.why]}.`, doubt, {
				isRetryable: situation.why !== 'too-large',
			});

		case 'redirect':
			return failed(
				`mStock pointed ${endpoint} to another address${status}. It was not followed, to keep secrets where they belong.`,
				'Check the address of the API (MSTOCK_API_URL), and whether a network sign-in page is in the way.',
			);

		default:
			return transportError(situation, context, doubt);
	}
}

const unreadableWords = {
	'not-json': 'it is not JSON',
	'not-utf8': 'it is not valid text (UTF-8)',
	'unexpected-shape': 'it is JSON of an unknown shape',
	incomplete: 'it says success, but what matters is missing',
	'too-large': 'it is far larger than any such answer',
	'badly-compressed': 'its compression is damaged',
} as const;

function transportError(failure: TransportFailure, context: ErrorContext, doubt: string): AppError {
	const {endpoint, host} = context;
	const network = 'Check the network, and a proxy if you use one.';
	const words: Record<TransportFailure['kind'], readonly [message: string, hint: string]> = {
		timeout: [`mStock did not answer ${endpoint} within ${context.timeoutMs / 1000} s.`, doubt],
		'refused-connection': [
			`Nobody answers at ${host}: the connection was refused.`,
			'Nothing was sent. Check that the address is right (MSTOCK_API_URL) and that mStock, or the sandbox, is running.',
		],
		'lost-connection': [`The connection to ${host} broke off during ${endpoint}.`, doubt],
		'unknown-host': [`The name ${host} cannot be resolved.`, `Nothing was sent. ${network}`],
		unreachable: [`${host} cannot be reached from this network.`, `Nothing was sent. ${network}`],
		tls: [
			`${host} could not prove that it is mStock (TLS).`,
			'Nothing was sent. Check the clock of this machine, and who may sit in between.',
		],
		closed: [`The call of ${endpoint} was dropped, because the program left this broker.`, doubt],
	};
	const [message, hint] = words[failure.kind];
	const {systemCode} = failure;
	return new APIError(message, {
		endpoint,
		httpStatus: context.httpStatus,
		code: systemCode,
		hint,
		isRetryable: failure.kind !== 'tls' && failure.kind !== 'closed',
		// All that is kept of the library's error, which carries the whole request.
		cause: systemCode === undefined ? undefined : new Error(`${failure.kind} (${systemCode})`),
	});
}

/** After a call of which nobody knows whether it had its effect. Nothing is sent again by itself. */
function hintAfterDoubt({step, isRead}: ErrorContext): string {
	if (isRead) {
		return 'Try again in a moment; Health shows how mStock is doing.';
	}

	switch (step) {
		case 'login':
			return 'It was not sent again. Start the login anew when mStock answers; Health shows how it is doing.';
		case 'otp':
		case 'totp':
			return 'It was not sent again, and mStock may have used the code up: start the login anew.';
		default:
			return 'It was not sent again. The session may still stand at mStock, until midnight at the latest.';
	}
}

function count(number: number, one: string, many: string): string {
	return `${number} ${number === 1 ? one : many}`;
}

/** The broker's words as a part of ours: made harmless and short. Empty when it said nothing. */
function quoted(words: string | undefined): string {
	return words === undefined ? '' : `: ${quote(words)}`;
}

function quote(words: string): string {
	const characters = Array.from(toSafeText(words.slice(0, maximumWords * 4).toWellFormed()));
	const isLong = characters.length > maximumWords;
	return `"${characters.slice(0, maximumWords).join('').trim()}${isLong ? '…' : ''}"`;
}
