import type {ApiKeyType} from '../domain/account.ts';
import type {AppError} from '../errors.ts';
import type {RequestRecord} from '../logging/log-record.ts';
import type {Endpoint} from './endpoints/endpoint.ts';
import type {Trace} from './mstock-auth.ts';
import type {TransportResult} from './transport.ts';
import type {Credentials, WireRequest} from './wire/dialect.ts';
import type {ReadBody} from './wire/envelope.ts';

/** What somebody wants from the broker. */
export type Call<Input, Output> = {
	readonly endpoint: Endpoint<Input, Output>;
	readonly apiKeyType: ApiKeyType;
	readonly input: Input;
	readonly credentials?: Credentials;
	readonly trace?: Trace;
};

/** What came back: an answer with its body read as far as it goes, or why there is none. */
export type Received =
	| {
			readonly kind: 'answer';
			readonly httpStatus: number;
			readonly headers: Readonly<Record<string, string>>;
			readonly body: ReadBody;
	  }
	| Exclude<TransportResult, {kind: 'answer'}>;

/** A call that was made, once, and is over. */
export type Exchange = {
	readonly request: WireRequest;
	readonly url: string;
	readonly received: Received;
	readonly startedAt: Date;
	readonly durationMs: number;
};

/**
The log's view of an exchange. It still holds every secret, in fields whose names tell: the logger redacts by name.

@param end what came of it: the error, or a few words
*/
export function toRequestRecord<Input, Output>(
	{endpoint, trace}: Call<Input, Output>,
	{request, url, received, startedAt, durationMs}: Exchange,
	end: AppError | string,
): RequestRecord {
	const answer = received.kind === 'answer' ? received : undefined;
	return {
		startedAt,
		durationMs,
		level: typeof end === 'string' ? 'INFO' : 'ERROR',
		message: `${endpoint.name}: ${typeof end === 'string' ? end : end.message}`,
		module: 'mstock_auth',
		apiName: endpoint.apiName,
		method: request.method,
		url,
		requestHeaders: request.headers,
		requestBody: request.fields,
		httpStatus: answer?.httpStatus,
		responseHeaders: answer?.headers ?? {},
		responseBody: answer && loggedBody(answer.body),
		userId: trace?.userId,
		loginSequenceId: trace?.loginSequenceId,
	};
}

function loggedBody(body: ReadBody): unknown {
	switch (body.kind) {
		case 'json':
			return body.value;
		case 'empty':
			return '';
		case 'unreadable':
			return '[not valid UTF-8]';
		default:
			return body.text;
	}
}
