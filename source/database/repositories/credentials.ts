import {accountKey} from '../../domain/account.ts';
import {retryRead, type Executor} from '../database.ts';
import {Credential, type CredentialRow} from '../models/credential.ts';
import {toPlainRow} from '../models/table-model.ts';
import {rawRows} from '../raw-rows.ts';
import {wholeSecond} from '../timestamps.ts';
import {toRowId} from './row-id.ts';

/** Values of a row to write. `ACCOUNT_KEY` is kept here: what is given for it is ignored. */
export type CredentialValues = Partial<Omit<CredentialRow, 'CUST_SEQ_ID'>>;

/** All rows, oldest first. */
export async function listCredentials(executor: Executor): Promise<readonly CredentialRow[]> {
	return retryRead(executor, async () => {
		const rows = await Credential.query(executor).orderBy('CUST_SEQ_ID');
		return rows.map(row => toPlainRow<CredentialRow>(row));
	});
}

/** The row of an account id; undefined when it is gone. */
export async function findCredential(executor: Executor, accountId: string): Promise<CredentialRow | undefined> {
	return retryRead(executor, async () => {
		const row = await Credential.query(executor).findById(toRowId(accountId));
		return row === undefined ? undefined : toPlainRow<CredentialRow>(row);
	});
}

/** The same, holding the row until the transaction ends: for a change that depends on what is there. */
export async function lockCredential(executor: Executor, accountId: string): Promise<CredentialRow | undefined> {
	const row = await Credential.query(executor).findById(toRowId(accountId)).forUpdate();
	return row === undefined ? undefined : toPlainRow<CredentialRow>(row);
}

/**
Add a row and return its id.

@throws {DatabaseError} when the user id and type exist already (see `isUniqueViolation`)
@throws {ValidationError} when a value does not fit its column
*/
export async function insertCredential(executor: Executor, values: CredentialValues): Promise<string> {
	const row = await Credential.query(executor).insert({...toStorable(values), ACCOUNT_KEY: keyOf(values)});
	return String(row.CUST_SEQ_ID);
}

/**
Change a row. Inside a transaction when the user id or the key type changes, because the account key moves with them.

@returns whether the row was there
@throws {DatabaseError} when another row has that user id and type (see `isUniqueViolation`)
@throws {ValidationError} when a value does not fit its column
*/
export async function updateCredential(
	executor: Executor,
	accountId: string,
	changes: CredentialValues,
): Promise<boolean> {
	const {ACCOUNT_KEY: _kept, ...storable} = toStorable(changes);
	if (changes.M_STOCK_USER_ID === undefined && changes.M_STOCK_API_KEY_TYPE === undefined) {
		return patch(executor, accountId, storable);
	}

	const before = await lockCredential(executor, accountId);
	if (before === undefined) {
		return false;
	}

	const newKey = keyOf({...before, ...changes});
	if (newKey === keyOf(before)) {
		return patch(executor, accountId, storable);
	}

	await patch(executor, accountId, {...storable, ACCOUNT_KEY: newKey});
	await passOnAccountKey(executor, before.ACCOUNT_KEY);
	return true;
}

/** Remove a row. If it was the first of adopted duplicates, the next one takes over the account key. @returns whether the row was there */
export async function deleteCredential(executor: Executor, accountId: string): Promise<boolean> {
	const row = await lockCredential(executor, accountId);
	if (row === undefined) {
		return false;
	}

	await Credential.query(executor).deleteById(row.CUST_SEQ_ID);
	await passOnAccountKey(executor, row.ACCOUNT_KEY);
	return true;
}

/** How many rows name each key; rows that name none are not counted. */
export async function countCredentialsByKeyId(executor: Executor): Promise<Map<string, number>> {
	const rows = await retryRead(executor, () =>
		rawRows<{readonly keyId: string | number; readonly total: number}>(
			executor,
			`SELECT ENCRYPTION_KEY_ID AS keyId, COUNT(*) AS total FROM ${Credential.tableName}
			WHERE ENCRYPTION_KEY_ID IS NOT NULL GROUP BY ENCRYPTION_KEY_ID`,
		),
	);
	return new Map(rows.map(row => [String(row.keyId), row.total]));
}

/**
Text that differs once a row was added, changed or removed, as far as it shows: a second look is cheap, and no secret is read for it.

Of the sealed columns only the lengths count; `SYS_UPDATE_DATE_TIME` tells of the rest, to the second.
*/
export async function credentialsFingerprint(executor: Executor): Promise<string> {
	const rows = await retryRead(executor, () =>
		rawRows(
			executor,
			`SELECT CUST_SEQ_ID, SYS_UPDATE_DATE_TIME, M_STOCK_USER_ID, M_STOCK_API_KEY_TYPE, M_BROKER_ENV, DISPLAY_NAME,
			ENCRYPTION_KEY_ID, SECOND_FACTOR, API_KEY_EXPIRY_DATE, LOGIN_SEQ_ID, LAST_LOGIN_DATE, LAST_LOGOUT_DATE, SESSION_END_DATE,
			LENGTH(M_STOCK_PASSWORD) AS passwordLength, LENGTH(M_STOCK_API_KEY) AS apiKeyLength, LENGTH(M_TOTP_SECRET) AS totpLength,
			LENGTH(M_ACCESS_TOKEN) AS tokenLength
			FROM ${Credential.tableName} ORDER BY CUST_SEQ_ID`,
		),
	);
	return JSON.stringify(rows);
}

async function patch(executor: Executor, accountId: string, values: CredentialValues): Promise<boolean> {
	if (Object.values(values).every(value => value === undefined)) {
		return (await findCredential(executor, accountId)) !== undefined;
	}

	return (await Credential.query(executor).findById(toRowId(accountId)).patch(values)) > 0;
}

async function passOnAccountKey(executor: Executor, freedKey: string | null): Promise<void> {
	if (freedKey === null) {
		return;
	}

	const keyless = await Credential.query(executor).whereNull('ACCOUNT_KEY').orderBy('CUST_SEQ_ID');
	const next = keyless.find(row => keyOf(row) === freedKey);
	if (next !== undefined) {
		await patch(executor, String(next.CUST_SEQ_ID), {ACCOUNT_KEY: freedKey});
	}
}

function keyOf(row: Partial<Pick<CredentialRow, 'M_STOCK_USER_ID' | 'M_STOCK_API_KEY_TYPE'>>): string | null {
	return row.M_STOCK_USER_ID === undefined || row.M_STOCK_API_KEY_TYPE === undefined
		? null
		: accountKey(row.M_STOCK_USER_ID, row.M_STOCK_API_KEY_TYPE);
}

function toStorable(values: CredentialValues): CredentialValues {
	return {
		...values,
		...(values.LAST_LOGIN_DATE ? {LAST_LOGIN_DATE: wholeSecond(values.LAST_LOGIN_DATE)} : {}),
		...(values.LAST_LOGOUT_DATE ? {LAST_LOGOUT_DATE: wholeSecond(values.LAST_LOGOUT_DATE)} : {}),
	};
}
