import type {ApiKeyType} from '../../domain/account.ts';
import type {Secret} from '../../domain/secret.ts';

/** Body fields in the order in which they are sent. */
export type WireFields = Readonly<Record<string, string | Secret>>;

/** Which step a refusal belongs to: the same words mean different things after a password and after a code. */
export type EndpointStep = 'login' | 'otp' | 'totp' | 'session' | 'probe';

/** How one dialect spells an endpoint. */
export type WireForm<Input, Output> = {
	/** From the host on, e.g. `/openapi/typea/logout`. */
	readonly path: string;
	/** The body; undefined for a call without one. */
	readonly encode: (input: Input) => WireFields | undefined;
	/**
	The `data` of a success; undefined when something in it that cannot be done without is missing. Flat: secrets as `Secret`, and clear text, each
	field of which may be undefined, for one that repeats a secret is withheld.
	*/
	readonly parse: (answer: {readonly data: unknown; readonly message: string | undefined}) => Output | undefined;
};

/** Everything that is known about an endpoint, in one record. */
export type Endpoint<Input, Output> = {
	/** As the broker's documentation calls it; what errors and log lines say. */
	readonly name: string;
	/** The name in the request log. The first four are the original system's. */
	readonly apiName: 'login' | 'generate_session' | 'verify_totp' | 'logout' | 'fund_summary' | 'health';
	readonly method: 'GET' | 'POST';
	/** Only reads are ever retried, and only reads are held back by the circuit breaker. */
	readonly isRead: boolean;
	readonly step: EndpointStep;
	/** Which headers of the account go along: none, the API key where the dialect wants one, or key and token. */
	readonly authorization: 'none' | 'api-key' | 'session';
	readonly wire: Readonly<Record<ApiKeyType, WireForm<Input, Output>>>;
};

/** The data that an answer without interesting data gives. */
export type Nothing = Readonly<Record<string, never>>;
export const nothing: Nothing = Object.freeze({});
