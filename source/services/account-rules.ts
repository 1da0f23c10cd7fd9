import type {Secret} from '../domain/secret.ts';
import {ValidationError} from '../errors.ts';
import type {AccountChanges, NewAccount} from './services.ts';

/** What a `VARCHAR(255)` holds once it is a Fernet token: 127 bytes of plaintext. Source: Fernet specification, AES-CBC padding and base64. */
export const maximumSecretBytes = 127;
const maximumUserIdLength = 100;
const maximumNameLength = 100;
const minimumTotpSecretLength = 16;

/** A field's check: the reason why not, or undefined when the value is fine. Pure, so that forms ask while a person types. */
export type FieldCheck = (value: string) => string | undefined;

export const checkUserId: FieldCheck = value => {
	const userId = value.trim();
	if (userId === '') {
		return 'The user id is empty; it is the client code that mStock gave you, like MA1234567.';
	}

	if (/\p{Cc}/u.test(userId)) {
		return 'The user id has control characters in it.';
	}

	return characterCount(userId) > maximumUserIdLength
		? `The user id has ${characterCount(userId)} characters, at most ${maximumUserIdLength} fit.`
		: undefined;
};

export const checkPassword: FieldCheck = value => checkSecret('password', value);

/** It is sent in a header, which carries Latin-1 without control characters. Source: RFC 9110, 5.5. */
export const checkApiKey: FieldCheck = value =>
	/[^\u0020-\u007E\u00A0-\u00FF]/u.test(value.trim())
		? 'The API key has a character that no header can carry.'
		: checkSecret('API key', value.trim());

/** Base32 as the broker's portal shows it; spaces and case do not matter, empty means none. */
export const checkTotpSecret: FieldCheck = value => {
	const secret = normalizeTotpSecret(value);
	if (secret === '') {
		return undefined;
	}

	if (!/^[A-Z2-7]+$/.test(secret)) {
		return 'The TOTP secret is base32: letters A to Z and digits 2 to 7, like JBSWY3DPEHPK3PXP.';
	}

	if (secret.length < minimumTotpSecretLength) {
		return `The TOTP secret has ${secret.length} characters; the broker's portal shows at least ${minimumTotpSecretLength}.`;
	}

	return checkSecret('TOTP secret', secret);
};

export const checkName: FieldCheck = value =>
	characterCount(value.trim()) > maximumNameLength
		? `The name has ${characterCount(value.trim())} characters, at most ${maximumNameLength} fit.`
		: undefined;

/** An IST calendar date `YYYY-MM-DD`, or empty for none. */
export const checkApiKeyExpiresOn: FieldCheck = value => {
	const date = value.trim();
	if (date === '') {
		return undefined;
	}

	return /^\d{4}-\d{2}-\d{2}$/.test(date) && isCalendarDate(date)
		? undefined
		: 'The date is a calendar day written year-month-day, like 2027-12-31.';
};

/** The same, refusing a day that is over: a key that has ended signs nobody in. `today` is an IST calendar date; the day itself still counts. */
export function checkApiKeyEnd(value: string, today: string): string | undefined {
	const date = value.trim();
	const reason = checkApiKeyExpiresOn(date);
	return reason === undefined && date !== '' && date < today
		? `${date} is over; leave it empty if you do not know when the API key ends.`
		: reason;
}

export const checkCode: FieldCheck = value =>
	/^\d{3,6}$/.test(value) ? undefined : 'The code has three to six digits and nothing else.';

/** Base32 without the spaces and padding that people copy along, in capitals. */
export function normalizeTotpSecret(value: string): string {
	return value.replaceAll(/[\s-]/g, '').replace(/=+$/, '').toUpperCase();
}

/** `today` is an IST calendar date. @throws {ValidationError} with a reason per field */
export function assertNewAccount(account: NewAccount, today: string): void {
	throwOnReasons('The account cannot be added like this.', {
		userId: checkUserId(account.userId),
		apiKeyType: checkApiKeyType(account.apiKeyType),
		password: checkPassword(account.password.reveal()),
		apiKey: checkApiKey(account.apiKey.reveal()),
		totpSecret: checkOptionalSecret(account.totpSecret),
		name: checkName(account.name ?? ''),
		apiKeyExpiresOn: checkApiKeyEnd(account.apiKeyExpiresOn ?? '', today),
	});
}

/** `today` is an IST calendar date; a day that is over passes where it is the one that is `present`. @throws {ValidationError} with a reason per field */
export function assertAccountChanges(
	changes: AccountChanges,
	{today, present}: {readonly today: string; readonly present: string | undefined},
): void {
	const apiKeyEnd = changes.apiKeyExpiresOn?.trim() ?? '';
	throwOnReasons('The account cannot be changed like this.', {
		apiKeyType: changes.apiKeyType === undefined ? undefined : checkApiKeyType(changes.apiKeyType),
		password: changes.password === undefined ? undefined : checkPassword(changes.password.reveal()),
		apiKey: changes.apiKey === undefined ? undefined : checkApiKey(changes.apiKey.reveal()),
		totpSecret: checkOptionalSecret(changes.totpSecret),
		name: checkName(changes.name ?? ''),
		apiKeyExpiresOn: apiKeyEnd === present ? undefined : checkApiKeyEnd(apiKeyEnd, today),
		secondFactor:
			changes.secondFactor === undefined || changes.secondFactor === 'otp' || changes.secondFactor === 'totp'
				? undefined
				: 'The second factor is otp or totp.',
	});
}

function checkApiKeyType(type: string): string | undefined {
	return type === 'A' || type === 'B' ? undefined : 'The API key type is A or B.';
}

function checkOptionalSecret(secret: Secret | null | undefined): string | undefined {
	return secret ? checkTotpSecret(secret.reveal()) : undefined;
}

function checkSecret(name: string, value: string): string | undefined {
	if (value === '') {
		return `The ${name} is empty.`;
	}

	const bytes = new TextEncoder().encode(value).length;
	return bytes > maximumSecretBytes
		? `The ${name} has ${bytes} bytes, at most ${maximumSecretBytes} fit the vault.`
		: undefined;
}

function isCalendarDate(date: string): boolean {
	const instant = new Date(`${date}T00:00:00Z`);
	return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(date);
}

function throwOnReasons(message: string, reasons: Readonly<Record<string, string | undefined>>): void {
	const fields: Record<string, string> = {};
	for (const [field, reason] of Object.entries(reasons)) {
		if (reason !== undefined) {
			fields[field] = reason;
		}
	}

	const first = Object.values(fields)[0];
	if (first !== undefined) {
		throw new ValidationError(`${message} ${first}`, {fields, hint: 'Correct the named field and try again.'});
	}
}

/** As the database counts: code points. */
function characterCount(text: string): number {
	return Array.from(text).length;
}
