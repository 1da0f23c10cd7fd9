import {Buffer} from 'node:buffer';
import type {Secret} from '../domain/secret.ts';
import type {Situation} from './situation.ts';

/** Shorter ones are in every other sentence by chance. OTPs begin at three digits. */
const shortestSecret = 3;

/** Whether a text from outside holds one of these secrets: as it is, URL-encoded, JSON-escaped, in base64 or in hex. */
export function repeatsSecret(text: string, secrets: readonly Secret[]): boolean {
	return secrets.some(secret => {
		const value = secret.reveal();
		return value.length >= shortestSecret && spellings(value).some(spelling => text.includes(spelling));
	});
}

/** A situation without the words and names that repeat a secret: an answer may quote what was sent. */
export function withholdSecrets(situation: Situation, secrets: readonly Secret[]): Situation {
	const words = 'words' in situation ? situation.words : undefined;
	const fields = 'fields' in situation ? situation.fields : [];
	return {
		...situation,
		...(words !== undefined && repeatsSecret(words, secrets) && {words: withheld}),
		...(fields.some(field => repeatsSecret(field, secrets)) && {fields: [withheld]}),
	};
}

const withheld = '(withheld, for the words repeat a secret)';

function spellings(value: string): string[] {
	const bytes = Buffer.from(value);
	return [
		value,
		encodeURIComponent(value),
		new URLSearchParams([['', value]]).toString().slice(1),
		JSON.stringify(value).slice(1, -1),
		// The last base64 characters depend on what follows; all whole groups of three bytes do not.
		bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64'),
		bytes.toString('hex'),
		bytes.toString('hex').toUpperCase(),
	];
}
