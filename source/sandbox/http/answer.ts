import {randomBytes} from 'node:crypto';

/** One HTTP answer, before compression and the `Date` header. */
export type Answer = {
	readonly status: number;
	readonly contentType: string | undefined;
	readonly body: string;
	readonly headers?: Readonly<Record<string, string>>;
};

export function jsonAnswer(status: number, value: unknown): Answer {
	return {status, contentType: 'application/json; charset=utf-8', body: JSON.stringify(value)};
}

export function emptyAnswer(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
	return {status, contentType: undefined, body: '', headers};
}

/**
What ASP.NET says by itself when a body cannot be bound: no envelope of either type, always HTTP 400. Source: wire document, section 1.5.

`errors` maps each field (or `$`, the whole body) to its reasons.
*/
export function problemAnswer(errors: Readonly<Record<string, readonly string[]>>): Answer {
	const traceId = `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`;
	return {
		status: 400,
		contentType: 'application/problem+json; charset=utf-8',
		body: JSON.stringify({
			type: 'https://tools.ietf.org/html/rfc9110#section-15.5.1',
			title: 'One or more validation errors occurred.',
			status: 400,
			errors,
			traceId,
		}),
	};
}
