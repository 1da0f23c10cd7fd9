import type {ApiKeyType} from '../domain/account.ts';
import type {Secret} from '../domain/secret.ts';

/** What joins every exchange of one login in the request log. */
export type Trace = {readonly userId: string; readonly loginSequenceId: string | undefined};

/** The broker accepted the password and wants a second factor. */
export type LoginChallenge = {
	/** `cid` (type A) or the client code we sent (type B). */
	readonly clientCode: string | undefined;
	/** The broker's own words; type B says where the code went. Outside text. */
	readonly brokerMessage: string | undefined;
	/** Type B: the handle that the next step sends as `refreshToken`. Undefined for type A. */
	readonly handle: Secret | undefined;
	readonly httpStatus: number;
	readonly durationMs: number;
};

/** The tokens of a session. Type B has no enc token; its feed token is `publicToken`. */
export type BrokerSession = {
	readonly accessToken: Secret;
	readonly publicToken: Secret | undefined;
	readonly refreshToken: Secret | undefined;
	readonly encToken: Secret | undefined;
	readonly clientCode: string | undefined;
	readonly responseUserId: string | undefined;
	readonly responseUserName: string | undefined;
	readonly httpStatus: number;
	readonly durationMs: number;
};

/**
The broker's auth service, one dialect behind one face. Only `checkSession` is a read; nothing else is ever retried.

@throws {AuthenticationError} wrong password (`attemptsLeft` where told), locked account, a login that the broker forgot (`session-over`)
@throws {OtpRejectedError} wrong, expired or used-up code
@throws {APIError} bad API key, missing version, IP mismatch, HTML page, empty or unreadable body, timeout, refused connection: each with its own words; `situationOf(error)` tells them apart
*/
export type MstockAuth = {
	readonly login: (input: {
		readonly userId: string;
		readonly password: Secret;
		readonly trace: Trace;
	}) => Promise<LoginChallenge>;
	readonly verifyOtp: (input: {
		readonly apiKey: Secret;
		readonly code: Secret;
		readonly challenge: LoginChallenge;
		readonly trace: Trace;
	}) => Promise<BrokerSession>;
	readonly verifyTotp: (input: {
		readonly apiKey: Secret;
		readonly code: Secret;
		readonly challenge: LoginChallenge;
		readonly trace: Trace;
	}) => Promise<BrokerSession>;
	/** @throws {SessionExpiredError} when the token was already over */
	readonly logout: (input: {
		readonly apiKey: Secret;
		readonly accessToken: Secret;
		readonly trace: Trace;
	}) => Promise<void>;
	/** A cheap authenticated read (fund summary): resolves when the token still stands. @throws {SessionExpiredError} */
	readonly checkSession: (input: {
		readonly apiKey: Secret;
		readonly accessToken: Secret;
		readonly trace: Trace;
	}) => Promise<void>;
};

/** How far away and how wrong the broker's clock is, from the `Date` header of any answer. */
export type BrokerProbe = {
	readonly latencyMs: number;
	readonly brokerTime: Date | undefined;
	readonly httpStatus: number;
};

export type MstockClient = {
	readonly auth: Readonly<Record<ApiKeyType, MstockAuth>>;
	readonly probe: () => Promise<BrokerProbe>;
	/** The broker's clock minus ours, in milliseconds, from the newest answer; undefined before the first. */
	readonly clockSkewMs: () => number | undefined;
	readonly dispose: () => void;
};
