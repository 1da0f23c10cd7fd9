import {retryRead, type Executor} from '../database.ts';
import {EncryptionKeyModel, type KeyRow} from '../models/encryption-key.ts';
import {toPlainRow} from '../models/table-model.ts';
import {toRowId} from './row-id.ts';

/** All data keys, oldest first, as stored: wrapped, or in the clear where the original made them. */
export async function listKeyRows(executor: Executor): Promise<readonly KeyRow[]> {
	return retryRead(executor, async () => {
		const rows = await EncryptionKeyModel.query(executor).orderBy('KEY_ID');
		return rows.map(row => toPlainRow<KeyRow>(row));
	});
}

/** The same, holding the rows until the transaction ends, so that two processes do not both make the first key. */
export async function lockKeyRows(executor: Executor): Promise<readonly KeyRow[]> {
	const rows = await EncryptionKeyModel.query(executor).orderBy('KEY_ID').forUpdate();
	return rows.map(row => toPlainRow<KeyRow>(row));
}

/** The key that seals: the one marked active, or in an adopted database, where none is marked, the newest. */
export function activeKeyRow(rows: readonly KeyRow[]): KeyRow | undefined {
	const newestFirst = [...rows].sort((one, other) => other.KEY_ID - one.KEY_ID);
	return newestFirst.find(row => row.IS_ACTIVE === 1) ?? newestFirst[0];
}

/** Add a key and return its id. An active one makes all others decrypt-only: call it inside a transaction. */
export async function insertKeyRow(
	executor: Executor,
	values: Pick<KeyRow, 'ENCRYPTION_KEY' | 'WRAPPED' | 'IS_ACTIVE'>,
): Promise<string> {
	if (values.IS_ACTIVE === 1) {
		await EncryptionKeyModel.query(executor).patch({IS_ACTIVE: 0});
	}

	const row = await EncryptionKeyModel.query(executor).insert(values);
	return String(row.KEY_ID);
}

/** Make this the one active key: call it inside a transaction. @returns whether the key is there */
export async function activateKeyRow(executor: Executor, keyId: string): Promise<boolean> {
	await EncryptionKeyModel.query(executor).patch({IS_ACTIVE: 0});
	return (await EncryptionKeyModel.query(executor).findById(toRowId(keyId)).patch({IS_ACTIVE: 1})) > 0;
}

/** Store a key in another form: wrapped instead of plain, or under another master key. @returns whether the key is there */
export async function updateKeyRow(
	executor: Executor,
	keyId: string,
	values: Pick<KeyRow, 'ENCRYPTION_KEY' | 'WRAPPED'>,
): Promise<boolean> {
	return (await EncryptionKeyModel.query(executor).findById(toRowId(keyId)).patch(values)) > 0;
}
