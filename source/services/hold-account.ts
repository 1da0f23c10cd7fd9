import type {Machinery} from './machinery.ts';

/**
Make password, API key, TOTP secret and access token of an account known to the redactor, until the returned function is called.

The broker was sent all of them at some time and may repeat any, whichever the next call sends. What does not open cannot be held: whoever needs it
says so. Never rejects.
*/
export async function holdAccount(
	{records, holdSecrets}: Pick<Machinery, 'records' | 'holdSecrets'>,
	accountId: string,
): Promise<() => void> {
	const [credentials, session] = await Promise.allSettled([records.open(accountId), records.openSession(accountId)]);
	const opened = credentials.status === 'fulfilled' ? credentials.value : undefined;
	const tokens = session.status === 'fulfilled' ? session.value : undefined;
	return holdSecrets([opened?.password, opened?.apiKey, opened?.totpSecret, tokens?.apiKey, tokens?.accessToken]);
}
