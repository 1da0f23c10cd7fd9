import type {Secret} from '../domain/secret.ts';
import type {RequestRecord} from '../logging/log-record.ts';
import type {Caller} from './auth/caller.ts';
import {createTypeAAuth} from './auth/type-a.ts';
import {createTypeBAuth} from './auth/type-b.ts';
import {createCircuitBreaker} from './circuit-breaker.ts';
import {nothing} from './endpoints/endpoint.ts';
import {healthStatistics} from './endpoints/health-statistics.ts';
import {createHttp} from './http.ts';
import type {MstockClient} from './mstock-auth.ts';
import {withRetry} from './retry.ts';

export type MstockClientOptions = {
	/** Without the `/openapi` prefix, e.g. `https://api.mstock.trade`. */
	readonly apiUrl: string;
	/** The `checksum` of `session/token`; `L` by the broker's documentation. */
	readonly checksum: string;
	/** For a whole call. */
	readonly timeoutMs: number;
	/** Of reads; writes have none. */
	readonly maxRetries: number;
	readonly now: () => Date;
	/** Gets one record per exchange, secrets still in it: the logger behind it redacts. */
	readonly record: (record: RequestRecord) => void;
	/** A text from outside without the secrets that are in use, in whatever spelling; the same text where it holds none. */
	readonly withhold: (text: string) => string;
	/** Told each secret that an answer brings, before anything else of that answer is passed on or recorded. */
	readonly learn: (secret: Secret) => void;
	/** For the pauses between retries, from 0 up to 1. */
	readonly random?: () => number;
	readonly circuit?: {readonly failures: number; readonly pauseMs: number};
};

/** Both dialects of one broker. Opens nothing until the first call. */
export function createMstockClient(options: MstockClientOptions): MstockClient {
	const {maxRetries, random = Math.random, circuit = {failures: 5, pauseMs: 10_000}} = options;
	const http = createHttp(options);
	const breaker = createCircuitBreaker(circuit);
	const disposed = new AbortController();
	const call: Caller = async call =>
		withRetry(call.endpoint, async () => breaker.run(call.endpoint, async () => http.call(call)), {
			maxRetries,
			random,
			signal: disposed.signal,
		});
	return {
		auth: {A: createTypeAAuth(call, options), B: createTypeBAuth(call)},
		// Neither retried nor held back: it is asked how things are, so it has to look.
		probe: async () => http.probe({endpoint: healthStatistics, apiKeyType: 'A', input: nothing}),
		clockSkewMs: http.clockSkewMs,
		dispose() {
			disposed.abort();
			http.dispose();
		},
	};
}
