import type {Config} from '../config.ts';
import type {Database} from '../database/database.ts';
import type {KeyRow} from '../database/models/encryption-key.ts';
import {insertKeyRow, listKeyRows, lockKeyRows} from '../database/repositories/encryption-keys.ts';
import {EncryptionError, toAppError} from '../errors.ts';
import {updateEnvFile} from '../home/env-file.ts';
import {withLock} from '../home/lock.ts';
import {loadOrCreateMasterKey, type MasterKey} from '../home/master-key.ts';
import type {Logger} from '../logging/log-record.ts';
import type {SecretRegistry} from '../logging/secret-registry.ts';
import {generateFernetKey, isFernetKey} from '../vault/fernet.ts';
import {createKeyring, type Keyring} from '../vault/keyring.ts';
import {masterKeyPlaces, wrapKey} from '../vault/wrapped-key.ts';
import type {Vault} from './machinery.ts';

export type VaultHandle = {
	/** Keyring and master key as they are now. Reads the key rows each time, because another process may have made a key. */
	readonly vault: () => Promise<Vault>;
	/** Make a new active key, wrapped, and return its id. */
	readonly generateKey: () => Promise<string>;
};

export type VaultHandleOptions = {
	readonly config: Config;
	readonly database: () => Promise<Database>;
	readonly logger: Logger;
	readonly secrets: SecretRegistry;
	readonly now: () => Date;
};

export function createVaultHandle({config, database, logger, secrets, now}: VaultHandleOptions): VaultHandle {
	const {paths} = config;
	let masterKey: MasterKey | undefined;
	let known: {readonly signature: string; readonly keyring: Keyring} | undefined;

	/** Undefined when wrapped keys wait for a master key that is nowhere: what was sealed stays shut, the rest goes on. */
	const findMasterKey = async (): Promise<MasterKey | undefined> => {
		if (masterKey === undefined) {
			try {
				masterKey = await loadOrCreateMasterKey({
					paths,
					masterKey: config.masterKey,
					hasWrappedKeys: async () => (await listKeyRows((await database()).knex)).some(row => isWrapped(row)),
					generateKey: generateFernetKey,
				});
				secrets.hold(masterKey.key);
				if (masterKey.wasJustMade) {
					logger.info('vault', `a master key was made; it is in ${paths.envFile}`);
				}
			} catch (error) {
				if (error instanceof EncryptionError) {
					logger.error('vault', error.message, {error});
					return undefined;
				}

				throw error;
			}
		}

		return masterKey;
	};

	/** @returns the new key's id, or undefined when `onlyIfNone` and there was one already */
	const makeKey = async (onlyIfNone: boolean): Promise<string | undefined> => {
		const master = await findMasterKey();
		if (master === undefined) {
			throw new EncryptionError('The master key is missing, so no data key can be made.', {hint: masterKeyPlaces});
		}

		const dataKey = generateFernetKey();
		const release = secrets.hold(dataKey);
		try {
			const {transaction} = await database();
			const keyId = await withLock(paths.lockFolder, 'data-keys', async () =>
				transaction(async trx => {
					const rows = await lockKeyRows(trx);
					return onlyIfNone && rows.length > 0
						? undefined
						: insertKeyRow(trx, {
								ENCRYPTION_KEY: wrapKey(master.key, dataKey, now()),
								WRAPPED: 1,
								IS_ACTIVE: 1,
							});
				}),
			);
			if (keyId !== undefined) {
				await tellOthers(keyId);
			}

			return keyId;
		} finally {
			release();
		}
	};

	/** The original's tools read the active id from `.env`; that they cannot is no reason to have no key. */
	const tellOthers = async (keyId: string) => {
		try {
			await updateEnvFile(paths.envFile, {ENCRYPTION_KEY_ID: keyId});
		} catch (error) {
			logger.warn('app', `ENCRYPTION_KEY_ID could not be written: ${toAppError(error).message}`, {error});
		}
	};

	return {
		async vault() {
			const master = await findMasterKey();
			let rows = await listKeyRows((await database()).knex);
			if (rows.length === 0 && master !== undefined) {
				const keyId = await makeKey(true);
				rows = await listKeyRows((await database()).knex);
				if (keyId !== undefined) {
					logger.info('keys', `the first data key was made: key ${keyId}, wrapped with the master key`);
				}
			}

			const signature = JSON.stringify([master !== undefined, rows]);
			if (known?.signature !== signature) {
				known = {signature, keyring: buildKeyring(rows, master, config, now)};
			}

			return {keyring: known.keyring, masterKey: master};
		},

		async generateKey() {
			const keyId = await makeKey(false);
			if (keyId === undefined) {
				throw new EncryptionError('No key was made.', {hint: 'Try again.'});
			}

			return keyId;
		},
	};
}

function buildKeyring(
	rows: readonly KeyRow[],
	master: MasterKey | undefined,
	config: Config,
	now: () => Date,
): Keyring {
	return createKeyring({
		masterKey: master?.key,
		rows: rows.map(row => ({
			keyId: String(row.KEY_ID),
			storedKey: row.ENCRYPTION_KEY,
			createdAt: row.SYS_CREATE_DATE_TIME ?? new Date(0),
			isMarkedActive: row.IS_ACTIVE === 1,
		})),
		...(config.legacyKey === undefined ? {} : {legacyKey: config.legacyKey}),
		now,
	});
}

function isWrapped(row: KeyRow): boolean {
	return !isFernetKey(row.ENCRYPTION_KEY.trim());
}
