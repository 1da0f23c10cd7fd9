import {describe, expect, test} from 'vitest';
import {Secret} from '../../source/domain/secret.ts';
import {ValidationError} from '../../source/errors.ts';
import {
	checkApiKeyEnd,
	assertAccountChanges,
	assertNewAccount,
	checkApiKey,
	checkApiKeyExpiresOn,
	checkCode,
	checkPassword,
	checkTotpSecret,
	checkUserId,
	normalizeTotpSecret,
} from '../../source/services/account-rules.ts';

describe('the fields of an account', () => {
	test('take what the broker gives out', () => {
		const accepted = [
			checkUserId(' MA1234567 '),
			checkPassword('Demo@1234'),
			checkApiKey('sandbox-key-a=='),
			checkApiKey(' clé \n'),
			checkTotpSecret('jbsw y3dp ehpk 3pxp'),
			checkTotpSecret(''),
			checkApiKeyExpiresOn('2027-12-31'),
			checkApiKeyExpiresOn(''),
			checkCode('482'),
			checkCode('482913'),
		];
		expect(accepted).toEqual(accepted.map(() => undefined));
	});

	test('say what is wrong, each in its own words', () => {
		expect([
			checkUserId('  '),
			checkUserId('a\u001Bb'),
			checkUserId('x'.repeat(101)),
			checkPassword(''),
			checkPassword('₹'.repeat(43)),
			checkApiKey('   '),
			checkApiKey('key\r\nX-Other: 1'),
			checkApiKey('key\u0085'),
			checkApiKey('key₹'),
			checkTotpSecret('JBSWY3DPEHPK3PX1'),
			checkTotpSecret('JBSWY3'),
			checkApiKeyExpiresOn('2026-02-30'),
			checkApiKeyExpiresOn('31/12/2027'),
			checkCode('12'),
			checkCode('1234567'),
			checkCode('12a'),
		]).toEqual([
			'The user id is empty; it is the client code that mStock gave you, like MA1234567.',
			'The user id has control characters in it.',
			'The user id has 101 characters, at most 100 fit.',
			'The password is empty.',
			'The password has 129 bytes, at most 127 fit the vault.',
			'The API key is empty.',
			'The API key has a character that no header can carry.',
			'The API key has a character that no header can carry.',
			'The API key has a character that no header can carry.',
			'The TOTP secret is base32: letters A to Z and digits 2 to 7, like JBSWY3DPEHPK3PXP.',
			"The TOTP secret has 6 characters; the broker's portal shows at least 16.",
			'The date is a calendar day written year-month-day, like 2027-12-31.',
			'The date is a calendar day written year-month-day, like 2027-12-31.',
			'The code has three to six digits and nothing else.',
			'The code has three to six digits and nothing else.',
			'The code has three to six digits and nothing else.',
		]);
	});

	test('a TOTP secret is kept without the spaces that the portal shows', () => {
		expect(normalizeTotpSecret(' jbsw-y3dp ehpk 3pxp== ')).toBe('JBSWY3DPEHPK3PXP');
	});
});

describe('a whole account', () => {
	test('is refused with a reason for every wrong field, and without any value', () => {
		const refused = caught(() => {
			assertNewAccount(
				{
					userId: '',
					apiKeyType: 'A',
					password: new Secret('p'.repeat(200)),
					apiKey: new Secret(''),
					totpSecret: new Secret('not base32 at all'),
				},
				'2026-11-24',
			);
		});
		expect(refused).toBeInstanceOf(ValidationError);
		expect(Object.keys((refused as ValidationError).fields)).toEqual(['userId', 'password', 'apiKey', 'totpSecret']);
		expect(JSON.stringify(refused)).not.toContain('ppp');
	});

	test('may change one field and leave the rest', () => {
		expect(() => {
			assertAccountChanges(
				{name: 'Options', totpSecret: null, apiKeyExpiresOn: null},
				{today: '2026-11-24', present: undefined},
			);
		}).not.toThrow();
	});

	test('may not end on a day that is over, unless it says so already', () => {
		expect(checkApiKeyEnd('2026-11-23', '2026-11-24')).toBe(
			'2026-11-23 is over; leave it empty if you do not know when the API key ends.',
		);
		expect(['2026-11-24', '2027-01-01', ''].map(day => checkApiKeyEnd(day, '2026-11-24'))).toEqual([
			undefined,
			undefined,
			undefined,
		]);
		expect(checkApiKeyEnd('2026-02-30', '2026-11-24')).toContain('calendar day');
		const change = (present: string | undefined) =>
			caught(() => {
				assertAccountChanges({apiKeyExpiresOn: '2026-11-20'}, {today: '2026-11-24', present});
			});
		expect(change('2026-11-20')).toBeUndefined();
		expect(change('2026-12-01')).toMatchObject({field: 'apiKeyExpiresOn'});
	});
});

function caught(work: () => void): unknown {
	try {
		work();
		return undefined;
	} catch (error) {
		return error;
	}
}
