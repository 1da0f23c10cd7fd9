import {describe, expect, test} from 'vitest';
import {
	placeOfHost,
	settingRules,
	validateEnvironmentAddress,
	validateSetting,
	type SettingName,
} from '../../source/home/setting-rules.ts';
import {isFernetKey, generateFernetKey} from '../../source/vault/fernet.ts';

const accepted: ReadonlyArray<readonly [SettingName, string]> = [
	['DB_CLIENT', 'mysql'],
	['DB_HOST', 'db-1.example.in'],
	['DB_HOST', '::1'],
	['DB_HOST', '10.0.0.7'],
	['DB_PORT', '65535'],
	['DB_USER', 'root'],
	['DB_PASSWORD', ''],
	['DB_PASSWORD', ' p#ss "word" ₹ '],
	['DB_NAME', 'mstock_2'],
	['DB_SSL', 'required'],
	['DB_FILE', 'data/my file.sqlite'],
	['ENCRYPTION_KEY_ID', '12'],
	['MSTOCK_ENV', 'live'],
	['MSTOCK_API_URL', 'http://127.0.0.1:8080'],
	['MSTOCK_API_URL', 'https://api.mstock.trade/'],
	['MSTOCK_WS_URL', 'wss://ws.mstock.trade'],
	['MSTOCK_CHECKSUM', 'L'],
	['API_TIMEOUT_MS', '7000'],
	['API_MAX_RETRIES', '0'],
];

const refused: ReadonlyArray<readonly [SettingName, string]> = [
	['DB_CLIENT', 'MySQL'],
	['DB_CLIENT', 'postgres'],
	['DB_HOST', 'http://db'],
	['DB_HOST', 'db host'],
	['DB_PORT', '0'],
	['DB_PORT', '65536'],
	['DB_PORT', '3306x'],
	['DB_PORT', '1e3'],
	['DB_USER', 'ro\u001bot'],
	['DB_PASSWORD', 'a\0b'],
	['DB_NAME', 'a`b'],
	['DB_NAME', 'x'.repeat(65)],
	['DB_SSL', 'true'],
	['DB_FILE', 'a\0b'],
	['MSTOCK_MASTER_KEY', 'short'],
	['ENCRYPTION_KEY', 'your_generated_key_here'],
	['ENCRYPTION_KEY_ID', 'x'.repeat(41)],
	['MSTOCK_ENV', 'production'],
	['MSTOCK_API_URL', 'api.mstock.trade'],
	['MSTOCK_API_URL', 'ftp://127.0.0.1'],
	['MSTOCK_API_URL', 'https://me:secret@api.mstock.trade'],
	['MSTOCK_API_URL', 'https://api.mstock.trade/?a=1'],
	['MSTOCK_WS_URL', 'https://ws.mstock.trade'],
	['MSTOCK_CHECKSUM', 'two words'],
	['API_TIMEOUT_MS', '10'],
	['API_TIMEOUT_MS', '7 s'],
	['API_TIMEOUT_MS', '-5'],
	['API_MAX_RETRIES', '11'],
	['API_MAX_RETRIES', '1.5'],
];

describe('a setting', () => {
	test.each(accepted)('%s takes %j', (name, value) => {
		expect(validateSetting(name, value)).toBeUndefined();
	});

	test.each(refused)('%s refuses %j with a reason that does not repeat it', (name, value) => {
		const reason = validateSetting(name, value);
		expect(reason).toMatch(/^must (?:not )?[a-z]/);
		expect(reason).not.toContain(value);
	});

	test('has an example that its own rule takes, unless it is a key that nobody can guess', () => {
		const wrong = Object.entries(settingRules).filter(([name, {check, example}]) => {
			const value = example.slice(name.length + 1).replaceAll("'", '');
			return !example.startsWith(`${name}=`) || (!value.startsWith('(') && check(value) !== undefined);
		});
		expect(wrong).toEqual([]);
	});

	test('that is a key is judged as the vault judges it', () => {
		const keys = [generateFernetKey().reveal(), 'x', `${'A'.repeat(43)}=`, 'A'.repeat(44), `${'A'.repeat(42)}+=`];
		expect(keys.map(key => validateSetting('MSTOCK_MASTER_KEY', key) === undefined)).toEqual(keys.map(isFernetKey));
	});
});

describe('a host', () => {
	test.each([
		['localhost', 'loopback'],
		['LocalHost.', 'loopback'],
		['db.localhost', 'loopback'],
		['127.0.0.1', 'loopback'],
		['127.9.9.9', 'loopback'],
		['::1', 'loopback'],
		['[::1]', 'loopback'],
		['[::ffff:7f00:1]', 'loopback'],
		['::ffff:127.0.0.1', 'loopback'],
		['0.0.0.0', 'unspecified'],
		['::', 'unspecified'],
		['api.mstock.trade', 'remote'],
		['localhost.evil.example', 'remote'],
		['127.0.0.1.evil.example', 'remote'],
		['128.0.0.1', 'remote'],
		['10.0.0.1', 'remote'],
		['::2', 'remote'],
		['2001:db8::1', 'remote'],
		['::ffff:8.8.8.8', 'remote'],
	])('%s is %s', (host, place) => {
		expect(placeOfHost(host)).toBe(place);
	});

	test('that is written in another base is seen through', () => {
		for (const address of ['http://2130706433/', 'http://0x7f.1/', 'http://127.1/', 'http://[0:0:0:0:0:0:0:1]/']) {
			expect(validateEnvironmentAddress('sandbox', address)).toBeUndefined();
			expect(validateEnvironmentAddress('live', address)).toMatch(/^must not be on this computer/);
		}
	});

	test('that only some systems take for this one is refused in both environments', () => {
		expect(validateEnvironmentAddress('sandbox', 'http://0.0.0.0:1')).toBeDefined();
		expect(validateEnvironmentAddress('live', 'http://[::]:1')).toBeDefined();
	});
});
