import type {Secret} from '../../domain/secret.ts';
import type {Endpoint} from './endpoint.ts';
import {parseTypeASession, parseTypeBSession, type SessionOutput} from './session-answer.ts';

export type TotpInput = {
	readonly apiKey: Secret;
	readonly code: Secret;
	/** Type B only: what the login gave. */
	readonly handle: Secret | undefined;
};

/** TOTP in, session out. */
export const sessionVerifyTotp: Endpoint<TotpInput, SessionOutput> = {
	name: 'session/verifytotp',
	apiName: 'verify_totp',
	method: 'POST',
	isRead: false,
	step: 'totp',
	authorization: 'api-key',
	wire: {
		A: {
			path: '/openapi/typea/session/verifytotp',
			encode: ({apiKey, code}) => ({api_key: apiKey, totp: code}),
			parse: parseTypeASession,
		},
		B: {
			path: '/openapi/typeb/session/verifytotp',
			encode: ({handle, code}) => ({refreshToken: handle ?? '', totp: code}),
			parse: parseTypeBSession,
		},
	},
};
