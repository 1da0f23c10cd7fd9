import {expect} from 'vitest';
import type {Reply} from './mstock-client.ts';

/**
The answers that the wire document promises (sections 1.3 to 1.5, 2 and 3.1), each as the whole body: a field too many fails as one too few does.

The open points of the document are open here, too: see the comments.
*/
const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
const jwt = expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/);
const text = expect.any(String);
const filled = expect.stringMatching(/\S/);

export type SessionA = {readonly accessToken: string; readonly body: unknown};

const errorA = (message: unknown, errorType: string): Record<string, unknown> => ({
	status: 'error',
	message,
	error_type: errorType,
	data: null,
});

export const typeA = {
	login: (clientCode: string): unknown => ({
		status: 'success',
		data: {
			ugid: uuid,
			is_kyc: expect.any(Boolean),
			is_activate: expect.any(Boolean),
			is_password_reset: expect.any(Boolean),
			is_error: false,
			cid: clientCode,
			nm: text,
			flag: expect.any(Number),
		},
	}),
	session: (apiKey: string): unknown => ({
		status: 'success',
		data: {
			user_type: text,
			email: text,
			user_name: filled,
			user_shortname: text,
			broker: 'MIRAE',
			exchanges: expect.arrayContaining(['NSE']),
			products: ['CNC', 'NRML', 'MIS'],
			order_types: ['MARKET', 'LIMIT'],
			avatar_url: text,
			user_id: filled,
			api_key: apiKey,
			access_token: jwt,
			public_token: uuid,
			enctoken: filled,
			refresh_token: filled,
			silo: text,
			login_time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
			meta: {demat_consent: 'physical'},
		},
	}),
	logout: {status: 'success', data: 'Success'},
	wrongPassword: errorA('Invalid username or password (MACM1)', 'MiraeException'),
	wrongOtp: errorA('The entered OTP is incorrect. Please proceed to login page. (-MACM60)', 'MiraeException'),
	expiredOtp: errorA('Entered OTP has been expired. Please regenerate a new one & enter the same.', 'MiraeException'),
	wrongTotp: errorA('Please enter correct TOTP', 'MiraeException'),
	badApiKey: errorA(
		'API is suspended/expired for use. Please check your API subscription and try again.',
		'APIKeyException',
	),
	tokenOver: errorA('Invalid request. Please try again.', 'TokenException'),
	version: errorA('Please provide valid api version.', 'VersionException'),
	ipMismatch: errorA('Primary and Secondary IP Address are not matching with current IP address.', 'APIKeyException'),
} as const;

const errorB = (message: unknown, errorcode: unknown): Record<string, unknown> => ({
	status: 'false',
	message,
	errorcode,
	data: null,
});

const otpSent = expect.stringMatching(/^Please enter the OTP that we sent on \S+ and \S+@\S+$/);

export const typeB = {
	login: {
		status: 'true',
		message: otpSent,
		errorcode: '',
		// "A sandbox can fill both with the same UUID, or leave `refreshToken` empty as documented."
		data: {jwtToken: uuid, refreshToken: expect.toSatisfy(isEmptyOrUuid), feedToken: '', state: 'live'},
	},
	sessionByOtp: {
		status: 'true',
		// "The message of the docs sample is the login text; do not test it."
		message: text,
		errorcode: '',
		data: {jwtToken: jwt, refreshToken: jwt, feedToken: jwt, state: 'live'},
	},
	sessionByTotp: (clientCode: string): unknown => ({
		status: true,
		message: 'SUCCESS',
		errorcode: '',
		data: {
			ClientName: filled,
			ClientId: clientCode,
			exchanges: ['NSE', 'BSE', 'NFO'],
			jwtToken: jwt,
			refreshToken: jwt,
			feedToken: jwt,
		},
	}),
	logout: {status: true, message: 'Success', errorcode: null, data: null},
	/** The trailing blank is the broker's. */
	wrongPassword: (attemptsLeft: number): unknown =>
		errorB(`Invalid username or password. ${attemptsLeft} attempts remaining `, 'MA500'),
	credentialsMissing: errorB('Please provide valid clientcode and password.', '400'),
	/** The words are open, the code is not. */
	refusedOtp: errorB(filled, 'MA500'),
	/** In the shape of type A. */
	wrongTotp: errorA('Please enter correct TOTP', 'MA400'),
	/** In the shape of type A, without a type. */
	badApiKey: {
		status: 'error',
		message: 'API is suspended/expired for use. Please check your API subscription and try again.',
		data: null,
	},
	tokenOver: errorB('Invalid request. Please try again.', 'IA401'),
	/** In the shape of type A. */
	version: errorA('Please provide valid api version.', 'VersionException'),
	ipMismatch: errorB('Primary and Secondary IP Address are not matching with current IP address.', 'IA403'),
} as const;

/** The funds of either type: one row, every value a text or null. */
const fundFields = [
	'ADDITIONAL_MARGIN',
	'ADHOC_LIMIT',
	'AMOUNT_UTILIZED',
	'AVAILABLE_BALANCE',
	'BANK_HOLDING',
	'CLEAR_BALANCE',
	'COLLATERALS',
	'LIMIT_SOD',
	'LIMIT_TYPE',
	'MF_COLLATERAL',
	'MTF_AVAILABLE_BALANCE',
	'MTF_COLLATERAL',
	'MTF_UTILIZE',
	'MTM_COMBINED',
	'OFS_UTILIZED',
	'OPT_BUY_PRIMIUM_UTILIZE',
	'PAY_OUT_AMT',
	'PEAK_MARGIN',
	'PHYSICAL_MARGIN',
	'REALISED_PROFITS',
	'RECEIVABLES',
	'SEG',
	'SUM_OF_ALL',
	'UNCLEAR_BALANCE',
];

const fundRow = Object.fromEntries(fundFields.map(field => [field, expect.toSatisfy(isTextOrNull)]));
export const funds = {
	A: {status: 'success', data: [fundRow]},
	B: {status: true, message: 'SUCCESS', errorcode: '', data: [fundRow]},
} as const;

/** No envelope: what the backend says by itself when a body cannot be bound. */
export const problemDocument = {
	type: 'https://tools.ietf.org/html/rfc9110#section-15.5.1',
	title: 'One or more validation errors occurred.',
	status: 400,
	errors: expect.toSatisfy(isErrorMap),
	traceId: expect.stringMatching(/^00-[0-9a-f]+-[0-9a-f]+-00$/),
};

/** An envelope may come alone or as the only element of an array: a client has to take both. */
export function unwrap({body}: Reply): unknown {
	return Array.isArray(body) && body.length === 1 ? body[0] : body;
}

/** The value at a path such as `data.jwtToken`; fails the test when it is no text. */
export function textAt(body: unknown, path: string): string {
	let value = body;
	for (const name of path.split('.')) {
		value = (value as Record<string, unknown> | null | undefined)?.[name];
	}

	expect(value).toBeTypeOf('string');
	return String(value);
}

/** What a JWT says, unverified: nobody but the broker has the key. */
export function jwtPayload(token: string): {readonly header: unknown; readonly payload: unknown} {
	const [header = '', payload = ''] = token.split('.');
	const parse = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
	return {header: parse(header), payload: parse(payload)};
}

function isEmptyOrUuid(value: unknown): boolean {
	return value === '' || (typeof value === 'string' && /^[0-9a-f-]{36}$/i.test(value));
}

function isTextOrNull(value: unknown): boolean {
	return value === null || typeof value === 'string';
}

function isErrorMap(value: unknown): boolean {
	return (
		typeof value === 'object' &&
		value !== null &&
		Object.values(value).every(reasons => Array.isArray(reasons) && reasons.every(reason => typeof reason === 'string'))
	);
}
