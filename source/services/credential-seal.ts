import type {CredentialRow} from '../database/models/credential.ts';
import {accountLabel, type Sealing} from '../domain/account.ts';
import {toSafeText} from '../domain/safe-text.ts';
import type {Secret} from '../domain/secret.ts';
import {EncryptionError} from '../errors.ts';
import type {Keyring} from '../vault/keyring.ts';

/** The columns of a credential row that are Fernet tokens at rest. */
export const sealedColumns = [
	'M_STOCK_PASSWORD',
	'M_STOCK_API_KEY',
	'M_TOTP_SECRET',
	'M_ACCESS_TOKEN',
	'M_PUBLIC_TOKEN',
	'M_REFRESH_TOKEN',
	'M_ENC_TOKEN',
] as const;

export type SealedColumn = (typeof sealedColumns)[number];

const columnNames: Readonly<Record<SealedColumn, string>> = {
	M_STOCK_PASSWORD: 'password',
	M_STOCK_API_KEY: 'API key',
	M_TOTP_SECRET: 'TOTP secret',
	M_ACCESS_TOKEN: 'access token',
	M_PUBLIC_TOKEN: 'public token',
	M_REFRESH_TOKEN: 'refresh token',
	M_ENC_TOKEN: 'enc token',
};

/** These are `VARCHAR(255)`; the tokens of the broker are `TEXT`. */
const shortColumns: ReadonlySet<SealedColumn> = new Set(['M_STOCK_PASSWORD', 'M_STOCK_API_KEY', 'M_TOTP_SECRET']);

export type RowSeal = {
	readonly sealing: Sealing;
	/** Which values stand in the clear, in words. */
	readonly plain: readonly string[];
	/** Which values no known key opens, in words. */
	readonly unopenable: readonly string[];
};

/** Try every sealed value of a row. */
export function inspectSeal(row: CredentialRow, keyring: Keyring): RowSeal {
	const plain: string[] = [];
	const unopenable: string[] = [];
	for (const column of sealedColumns) {
		const stored = row[column];
		if (stored) {
			const {state} = keyring.open(stored, row.ENCRYPTION_KEY_ID ?? undefined);
			if (state === 'plain') {
				plain.push(columnNames[column]);
			} else if (state === 'unopenable') {
				unopenable.push(columnNames[column]);
			}
		}
	}

	return {
		sealing: unopenable.length > 0 ? 'unopenable' : plain.length > 0 ? 'plain' : 'sealed',
		plain,
		unopenable,
	};
}

/**
Open one value for the length of a call; undefined where the row has none.

@throws {EncryptionError} naming the row and the value when no known key opens it
*/
export function openColumn(row: CredentialRow, column: SealedColumn, keyring: Keyring): Secret | undefined {
	const stored = row[column];
	if (!stored) {
		return undefined;
	}

	const opened = keyring.open(stored, row.ENCRYPTION_KEY_ID ?? undefined);
	if (opened.state === 'unopenable') {
		const why =
			keyring.problem?.message ??
			`no known key fits${row.ENCRYPTION_KEY_ID ? `, and the row names key ${toSafeText(row.ENCRYPTION_KEY_ID)}` : ''}.`;
		throw new EncryptionError(`The ${columnNames[column]} of ${rowLabel(row)} cannot be opened: ${why}`, {
			hint:
				keyring.problem?.hint ?? 'Nothing was sent. Bring the missing key back, or enter the values again in Users.',
			field: column,
		});
	}

	return opened.secret;
}

/** New values of sealed columns: a secret is sealed, `null` empties the column, absent ones are sealed again as they are. */
export type NewValues = Partial<Readonly<Record<OptionalColumn, Secret | null>>> &
	Partial<Readonly<Record<RequiredColumn, Secret>>>;

export type SealedValues = Partial<Pick<CredentialRow, SealedColumn | 'ENCRYPTION_KEY_ID'>>;

type RequiredColumn = 'M_STOCK_PASSWORD' | 'M_STOCK_API_KEY';
type OptionalColumn = Exclude<SealedColumn, RequiredColumn>;

/**
Everything that changes when a row is sealed anew under the active key: the whole row, and the key's id.

A value that no key opens stays as it is, so that nothing is lost should its key come back; it stays unopenable until it is entered anew.
*/
export function sealRow(row: Partial<CredentialRow>, values: NewValues, keyring: Keyring): SealedValues {
	const changes: Record<string, string | null> = {};
	for (const column of sealedColumns) {
		const value = values[column];
		if (value === null) {
			changes[column] = null;
			continue;
		}

		const stored = row[column];
		const secret = value ?? (stored ? reopened(stored, row.ENCRYPTION_KEY_ID, keyring) : undefined);
		if (secret !== undefined) {
			changes[column] = shortColumns.has(column)
				? keyring.sealShort(secret, columnNames[column]).token
				: keyring.seal(secret).token;
		}
	}

	return {...changes, ENCRYPTION_KEY_ID: keyring.activeKeyId ?? null};
}

function reopened(stored: string, keyId: string | null | undefined, keyring: Keyring): Secret | undefined {
	const opened = keyring.open(stored, keyId ?? undefined);
	return opened.state === 'unopenable' ? undefined : opened.secret;
}

/** How a row is named in errors and logs. */
export function rowLabel(row: Pick<CredentialRow, 'M_STOCK_USER_ID' | 'M_STOCK_API_KEY_TYPE'>): string {
	return toSafeText(accountLabel({userId: row.M_STOCK_USER_ID, apiKeyType: row.M_STOCK_API_KEY_TYPE}));
}
