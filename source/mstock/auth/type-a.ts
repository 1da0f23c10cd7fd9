import {connectLogin} from '../endpoints/connect-login.ts';
import {nothing} from '../endpoints/endpoint.ts';
import {fundSummary} from '../endpoints/fund-summary.ts';
import {logout} from '../endpoints/logout.ts';
import {sessionToken} from '../endpoints/session-token.ts';
import {sessionVerifyTotp} from '../endpoints/session-verify-totp.ts';
import type {MstockAuth} from '../mstock-auth.ts';
import type {Caller} from './caller.ts';

/** Type A: the code goes with the API key, and nothing links it to the login but the account. */
export function createTypeAAuth(call: Caller, {checksum}: {readonly checksum: string}): MstockAuth {
	const apiKeyType = 'A';
	return {
		async login({userId, password, trace}) {
			const {output, ...rest} = await call({endpoint: connectLogin, apiKeyType, input: {userId, password}, trace});
			return {...output, clientCode: output.clientCode ?? userId, ...rest};
		},
		async verifyOtp({apiKey, code, challenge, trace}) {
			const input = {apiKey, code, checksum, handle: undefined};
			const {output, ...rest} = await call({
				endpoint: sessionToken,
				apiKeyType,
				input,
				credentials: {apiKey},
				trace,
			});
			return {...output, clientCode: challenge.clientCode, ...rest};
		},
		async verifyTotp({apiKey, code, challenge, trace}) {
			const input = {apiKey, code, handle: undefined};
			const {output, ...rest} = await call({
				endpoint: sessionVerifyTotp,
				apiKeyType,
				input,
				credentials: {apiKey},
				trace,
			});
			return {...output, clientCode: challenge.clientCode, ...rest};
		},
		async logout({apiKey, accessToken, trace}) {
			await call({endpoint: logout, apiKeyType, input: nothing, credentials: {apiKey, accessToken}, trace});
		},
		async checkSession({apiKey, accessToken, trace}) {
			await call({endpoint: fundSummary, apiKeyType, input: nothing, credentials: {apiKey, accessToken}, trace});
		},
	};
}
