import type {Secret} from '../../domain/secret.ts';
import type {Endpoint} from './endpoint.ts';
import {parseTypeASession, parseTypeBSession, type SessionOutput} from './session-answer.ts';

export type OtpInput = {
	readonly apiKey: Secret;
	readonly code: Secret;
	/** Type A only. Not a hash: the documentation says `L`, older clients send `W` or nothing. */
	readonly checksum: string;
	/** Type B only: what the login gave. */
	readonly handle: Secret | undefined;
};

/** OTP in, session out. */
export const sessionToken: Endpoint<OtpInput, SessionOutput> = {
	name: 'session/token',
	apiName: 'generate_session',
	method: 'POST',
	isRead: false,
	step: 'otp',
	authorization: 'api-key',
	wire: {
		A: {
			path: '/openapi/typea/session/token',
			encode: ({apiKey, code, checksum}) => ({api_key: apiKey, request_token: code, checksum}),
			parse: parseTypeASession,
		},
		B: {
			path: '/openapi/typeb/session/token',
			encode: ({handle, code}) => ({refreshToken: handle ?? '', otp: code}),
			parse: parseTypeBSession,
		},
	},
};
