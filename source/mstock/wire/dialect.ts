import type {ApiKeyType} from '../../domain/account.ts';
import {Secret} from '../../domain/secret.ts';
import {ValidationError} from '../../errors.ts';
import type {Endpoint, WireFields} from '../endpoints/endpoint.ts';

/** What an account proves itself with. Each is needed only where the endpoint's `authorization` says so. */
export type Credentials = {readonly apiKey?: Secret; readonly accessToken?: Secret};

/** A request in the clear, for the moment in which it is sent. */
export type WireRequest = {
	readonly method: 'GET' | 'POST';
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	/** The body by field, for the log, which redacts by name. */
	readonly fields: Readonly<Record<string, string>> | undefined;
	/** The body as sent. */
	readonly body: string | undefined;
};

const apiVersion = '1';

/**
Put a call into the spelling of its dialect: type A sends forms and `token key:token`, type B sends JSON, `Bearer token` and `X-PrivateKey`.

@throws {ValidationError} when the API key or the token holds characters that no header can carry: nothing is sent then
*/
export function encodeRequest<Input, Output>(
	endpoint: Endpoint<Input, Output>,
	apiKeyType: ApiKeyType,
	input: Input,
	credentials: Credentials,
): WireRequest {
	const form = endpoint.wire[apiKeyType];
	const wireFields = form.encode(input);
	const fields = wireFields && reveal(wireFields);
	return {
		method: endpoint.method,
		path: form.path,
		headers: {
			'X-Mirae-Version': apiVersion,
			Accept: 'application/json',
			'Accept-Encoding': 'gzip',
			'User-Agent': 'mstock-terminal',
			...(fields && {
				'Content-Type': apiKeyType === 'A' ? 'application/x-www-form-urlencoded' : 'application/json',
			}),
			...authorizationHeaders(endpoint.authorization, apiKeyType, credentials),
		},
		fields,
		body: fields && (apiKeyType === 'A' ? new URLSearchParams(fields).toString() : JSON.stringify(fields)),
	};
}

function authorizationHeaders(
	authorization: 'none' | 'api-key' | 'session',
	apiKeyType: ApiKeyType,
	{apiKey, accessToken}: Credentials,
): Record<string, string> {
	if (authorization === 'none') {
		return {};
	}

	const key = headerText('apiKey', apiKey);
	if (apiKeyType === 'A') {
		// Before there is a session, type A has its key in the body.
		return authorization === 'session' ? {Authorization: `token ${key}:${headerText('accessToken', accessToken)}`} : {};
	}

	return {
		'X-PrivateKey': key,
		...(authorization === 'session' && {Authorization: `Bearer ${headerText('accessToken', accessToken)}`}),
	};
}

function headerText(field: 'apiKey' | 'accessToken', secret: Secret | undefined): string {
	const text = secret?.reveal() ?? '';
	if (/^[\u0021-\u007E]*$/.test(text)) {
		return text;
	}

	const reason = 'it holds blanks or characters that cannot be sent';
	throw field === 'apiKey'
		? new ValidationError(`The API key of this account cannot be used: ${reason}.`, {
				fields: {apiKey: reason},
				hint: 'Copy it from the portal again.',
			})
		: new ValidationError(`The stored access token cannot be used: ${reason}.`, {
				fields: {accessToken: reason},
				hint: 'Log in again.',
			});
}

function reveal(fields: WireFields): Record<string, string> {
	return Object.fromEntries(
		Object.entries(fields).map(([name, value]) => [name, value instanceof Secret ? value.reveal() : value]),
	);
}
