import * as z from 'zod';
import {Secret} from '../../domain/secret.ts';
import {wireText} from '../wire/fields.ts';
import type {WireForm} from './endpoint.ts';

/** What either second factor gives: the tokens of the session, and who it belongs to. */
export type SessionOutput = {
	readonly accessToken: Secret;
	readonly publicToken: Secret | undefined;
	readonly refreshToken: Secret | undefined;
	readonly encToken: Secret | undefined;
	readonly clientCode: string | undefined;
	readonly responseUserId: string | undefined;
	readonly responseUserName: string | undefined;
};

const typeASchema = z.object({
	access_token: wireText,
	public_token: wireText,
	refresh_token: wireText,
	enctoken: wireText,
	user_id: wireText,
	user_name: wireText,
});

// Only the TOTP answer names the client; the OTP answer has the three tokens and `state`.
const typeBSchema = z.object({
	jwtToken: wireText,
	refreshToken: wireText,
	feedToken: wireText,
	ClientId: wireText,
	ClientName: wireText,
});

export const parseTypeASession: WireForm<never, SessionOutput>['parse'] = ({data}) => {
	const answer = typeASchema.safeParse(data);
	const accessToken = answer.success ? toSecret(answer.data.access_token) : undefined;
	return answer.success && accessToken
		? {
				accessToken,
				publicToken: toSecret(answer.data.public_token),
				refreshToken: toSecret(answer.data.refresh_token),
				encToken: toSecret(answer.data.enctoken),
				clientCode: undefined,
				responseUserId: answer.data.user_id,
				responseUserName: answer.data.user_name,
			}
		: undefined;
};

export const parseTypeBSession: WireForm<never, SessionOutput>['parse'] = ({data}) => {
	const answer = typeBSchema.safeParse(data);
	const accessToken = answer.success ? toSecret(answer.data.jwtToken) : undefined;
	return answer.success && accessToken
		? {
				accessToken,
				publicToken: toSecret(answer.data.feedToken),
				refreshToken: toSecret(answer.data.refreshToken),
				encToken: undefined,
				clientCode: answer.data.ClientId,
				responseUserId: answer.data.ClientId,
				responseUserName: answer.data.ClientName,
			}
		: undefined;
};

function toSecret(value: string | undefined): Secret | undefined {
	return value === undefined ? undefined : new Secret(value);
}
