import type {DemoAccount} from '../demo-accounts.ts';
import type {IssuedSession, LoginOutcome, OtpOutcome} from '../broker/customers.ts';
import type {Answer} from '../http/answer.ts';
import {headerOf} from '../http/broker-request.ts';
import {brokerTexts, errorA, errorB, successB, tokenRefusal} from '../http/envelopes.ts';
import {parseJson} from '../http/fields.ts';
import type {Route, RouteContext} from './route.ts';

/** Type B's login: JSON in, squashed names out, A-shaped refusals in places. Source: wire document, section 2.2. */
export const typeBAuthRoutes: readonly Route[] = [
	{apiKeyTypes: ['B'], methods: ['POST'], path: '/connect/login', access: 'open', answer: login},
	{apiKeyTypes: ['B'], methods: ['POST'], path: '/session/token', access: 'open', answer: sessionToken},
	{apiKeyTypes: ['B'], methods: ['POST'], path: '/session/verifytotp', access: 'open', answer: verifyTotp},
	{
		apiKeyTypes: ['B'],
		methods: ['GET', 'POST', 'DELETE'],
		path: '/logout',
		access: 'signed-in',
		answer({customers}, account) {
			customers.closeSession(account);
			return successB({status: true, message: 'Success', errorcode: null, data: null});
		},
	},
];

/** The same text for a TOTP account and, oddly, in the answer to `session/token`: so the documented samples have it. */
const otpSentText = 'Please enter the OTP that we sent on XXXXXXX452 and XXXX00@EXAMPLE.COM';

function login({request, customers}: RouteContext): Answer {
	const parsed = parseJson(request, ['clientcode', 'password', 'totp', 'state']);
	if ('refusal' in parsed) {
		return parsed.refusal;
	}

	const clientCode = parsed.fields.get('clientcode') ?? '';
	const password = parsed.fields.get('password') ?? '';
	if (clientCode.trim() === '' || password === '') {
		return errorB(400, 'Please provide valid clientcode and password.', '400');
	}

	return loginAnswer(customers.login(clientCode, password));
}

function loginAnswer(login: LoginOutcome): Answer {
	if (login.outcome === 'wrong') {
		return errorB(200, `Invalid username or password. ${login.attemptsLeft} attempts remaining `, 'MA500');
	}

	if (login.outcome === 'locked') {
		return errorB(200, brokerTexts.locked(login.minutesLeft), 'MA500');
	}

	return successB({
		status: 'true',
		message: otpSentText,
		errorcode: '',
		// The handle travels as `jwtToken`; `refreshToken` is empty although the next step wants it under that name.
		data: {jwtToken: login.handle, refreshToken: '', feedToken: '', state: 'live'},
	});
}

function sessionToken(context: RouteContext): Answer {
	const step = secondStep(context, 'otp');
	if ('refusal' in step) {
		return step.refusal;
	}

	const outcome = context.customers.checkOtp(step.account, step.code);
	if (outcome !== 'right') {
		return otpRefusal(outcome);
	}

	const {tokens} = context.customers.openSession(step.account);
	return successB({
		status: 'true',
		message: otpSentText,
		errorcode: '',
		data: {
			jwtToken: tokens.accessToken,
			refreshToken: tokens.refreshJwt,
			feedToken: tokens.feedJwt,
			state: 'live',
		},
	});
}

function verifyTotp(context: RouteContext): Answer {
	const step = secondStep(context, 'totp');
	if ('refusal' in step) {
		return step.refusal;
	}

	return context.customers.checkTotp(step.account, step.code)
		? totpSessionAnswer(context.customers.openSession(step.account))
		: errorA(400, brokerTexts.totpWrong, 'MA400');
}

function totpSessionAnswer({account, tokens}: IssuedSession): Answer {
	return successB({
		status: true,
		message: 'SUCCESS',
		errorcode: '',
		data: {
			ClientName: account.name,
			ClientId: account.userId,
			exchanges: ['NSE', 'BSE', 'NFO'],
			jwtToken: tokens.accessToken,
			refreshToken: tokens.refreshJwt,
			feedToken: tokens.feedJwt,
		},
	});
}

/**
What `session/token` and `session/verifytotp` share: the key in `X-PrivateKey`, the handle of a login as `refreshToken`, and the code.

The key comes first; a bad one is answered in A shape without `error_type`, as the document has it for these two routes.
*/
function secondStep(
	{request, customers}: RouteContext,
	codeField: 'otp' | 'totp',
): {readonly account: DemoAccount; readonly code: string} | {readonly refusal: Answer} {
	const keyHolder = customers.byApiKey(headerOf(request.headers, 'x-privatekey') ?? '', 'B');
	if (keyHolder === undefined) {
		return {refusal: errorA(403, brokerTexts.apiKey, undefined)};
	}

	const parsed = parseJson(request, ['refreshtoken', codeField]);
	if ('refusal' in parsed) {
		return parsed;
	}

	const code = parsed.fields.get(codeField) ?? '';
	const handle = parsed.fields.get('refreshtoken') ?? '';
	if (code === '' || handle === '') {
		return {refusal: errorB(400, brokerTexts.token, 'IA400')};
	}

	const account = customers.byHandle(handle);
	if (account === undefined) {
		return {refusal: tokenRefusal('B')};
	}

	return account === keyHolder ? {account, code} : {refusal: errorA(403, brokerTexts.apiKey, undefined)};
}

function otpRefusal(outcome: Exclude<OtpOutcome, 'right'>): Answer {
	const texts = {wrong: brokerTexts.otpWrong, expired: brokerTexts.otpExpired, 'used-up': brokerTexts.otpUsedUp};
	return errorB(200, texts[outcome], 'MA500');
}
