import type {Secret} from '../domain/secret.ts';
import {EncryptionError} from '../errors.ts';
import {isFernetKey, sealFernet, tryOpenFernet} from './fernet.ts';

/** Where a master key may be, as a hint ends: nobody can make it again, only find it. */
export const masterKeyPlaces =
	'It may be in the environment (MSTOCK_MASTER_KEY), in config/.env of the MSTOCK_HOME where this vault was made, or on its recovery sheet. Put it into MSTOCK_MASTER_KEY.';

/** Wrap a data key with the master key: a Fernet token of 140 characters, which fits the original's `VARCHAR(255)`. */
export function wrapKey(masterKey: Secret, dataKey: Secret, at: Date): string {
	if (!isFernetKey(dataKey.reveal())) {
		throw new EncryptionError('The data key is not a Fernet key, so it was not wrapped.', {
			hint: 'Make a new one with "mstock keys generate".',
		});
	}

	return sealFernet(masterKey, dataKey.reveal(), at);
}

/**
Unwrap a data key.

@throws {EncryptionError} when this master key does not open it, or what it opens is no key
*/
export function unwrapKey(masterKey: Secret, wrapped: string): Secret {
	const dataKey = tryUnwrapKey(masterKey, wrapped);
	if (dataKey === undefined) {
		throw new EncryptionError('The master key does not open this data key.', {hint: masterKeyPlaces});
	}

	return dataKey;
}

/** As `unwrapKey`, but undefined where it does not open. Only a malformed master key throws. */
export function tryUnwrapKey(masterKey: Secret, wrapped: string): Secret | undefined {
	const dataKey = tryOpenFernet(masterKey, wrapped)?.plaintext;
	return dataKey && isFernetKey(dataKey.reveal()) ? dataKey : undefined;
}
