import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {
	LogSink,
	RedactedLogRecord,
	RedactedRequestRecord,
	RequestRecord,
} from '../../source/logging/log-record.ts';
import {createLogger} from '../../source/logging/logger.ts';
import {requestTexts} from '../../source/logging/request-text.ts';
import {createSecretRegistry, type SecretRegistry} from '../../source/logging/secret-registry.ts';

/** Twelve secrets, each with the names under which the program and the wire know it. */
const canaries = [
	{value: 'Canary@Pass"w0rd\\1', names: ['password', 'Password', 'M_STOCK_PASSWORD']},
	{value: '739164', names: ['otp', 'request_token']},
	{value: 'CANARYSEEDPXP234', names: ['totpSecret', 'M_TOTP_SECRET']},
	{value: '815263', names: ['totp']},
	{value: 'canary/key+a==', names: ['api_key', 'apiKey', 'X-PrivateKey', 'M_STOCK_API_KEY']},
	{
		value: 'eyJhbGciOiJIUzI1NiJ9.eyJjYW5hcnkiOjF9.Y2FuYXJ5LXNpZ25hdHVyZQ',
		names: ['access_token', 'jwtToken', 'M_ACCESS_TOKEN'],
	},
	{value: '4876d509-06c1-45db-8248-33dbca4a41e1', names: ['public_token', 'feedToken']},
	{value: 'canary-refresh-opaque', names: ['refresh_token', 'refreshToken', 'handle']},
	{value: 'canary-enc-token&x=1', names: ['enctoken', 'M_ENC_TOKEN']},
	{value: 'canary-checksum-0f9a', names: ['checksum', 'MSTOCK_CHECKSUM']},
	{value: 'Q2FuYXJ5RGF0YUtleUNhbmFyeURhdGFLZXkxMjM0NTY=', names: ['ENCRYPTION_KEY', 'dataKey']},
	{value: 'Q2FuYXJ5TWFzdGVyS2V5Q2FuYXJ5TWFzdGVyS2V5MTI=', names: ['MSTOCK_MASTER_KEY', 'masterKey']},
] as const;

function encodings(value: string): readonly string[] {
	const json = JSON.stringify(value).slice(1, -1);
	const bytes = Buffer.from(value);
	return [
		...new Set([
			value,
			json,
			JSON.stringify(json).slice(1, -1),
			encodeURIComponent(value),
			new URLSearchParams([['', value]]).toString().slice(1),
			bytes.toString('base64').replace(/=+$/, ''),
			bytes.toString('base64url'),
			bytes.toString('hex'),
		]),
	];
}

/** The names of the canaries found in a text, in any encoding. */
function leaksIn(text: string): string[] {
	return canaries.flatMap(({value, names}) => (encodings(value).some(form => text.includes(form)) ? [names[0]] : []));
}

const canary = fc.constantFrom(...canaries);
const named = canary.chain(({value, names}) => fc.constantFrom(...names).map(name => ({name, value})));
const plainLeaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));

/** Structures in which each canary stands under one of its names, wrapped in objects, lists, Maps, JSON texts, forms, URLs and bytes. */
const structure: fc.Arbitrary<unknown> = fc.letrec<{node: unknown; leaf: unknown}>(tie => ({
	leaf: fc.oneof(
		plainLeaf,
		named.map(({name, value}) => ({[name]: value})),
		named.map(({name, value}) => [name, value]),
		named.map(({name, value}) => ({name, value})),
		named.map(({name, value}) => new Map([[name, value]])),
		named.map(
			({name, value}) =>
				new URLSearchParams([
					['a', '1'],
					[name, value],
					['b', '2'],
				]),
		),
		named.map(({name, value}) => new URLSearchParams([[name, value]]).toString()),
		named.map(({name, value}) => `https://host/p?x=1&${name}=${encodeURIComponent(value)}#end`),
		named.map(({name, value}) => `broken ${JSON.stringify({[name]: value, rest: 'kept'})}, and`),
		named.map(({name, value}) => JSON.stringify({[name]: value}).slice(0, -2)),
		named.map(({name, value}) => Buffer.from(JSON.stringify({[name]: value}))),
		named.map(({name, value}) =>
			Object.assign(new Error(`refused ${JSON.stringify({[name]: value})}`), {config: {[name]: value}}),
		),
	),
	node: fc.oneof(
		{maxDepth: 4},
		tie('leaf'),
		fc.array(tie('node'), {maxLength: 3}),
		fc.dictionary(fc.string({maxLength: 6}), tie('node'), {maxKeys: 3}),
		tie('node').map(inner => JSON.stringify(inner) ?? ''),
		tie('node').map(inner => ({body: JSON.stringify({inner})})),
		tie('node').map(inner => `the broker said ${JSON.stringify(inner)} just now`),
	),
})).node;

/** Texts in which nothing but the registry can know the secret: no name beside it, any encoding. */
const strayText = fc
	.tuple(canary, fc.nat(), fc.string({maxLength: 8}), fc.string({maxLength: 8}))
	.map(([{value}, pick, before, after]) => {
		const forms = encodings(value);
		return `${before} ${forms[pick % forms.length] ?? value} ${after}`;
	});

function collect(registry: SecretRegistry) {
	const logs: RedactedLogRecord[] = [];
	const requests: RedactedRequestRecord[] = [];
	const sink: LogSink = {
		write: record => logs.push(record),
		writeRequest: record => requests.push(record),
		async flush() {},
	};
	const logger = createLogger({sinks: [sink], now: () => new Date(0), registry});
	return {
		logger,
		texts: () => JSON.stringify([logs, requests, requests.map(record => requestTexts(record))]),
		logs,
		requests,
	};
}

function exchange(body: unknown): RequestRecord {
	return {
		startedAt: new Date(0),
		durationMs: 1,
		level: 'INFO',
		message: 'connect/login: success',
		module: 'broker',
		apiName: 'login',
		method: 'POST',
		url: typeof body === 'string' ? `https://host/${body}` : 'https://host/',
		requestHeaders: {
			Authorization: `token ${canaries[4].value}:${canaries[5].value}`,
			'x-privatekey': canaries[4].value,
			'content-type': 'application/json',
		},
		requestBody: body,
		httpStatus: 200,
		responseHeaders: {'set-cookie': `sid=${canaries[7].value}`},
		responseBody: body,
		userId: 'DEMO01',
		loginSequenceId: '1',
	};
}

describe('twelve canaries', () => {
	test('never survive in any structure under their names, with nothing held', () => {
		let leaks: string[] = [];
		fc.assert(
			fc.property(structure, value => {
				const {logger, texts, logs, requests} = collect(createSecretRegistry());
				logger.request(exchange(value));
				logger.error('broker', typeof value === 'string' ? value : (JSON.stringify(value) ?? ''), {error: value});
				leaks = leaksIn(texts());
				return leaks.length === 0 && logs.length === 1 && requests.length === 1;
			}),
			{numRuns: 5000},
		);
		expect(leaks).toEqual([]);
	}, 60_000);

	test('never survive anywhere in any encoding while they are held', () => {
		const registry = createSecretRegistry();
		for (const {value} of canaries) {
			registry.hold(value);
		}

		let leaks: string[] = [];
		fc.assert(
			fc.property(strayText, structure, (text, value) => {
				const {logger, texts} = collect(registry);
				logger.request(exchange({page: text, value}));
				logger.info('auth', text, {error: new Error(text, {cause: value})});
				leaks = leaksIn(texts());
				return leaks.length === 0;
			}),
			{numRuns: 5000},
		);
		expect(leaks).toEqual([]);
	}, 60_000);

	test('are found where one is planted, so that the two tests above could fail', () => {
		for (const {value, names} of canaries) {
			for (const form of encodings(value)) {
				expect(leaksIn(`x${form}x`)).toContain(names[0]);
			}
		}

		const {logger, texts} = collect(createSecretRegistry());
		logger.info('auth', `a stray ${canaries[7].value} that nobody holds and no name announces`);
		expect(leaksIn(texts())).toEqual(['refresh_token']);
	});
});
