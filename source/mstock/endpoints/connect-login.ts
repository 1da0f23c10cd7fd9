import * as z from 'zod';
import {Secret} from '../../domain/secret.ts';
import {wireBoolean, wireText} from '../wire/fields.ts';
import type {Endpoint} from './endpoint.ts';

export type LoginInput = {readonly userId: string; readonly password: Secret};

export type LoginOutput = {
	readonly clientCode: string | undefined;
	readonly brokerMessage: string | undefined;
	readonly handle: Secret | undefined;
};

const typeASchema = z.object({cid: wireText, is_error: wireBoolean});
const typeBSchema = z.object({jwtToken: wireText, refreshToken: wireText});

/** Password in, second factor wanted. An account with TOTP gets no OTP sent, and the answer does not say which is the case. */
export const connectLogin: Endpoint<LoginInput, LoginOutput> = {
	name: 'connect/login',
	apiName: 'login',
	method: 'POST',
	isRead: false,
	step: 'login',
	authorization: 'none',
	wire: {
		A: {
			path: '/openapi/typea/connect/login',
			encode: ({userId, password}) => ({username: userId, password}),
			parse: ({data, message}) => {
				const answer = typeASchema.safeParse(data);
				// A success that calls itself an error was never seen; going on from it would be a guess.
				return answer.success && answer.data.is_error !== true
					? {clientCode: answer.data.cid, brokerMessage: message, handle: undefined}
					: undefined;
			},
		},
		B: {
			path: '/openapi/typeb/connect/login',
			// The code is not sent here: a login with `totp` filled may give a token that works on the feed and nowhere else.
			encode: ({userId, password}) => ({clientcode: userId, password, totp: '', state: ''}),
			parse: ({data, message}) => {
				const answer = typeBSchema.safeParse(data);
				// Documented: `jwtToken` is the handle and `refreshToken` is empty. Seen: the other way round.
				const handle = answer.success ? (answer.data.refreshToken ?? answer.data.jwtToken) : undefined;
				return handle === undefined
					? undefined
					: {clientCode: undefined, brokerMessage: message, handle: new Secret(handle)};
			},
		},
	},
};
