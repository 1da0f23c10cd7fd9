import {describe, expect, test} from 'vitest';
import {Secret} from '../../source/domain/secret.ts';
import {ValidationError} from '../../source/errors.ts';
import {createTotpCode, totpSecretProblem} from '../../source/mstock/totp.ts';

/** "12345678901234567890" in base32: the key of RFC 6238, appendix B. Its eight-digit codes end in ours. */
const secret = new Secret('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');

describe('createTotpCode', () => {
	test.each([
		[59, '287082'],
		[1_111_111_109, '081804'],
		[1_111_111_111, '050471'],
		[1_234_567_890, '005924'],
		[2_000_000_000, '279037'],
		[20_000_000_000, '353130'],
	])('at %i s the code is that of RFC 6238', (seconds, expected) => {
		const {code, step} = createTotpCode({secret, at: new Date(seconds * 1000)});

		expect(code.reveal()).toBe(expected);
		expect(step).toBe(Math.floor(seconds / 30));
	});

	test("the step is the broker's: its clock counts, not ours", () => {
		const ours = createTotpCode({secret, at: new Date(60_000)});
		const theirs = createTotpCode({secret, at: new Date(60_000), skewMs: -1000});

		expect(ours).toMatchObject({step: 2, remainingMs: 30_000});
		expect(theirs).toMatchObject({step: 1, remainingMs: 1000});
		expect(theirs.code.reveal()).toBe('287082');
	});

	test('blanks, dashes, padding and small letters around a secret do not matter', () => {
		const typed = new Secret(' gezd gnbv-gy3t qojq gezd gnbv gy3t qojq== ');

		expect(createTotpCode({secret: typed, at: new Date(59_000)}).code.reveal()).toBe('287082');
	});

	test('a secret that is none is refused without being quoted', () => {
		const broken = new Secret('CANARY-0189-CANARY');

		expect(() => createTotpCode({secret: broken, at: new Date(0)})).toThrow(ValidationError);
		expect(() => createTotpCode({secret: broken, at: new Date(0)})).not.toThrow(/CANARY/);
	});
});

test.each([
	['', 'it is empty'],
	[' - ', 'it is empty'],
	['JBSWY3DPEHPK3PX0', 'only the letters A to Z and the digits 2 to 7 occur in one (base32)'],
	['JBSWY3DP', 'it has 8 characters, at least 16 are usual'],
	['JBSWY3DPEHPK3PXPA', 'its length is impossible, a character is missing or too many'],
	['JBSWY3DPEHPK3PXP', undefined],
])('the problem of the TOTP secret %j is: %s', (text, problem) => {
	expect(totpSecretProblem(text)).toBe(problem);
});
