import {BrokenCircuitError, circuitBreaker, ConsecutiveBreaker, handleWhen} from 'cockatiel';
import {CircuitOpenError, isAppError, RateLimitError} from '../errors.ts';
import type {Endpoint} from './endpoints/endpoint.ts';

export type CircuitBreaker = {
	/** Run a read, or refuse it unsent while the broker is down. Anything but a read runs in any case. @throws {CircuitOpenError} */
	readonly run: <Input, Output, Result>(
		endpoint: Endpoint<Input, Output>,
		attempt: () => Promise<Result>,
	) => Promise<Result>;
};

export type CircuitBreakerOptions = {
	/** Failures in a row after which reads are held back. */
	readonly failures: number;
	/** After which a single read may look again. */
	readonly pauseMs: number;
};

/**
Holds reads back after several failures in a row, so that a broker that is down is not hammered and a screen does not wait for timeouts.

Only failures of the broker or the way to it count: a refusal is an answer.
*/
export function createCircuitBreaker({failures, pauseMs}: CircuitBreakerOptions): CircuitBreaker {
	const policy = circuitBreaker(
		handleWhen(error => isAppError(error) && error.isRetryable && !(error instanceof RateLimitError)),
		{halfOpenAfter: pauseMs, breaker: new ConsecutiveBreaker(failures)},
	);
	return {
		async run(endpoint, attempt) {
			if (!endpoint.isRead) {
				return attempt();
			}

			try {
				return await policy.execute(attempt);
			} catch (error) {
				if (error instanceof BrokenCircuitError) {
					throw new CircuitOpenError(`mStock failed ${failures} times in a row, so ${endpoint.name} was not sent.`, {
						endpoint: endpoint.name,
						hint: `Reads are tried again ${pauseMs / 1000} s after the last failure. Logins and logouts are not held back.`,
					});
				}

				throw error;
			}
		},
	};
}
