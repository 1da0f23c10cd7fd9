import {describe, expect, test} from 'vitest';
import {Secret} from '../../source/domain/secret.ts';
import {createRedactor} from '../../source/logging/redact.ts';
import {createSecretRegistry} from '../../source/logging/secret-registry.ts';

const redactor = createRedactor(createSecretRegistry());
const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJVU0VSTkFNRSI6Ik1BMSJ9.c2lnbmF0dXJl';
const fernetToken = `gAAAAABn${'Zm9vYmFy'.repeat(12)}==`;
const fernetKey = `${'k_-9'.repeat(10)}abc=`;

describe('fields are redacted by their name', () => {
	test.each([
		'password',
		'Password',
		'PASSWORD',
		'newPassword',
		'DB_PASSWORD',
		'M_STOCK_PASSWORD',
		'api_key',
		'apikey',
		'apiKey',
		'X-PrivateKey',
		'x-privatekey',
		'Authorization',
		'request_token',
		'otp',
		'totp',
		'checksum',
		'access_token',
		'public_token',
		'refresh_token',
		'enctoken',
		'jwtToken',
		'feedToken',
		'refreshToken',
		'handle',
		'token',
		'M_STOCK_API_KEY',
		'M_STOCK_ENC_TOKEN',
		'M_TOTP_SECRET',
		'totpSecret',
		'MSTOCK_MASTER_KEY',
		'ENCRYPTION_KEY',
		'Set-Cookie',
	])('%s', name => {
		expect(redactor.value({[name]: 'canary-1', other: 'kept'})).toEqual({[name]: '[redacted]', other: 'kept'});
		expect(redactor.text(`{"a": {"${name}": "canary-1"}}`)).not.toContain('canary');
		expect(redactor.text(`before {"${name}": "canary-1", "other": 1} after`)).toBe(
			`before {"${name}": "[redacted]", "other": 1} after`,
		);
		expect(redactor.text(`a=1&${name}=canary-1&b=2`)).toBe(`a=1&${name}=[redacted]&b=2`);
		expect(redactor.text(`https://host/path?${name}=canary-1&x=y`)).toBe(`https://host/path?${name}=[redacted]&x=y`);
		expect(redactor.value(new Map([[name, 'canary-1']]))).toEqual({[name]: '[redacted]'});
		expect(redactor.value([name, 'canary-1'])).toEqual([name, '[redacted]']);
		expect(redactor.value({name, value: 'canary-1'})).toEqual({name, value: '[redacted]'});
	});

	test.each([
		'apiKeyType',
		'M_STOCK_API_KEY_TYPE',
		'ENCRYPTION_KEY_ID',
		'encryptionKeyId',
		'is_password_reset',
		'instrument_token',
		'symboltoken',
		'userId',
		'status',
	])('%s is no secret', name => {
		expect(redactor.value({[name]: 'kept'})).toEqual({[name]: 'kept'});
		expect(redactor.text(`${name}=kept`)).toBe(`${name}=kept`);
	});

	test('absence stays visible: empty, null and truth values are kept', () => {
		expect(redactor.value({totp: '', refreshToken: null, hasTotpSecret: true, otp: 482})).toEqual({
			totp: '',
			refreshToken: null,
			hasTotpSecret: true,
			otp: '[redacted]',
		});
	});

	test('whatever stands under a sensitive name goes whole', () => {
		expect(redactor.value({password: {value: 'canary'}, api_key: ['canary']})).toEqual({
			password: '[redacted]',
			api_key: '[redacted]',
		});
		expect(redactor.text('broken "password": {"deep": ["canary"]}, "x": 1')).toBe(
			'broken "password": [redacted], "x": 1',
		);
	});
});

describe('values of any kind', () => {
	test('JSON in a string in JSON is redacted inside', () => {
		const inner = JSON.stringify({password: 'canary "quoted\\" end', note: 'kept'});
		const outer = JSON.stringify({body: JSON.stringify({inner})});
		const result = redactor.text(outer);
		expect(result).not.toContain('canary');
		expect(result).not.toContain('quoted');
		expect(result).toContain('kept');
	});

	test.each([0, 1, 2, 3, 4])(
		'escaped JSON of depth %i inside a broken text is redacted, quotes in the value included',
		depth => {
			let text = JSON.stringify({password: 'can"ary\\', note: 'kept'});
			for (let index = 0; index < depth; index += 1) {
				text = JSON.stringify({body: text});
			}

			const result = redactor.text(`broker said ${text} and ended`);
			expect(result).not.toMatch(/can|ary/);
		},
	);

	test('a text that was cut inside a secret is redacted to its end', () => {
		expect(redactor.text('{"status":"success","data":{"access_token":"canary-with-no-e')).toBe(
			'{"status":"success","data":{"access_token":"[redacted]',
		);
	});

	test('cycles, depth, getters that throw and odd kinds never throw', () => {
		const cyclic: Record<string, unknown> = {password: 'canary'};
		cyclic['self'] = cyclic;
		let deep: unknown = 'end';
		for (let index = 0; index < 5000; index += 1) {
			deep = {deep};
		}

		const hostile = {
			get boom(): never {
				throw new Error('canary');
			},
		};
		expect(redactor.value(cyclic)).toEqual({password: '[redacted]', self: '[cycle]'});
		expect(JSON.stringify(redactor.value(deep))).toContain('not kept');
		expect(redactor.value(hostile)).toBe('[unreadable]');
		expect(redactor.value([Symbol('canary'), () => 'canary', 1n, Number.NaN, undefined])).toEqual([
			'[symbol]',
			'[function]',
			'1',
			null,
			null,
		]);
		expect(
			redactor.value(
				new Proxy(
					{},
					{
						ownKeys() {
							throw new Error('no');
						},
					},
				),
			),
		).toBe('[unreadable]');
		expect(redactor.text(JSON.parse('"\\ud800 lone"') as string)).toBe('\uD800 lone');
	});

	test('a name like __proto__ stays an ordinary field', () => {
		expect(JSON.stringify(redactor.value(JSON.parse('{"__proto__": {"password": "canary"}, "a": 1}')))).toBe(
			'{"__proto__":{"password":"[redacted]"},"a":1}',
		);
	});

	test('bytes are read as text where they are text, else only counted', () => {
		expect(redactor.value(Buffer.from('password=canary&a=1'))).toBe('password=[redacted]&a=1');
		expect(redactor.value(Uint8Array.of(0xff, 0xfe, 1))).toBe('[3 bytes]');
	});

	test('forms, URLs, dates, secrets', () => {
		expect(redactor.value(new URLSearchParams({api_key: 'canary==', a: '1'}))).toBe('api_key=[redacted]&a=1');
		expect(redactor.value(new URL('https://user:canary@host/?otp=482'))).toBe(
			'https://user:[redacted]@host/?otp=[redacted]',
		);
		expect(redactor.value({at: new Date(0), key: new Secret('canary')})).toEqual({
			at: '1970-01-01T00:00:00.000Z',
			key: '[redacted]',
		});
	});

	test('an error keeps name, message, code, stack and causes, but nothing a library hung on it', () => {
		const error = Object.assign(new Error('refused: password=canary', {cause: new TypeError(`inner ${jwt}`)}), {
			code: 'E1',
			config: {data: 'canary'},
		});
		const text = redactor.error(error);
		expect(text).toContain('Error: refused: password=[redacted]');
		expect(text).toContain('redact.test.ts');
		expect(text).toContain('code E1');
		expect(text).toContain('caused by TypeError: inner [redacted]');
		expect(text).not.toContain('canary');
		expect(redactor.error(new AggregateError([new Error('one otp=482')], 'many'))).toContain(
			'one of Error: one otp=[redacted]',
		);
		expect(redactor.error('just text token=abc')).toBe('just text token=[redacted]');
		expect(redactor.error({odd: 1})).toBe('{"odd":1}');
	});

	test('a huge text is cut, said so, and no text that is made to be slow stops the program', () => {
		const startedAt = performance.now();
		const result = redactor.text(`${'x=y&"a":"'.repeat(400_000)}password=canary`);
		expect(result.length).toBeLessThan(300_000);
		expect(result).toMatch(/more characters not kept\]$/);
		for (const flood of [
			'"',
			'\\',
			'\\"',
			':',
			'=',
			'a',
			'{',
			'"a":',
			'password:',
			'eyJ',
			'%3D',
			'token a:',
			'otp ',
			'://a:',
			' ',
		]) {
			redactor.text(flood.repeat(250_000 / flood.length));
		}

		expect(performance.now() - startedAt).toBeLessThan(10_000);
	});
});

describe('texts without structure', () => {
	test.each([
		[`Authorization: token sandbox-key-a==:${jwt}`, 'Authorization: [redacted]'],
		[`authorization: Bearer ${jwt}`, 'authorization: [redacted]'],
		[`sent Bearer ${jwt}, got 401`, 'sent Bearer [redacted], got 401'],
		[`the answer was ${jwt}`, 'the answer was [redacted]'],
		[`row holds ${fernetToken} now`, 'row holds [redacted] now'],
		[`key ${fernetKey} here`, 'key [redacted] here'],
		['Your mStock OTP is 482. Valid for 5 min.', 'Your mStock OTP is [redacted]. Valid for 5 min.'],
		['TOTP 123456 refused', 'TOTP [redacted] refused'],
		['mysql://root:canary@localhost/db', 'mysql://root:[redacted]@localhost/db'],
		['otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&issuer=y', 'otpauth://totp/x?secret=[redacted]&issuer=y'],
		['redirect=https%3A%2F%2Fh%3Fapi_key%3Dcanary', 'redirect=https%3A%2F%2Fh%3Fapi_key%3D[redacted]'],
		['<password>canary</password>', '<password>[redacted]</password>'],
		['<input name="password" value="canary">', '<input name="password" value="[redacted]">'],
		["{'password': 'canary', 'x': None}", "{'password': '[redacted]', 'x': None}"],
		['API key: Kd83_x9a refused', 'API key: [redacted] refused'],
		['password="two words" next', 'password="[redacted]" next'],
	])('%s', (text, expected) => {
		expect(redactor.text(text)).toBe(expected);
	});

	test.each([
		'login started for DEMO01 (type A)',
		'connect/login: success, OTP requested',
		'session/token: success for DEMO01',
		'session/verifytotp: success for DEMO03',
		'row of DEMO01 sealed with key 2',
		'API key: 300 characters, at most 127 fit the vault',
		'TOTP: 6 digits are expected',
		'holdings answered in 2,140 ms (p95 420 ms)',
		'Invalid username or password. 9 attempts remaining ',
		'basic authentication is not used; a bearer token is',
		'secret: none',
		'10:42:07.482 key 3 made and wrapped',
		'{"status":"success","data":{"cid":"MA1234567","flag":0}}',
	])('our own sentences survive: %s', text => {
		expect(redactor.text(text)).toBe(text);
	});
});
