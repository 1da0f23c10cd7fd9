import {Secret as OtpSecret, TOTP} from 'otpauth';
import {Secret} from '../domain/secret.ts';
import {ValidationError} from '../errors.ts';

const stepMs = 30_000;
const digits = 6;
/** 80 bits, the least that is in use; RFC 4226 asks for 128. */
const fewestCharacters = 16;

export type TotpCode = {
	readonly code: Secret;
	/** The number of the 30-second step since 1970 that the code belongs to. No code may be sent twice. */
	readonly step: number;
	/** How long the step still lasts by the broker's clock. */
	readonly remainingMs: number;
};

/**
The code of a stored secret for a moment (RFC 6238: SHA-1, 30 s, 6 digits).

@param options.skewMs the broker's clock minus ours: it is the broker's step that counts
@throws {ValidationError} when the secret is not one
*/
export function createTotpCode({
	secret,
	at,
	skewMs = 0,
}: {
	readonly secret: Secret;
	readonly at: Date;
	readonly skewMs?: number;
}): TotpCode {
	const problem = totpSecretProblem(secret.reveal());
	if (problem !== undefined) {
		throw new ValidationError(`The TOTP secret of this account cannot be used: ${problem}.`, {
			fields: {totpSecret: problem},
			hint: 'Store it anew, as the portal shows it when TOTP is enrolled.',
		});
	}

	const timestamp = at.getTime() + skewMs;
	const code = TOTP.generate({
		secret: OtpSecret.fromBase32(normalizeTotpSecret(secret.reveal())),
		algorithm: 'SHA1',
		digits,
		period: stepMs / 1000,
		timestamp,
	});
	const step = Math.floor(timestamp / stepMs);
	return {code: new Secret(code), step, remainingMs: (step + 1) * stepMs - timestamp};
}

/** Why a text is no TOTP secret, as the end of a sentence; undefined when it is one. Never quotes it. */
export function totpSecretProblem(text: string): string | undefined {
	const secret = normalizeTotpSecret(text);
	if (secret === '') {
		return 'it is empty';
	}

	if (!/^[A-Z2-7]+$/.test(secret)) {
		return 'only the letters A to Z and the digits 2 to 7 occur in one (base32)';
	}

	if (secret.length < fewestCharacters) {
		return `it has ${secret.length} characters, at least ${fewestCharacters} are usual`;
	}

	// Five bits a character: these lengths end in the middle of nowhere, so something was lost on the way.
	return [1, 3, 6].includes(secret.length % 8)
		? 'its length is impossible, a character is missing or too many'
		: undefined;
}

/** The secret without what people and portals put around it: blanks, dashes, padding, small letters. */
export function normalizeTotpSecret(text: string): string {
	return text.replaceAll(/[\s-]/g, '').replace(/=+$/, '').toUpperCase();
}
