import {createHmac, randomBytes} from 'node:crypto';
import type {Secret} from '../domain/secret.ts';

/** Which stored passwords the broker refused since this program began. Keeps no password, only a mark by which the same one is known again. */
export type RefusedPasswords = {
	readonly remember: (accountId: string, password: Secret) => void;
	readonly forget: (accountId: string) => void;
	/**
	Whether this account's stored password is the refused one. Another password ends the memory of it; where it cannot be opened the memory stays.

	The plaintext counts: any write of a row seals it anew, so its token changes although its password does not.
	*/
	readonly isRefused: (accountId: string, openPassword: () => Secret | undefined) => boolean;
};

export function createRefusedPasswords(): RefusedPasswords {
	// Of this process alone, so that a mark tells nobody anything elsewhere.
	const key = randomBytes(32);
	const marks = new Map<string, string>();
	const markOf = (password: Secret) => createHmac('sha256', key).update(password.reveal()).digest('base64');

	return {
		remember(accountId, password) {
			marks.set(accountId, markOf(password));
		},
		forget(accountId) {
			marks.delete(accountId);
		},
		isRefused(accountId, openPassword) {
			const refused = marks.get(accountId);
			if (refused === undefined) {
				return false;
			}

			const password = openPassword();
			if (password === undefined || markOf(password) === refused) {
				return true;
			}

			marks.delete(accountId);
			return false;
		},
	};
}
