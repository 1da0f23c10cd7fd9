import type {CredentialRow} from '../database/models/credential.ts';
import {accountKey} from '../domain/account.ts';
import {toAppError} from '../errors.ts';
import {updateEnvFile} from '../home/env-file.ts';
import {parseEnvText} from '../home/env-text.ts';
import {readText} from '../home/read-text.ts';
import type {Machinery} from './machinery.ts';

type MirrorMachinery = Pick<Machinery, 'config'>;

/**
Bring the home's `.env` up to the login that was just kept, as the original's tools expect it: names and times in clear, secrets as the
Fernet tokens of the row.

@returns what went wrong, in words; the login stands all the same
*/
export async function mirrorLogin({config}: MirrorMachinery, row: CredentialRow): Promise<string | undefined> {
	return attempt(config.paths.envFile, async () =>
		updateEnvFile(config.paths.envFile, {
			M_STOCK_USER_ID: row.M_STOCK_USER_ID,
			M_STOCK_API_KEY_TYPE: row.M_STOCK_API_KEY_TYPE,
			M_STOCK_CLIENT_CODE: row.M_CLIENT_CODE ?? '',
			M_STOCK_RESPONSE_USER_ID: row.M_RESPONSE_USER_ID ?? '',
			M_STOCK_RESPONSE_USER_NAME: row.M_RESPONSE_USER_NAME ?? '',
			M_STOCK_LAST_LOGIN_DATE: row.LAST_LOGIN_DATE?.toISOString() ?? '',
			M_STOCK_LAST_LOGOUT_DATE: row.LAST_LOGOUT_DATE?.toISOString() ?? '',
			ENCRYPTION_KEY_ID: row.ENCRYPTION_KEY_ID ?? '',
			M_STOCK_PASSWORD: row.M_STOCK_PASSWORD,
			M_STOCK_API_KEY: row.M_STOCK_API_KEY,
			M_STOCK_ACCESS_TOKEN: row.M_ACCESS_TOKEN ?? '',
			M_STOCK_PUBLIC_TOKEN: row.M_PUBLIC_TOKEN ?? '',
			M_STOCK_REFRESH_TOKEN: row.M_REFRESH_TOKEN ?? '',
			M_STOCK_ENC_TOKEN: row.M_ENC_TOKEN ?? '',
		}),
	);
}

/** Empty the session's values, where the file holds the session of this account; another account's stay. */
export async function mirrorLogout(
	{config}: MirrorMachinery,
	account: {readonly userId: string; readonly apiKeyType: 'A' | 'B'},
	loggedOutAt: Date | undefined,
): Promise<string | undefined> {
	return attempt(config.paths.envFile, async () => {
		const file = readText(config.paths.envFile);
		const values = file.state === 'read' ? parseEnvText(file.text).values : new Map<string, string>();
		const type = values.get('M_STOCK_API_KEY_TYPE') === 'B' ? 'B' : 'A';
		if (accountKey(values.get('M_STOCK_USER_ID') ?? '', type) !== accountKey(account.userId, account.apiKeyType)) {
			return;
		}

		await updateEnvFile(config.paths.envFile, {
			M_STOCK_ACCESS_TOKEN: '',
			M_STOCK_PUBLIC_TOKEN: '',
			M_STOCK_REFRESH_TOKEN: '',
			M_STOCK_ENC_TOKEN: '',
			...(loggedOutAt === undefined ? {} : {M_STOCK_LAST_LOGOUT_DATE: loggedOutAt.toISOString()}),
		});
	});
}

async function attempt(path: string, work: () => Promise<void>): Promise<string | undefined> {
	try {
		await work();
		return undefined;
	} catch (error) {
		return `${toAppError(error).message} Other tools that read ${path} see the old values.`;
	}
}
