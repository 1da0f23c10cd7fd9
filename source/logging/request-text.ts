import type {RedactedRequestRecord} from './log-record.ts';

/** The `request` and `response` columns of the request log, each one JSON document. */
export type RequestTexts = {
	readonly request: string;
	/** Undefined when nothing came back. */
	readonly response: string | undefined;
};

/** What was sent and what came, as JSON in the order a person reads it: the line, then headers, then the body. */
export function requestTexts(record: RedactedRequestRecord): RequestTexts {
	return {
		request: JSON.stringify({
			method: record.method,
			url: record.url,
			headers: record.requestHeaders,
			body: record.requestBody,
		}),
		response:
			record.httpStatus === undefined && record.responseBody === undefined
				? undefined
				: JSON.stringify({
						status: record.httpStatus,
						headers: record.responseHeaders,
						body: record.responseBody,
					}),
	};
}
