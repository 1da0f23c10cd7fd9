import {istOffsetMs} from '../../domain/market-clock.ts';
import type {IssuedSession, LoginOutcome, OtpOutcome} from '../broker/customers.ts';
import type {Answer} from '../http/answer.ts';
import {apiKeyRefusal, brokerTexts, errorA, successA, wrappedErrorA} from '../http/envelopes.ts';
import {parseForm} from '../http/fields.ts';
import type {Route, RouteContext} from './route.ts';

/** Type A's login: forms in, snake case out, most refusals with HTTP 200. Source: wire document, section 2.1. */
export const typeAAuthRoutes: readonly Route[] = [
	{apiKeyTypes: ['A'], methods: ['POST'], path: '/connect/login', access: 'open', answer: login},
	{apiKeyTypes: ['A'], methods: ['POST'], path: '/session/token', access: 'open', answer: sessionToken},
	{apiKeyTypes: ['A'], methods: ['POST'], path: '/session/verifytotp', access: 'open', answer: verifyTotp},
	{
		apiKeyTypes: ['A'],
		// The SDK's comment says DELETE, its code sends GET, one client posts: the broker is known to bear all three.
		methods: ['GET', 'POST', 'DELETE'],
		path: '/logout',
		access: 'signed-in',
		answer({customers}, account) {
			customers.closeSession(account);
			return successA('Success');
		},
	},
];

function login({request, customers}: RouteContext): Answer {
	const parsed = parseForm(request, ['username', 'password']);
	if ('refusal' in parsed) {
		return parsed.refusal;
	}

	const username = parsed.fields.get('username') ?? '';
	const password = parsed.fields.get('password') ?? '';
	if (username.trim() === '' || password === '') {
		return inputRefusal();
	}

	return loginAnswer(customers.login(username, password));
}

function loginAnswer(login: LoginOutcome): Answer {
	if (login.outcome === 'wrong') {
		return errorA(200, 'Invalid username or password (MACM1)', 'MiraeException');
	}

	if (login.outcome === 'locked') {
		return wrappedErrorA(200, brokerTexts.locked(login.minutesLeft), 'MiraeException');
	}

	// Nothing in here tells whether an OTP was sent or a TOTP is expected: the real one does not, either.
	return successA({
		ugid: login.handle,
		is_kyc: true,
		is_activate: true,
		is_password_reset: true,
		is_error: false,
		cid: login.account.userId,
		nm: login.account.name,
		flag: 0,
	});
}

/** `checksum` may be anything or absent: clients in the wild send at least four different things. */
function sessionToken({request, customers}: RouteContext): Answer {
	const parsed = parseForm(request, ['api_key', 'request_token']);
	if ('refusal' in parsed) {
		return parsed.refusal;
	}

	const account = customers.byApiKey(parsed.fields.get('api_key') ?? '', 'A');
	if (account === undefined) {
		return apiKeyRefusal('A');
	}

	const code = parsed.fields.get('request_token') ?? '';
	if (code === '') {
		return inputRefusal();
	}

	const outcome = customers.checkOtp(account, code);
	return outcome === 'right' ? sessionAnswer(customers.openSession(account)) : otpRefusal(outcome);
}

/** Works without a login before it, as some clients report. `otp` is an older name of the field. */
function verifyTotp({request, customers}: RouteContext): Answer {
	const parsed = parseForm(request, ['api_key', 'totp']);
	if ('refusal' in parsed) {
		return parsed.refusal;
	}

	const account = customers.byApiKey(parsed.fields.get('api_key') ?? '', 'A');
	if (account === undefined) {
		return apiKeyRefusal('A');
	}

	const code = parsed.fields.get('totp') ?? parsed.fields.get('otp') ?? '';
	if (code === '') {
		return inputRefusal();
	}

	return customers.checkTotp(account, code)
		? sessionAnswer(customers.openSession(account))
		: errorA(400, brokerTexts.totpWrong, 'MiraeException');
}

function sessionAnswer({account, tokens, issuedAt}: IssuedSession): Answer {
	return successA({
		user_type: 'individual',
		email: `${account.userId.toLowerCase()}@example.com`,
		user_name: account.userId,
		user_shortname: 'NA',
		broker: 'MIRAE',
		exchanges: ['NSE', 'NFO', 'CDS'],
		products: ['CNC', 'NRML', 'MIS'],
		order_types: ['MARKET', 'LIMIT'],
		avatar_url: '',
		user_id: account.brokerUserId,
		api_key: account.apiKey,
		access_token: tokens.accessToken,
		public_token: tokens.publicToken,
		enctoken: tokens.encToken,
		refresh_token: tokens.refreshToken,
		silo: '',
		login_time: formatLoginTime(issuedAt),
		meta: {demat_consent: 'physical'},
	});
}

/** `YYYY-MM-DD HH:mm:ss`, IST and without a zone: the document's rule for every time that names none (5.4). */
function formatLoginTime(instant: Date): string {
	return new Date(instant.getTime() + istOffsetMs).toISOString().slice(0, 19).replace('T', ' ');
}

function otpRefusal(outcome: Exclude<OtpOutcome, 'right'>): Answer {
	const texts = {wrong: brokerTexts.otpWrong, expired: brokerTexts.otpExpired, 'used-up': brokerTexts.otpUsedUp};
	return errorA(200, texts[outcome], 'MiraeException');
}

/** A field is missing or empty. One of the errors that come inside a one-element array. */
function inputRefusal(): Answer {
	return wrappedErrorA(400, 'Invalid request. Please provide all the required fields.', 'InputException');
}
