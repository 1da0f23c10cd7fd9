import type {ApiKeyType} from '../../domain/account.ts';
import type {Customers} from '../broker/customers.ts';
import type {DemoAccount} from '../demo-accounts.ts';
import {emptyAnswer, type Answer} from '../http/answer.ts';
import {headerOf, type BrokerRequest} from '../http/broker-request.ts';
import {apiKeyRefusal, notFoundRefusal, tokenRefusal, versionRefusal} from '../http/envelopes.ts';
import {fundRoutes} from './funds.ts';
import type {Route} from './route.ts';
import {typeAAuthRoutes} from './type-a-auth.ts';
import {typeBAuthRoutes} from './type-b-auth.ts';

const routes: readonly Route[] = [...typeAAuthRoutes, ...typeBAuthRoutes, ...fundRoutes];

/**
Answer one request as the broker would: version first, then who is asking, then what for.

A route that does not exist is only admitted to somebody who is signed in; others hear about their token.
*/
export function answerBrokerRequest(request: BrokerRequest, apiKeyType: ApiKeyType, customers: Customers): Answer {
	if (headerOf(request.headers, 'x-mirae-version')?.trim() !== '1') {
		return versionRefusal();
	}

	const here = routes.filter(route => route.path === request.route && route.apiKeyTypes.includes(apiKeyType));
	const route = here.find(candidate => candidate.methods.includes(request.method));
	if (route?.access === 'open') {
		return route.answer({request, customers});
	}

	if (route === undefined && here.some(candidate => candidate.access === 'open')) {
		return emptyAnswer(405, {Allow: here.flatMap(candidate => candidate.methods).join(', ')});
	}

	const identity = identify(request, apiKeyType, customers);
	if ('refusal' in identity) {
		return identity.refusal;
	}

	if (route !== undefined) {
		return route.answer({request, customers}, identity.account, apiKeyType);
	}

	return here.length === 0
		? notFoundRefusal(apiKeyType)
		: emptyAnswer(405, {Allow: here.flatMap(candidate => candidate.methods).join(', ')});
}

/** Whose call this is: by the token in `Authorization`, then by the key that has to go with it. */
function identify(
	request: BrokerRequest,
	apiKeyType: ApiKeyType,
	customers: Customers,
): {readonly account: DemoAccount} | {readonly refusal: Answer} {
	const credentials = parseAuthorization(headerOf(request.headers, 'authorization') ?? '');
	const account = customers.bySession(credentials.token, apiKeyType);
	if (account === undefined) {
		return {refusal: tokenRefusal(apiKeyType)};
	}

	// Type A may leave the key out (some samples do); type B sends it in its own header on every call.
	const key = apiKeyType === 'A' ? (credentials.key ?? account.apiKey) : headerOf(request.headers, 'x-privatekey');
	return key === account.apiKey ? {account} : {refusal: apiKeyRefusal(apiKeyType)};
}

/** `token key:token`, `token token`, `Bearer token`, in any case: A's prose and B's prose mix them. */
function parseAuthorization(header: string): {readonly key: string | undefined; readonly token: string} {
	const value = header.replace(/^\s*(?:token|bearer)\s+/i, '').trim();
	const colon = value.lastIndexOf(':');
	return colon === -1
		? {key: undefined, token: value}
		: {key: value.slice(0, colon).trim(), token: value.slice(colon + 1).trim()};
}
