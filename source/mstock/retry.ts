import {setTimeout as delay} from 'node:timers/promises';
import {isAppError} from '../errors.ts';
import type {Endpoint} from './endpoints/endpoint.ts';

export type RetryOptions = {
	/** Attempts after the first one. */
	readonly maxRetries: number;
	/** From 0 up to 1. */
	readonly random: () => number;
	/** Ends the waiting; the last error is thrown then. */
	readonly signal: AbortSignal;
};

const baseMs = 200;
const longestMs = 2000;

/**
Try a read again while that may help, after a random pause of at most 0.2, 0.4, 0.8 ... 2 seconds ("full jitter").

This is the only place that sends anything twice, and it does so for reads alone: a write runs once, whatever its error says.
*/
export async function withRetry<Input, Output, Result>(
	endpoint: Endpoint<Input, Output>,
	attempt: () => Promise<Result>,
	{maxRetries, random, signal}: RetryOptions,
): Promise<Result> {
	for (let retries = 0; ; retries++) {
		try {
			return await attempt();
		} catch (error) {
			const mayRetry = endpoint.isRead && isAppError(error) && error.isRetryable;
			if (!mayRetry || retries >= maxRetries || signal.aborted) {
				throw error;
			}

			const pauseMs = random() * Math.min(longestMs, baseMs * 2 ** retries);
			try {
				await delay(pauseMs, undefined, {signal});
			} catch {
				// Only the signal ends the pause early, and then nobody wants another attempt.
				throw error;
			}
		}
	}
}
