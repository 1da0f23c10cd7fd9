import {createHmac} from 'node:crypto';
import {Secret as TotpSecret, TOTP} from 'otpauth';

export const otpLifeMs = 5 * 60_000;
export const otpTries = 3;
export const minimumOtpLength = 3;
export const maximumOtpLength = 6;

/**
The code of the `counter`-th OTP of an account: digits only, the same for the same seed.

Derived and not drawn, so that the state file can hold a counter where it would have to hold a secret.
*/
export function deriveOtp(seed: number, userId: string, counter: number, length: number): string {
	const digest = createHmac('sha256', `mstock-sandbox-otp/${seed}`).update(`${userId}/${counter}`).digest();
	return String(digest.readUInt32BE(0) % 10 ** length).padStart(length, '0');
}

/** Whether a code fits the secret at this instant, one 30-second step early or late tolerated. Source: RFC 6238, section 5.2. */
export function isTotpRight(secretBase32: string, code: string, at: Date): boolean {
	const secret = TotpSecret.fromBase32(secretBase32);
	return (
		/^\d{6}$/.test(code) && new TOTP({secret}).validate({token: code, timestamp: at.getTime(), window: 1}) !== null
	);
}
