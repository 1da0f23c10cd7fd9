import {countCredentialsByKeyId} from '../database/repositories/credentials.ts';
import type {EncryptionKey} from '../domain/encryption-key.ts';
import {tradingDayOf} from '../domain/market-clock.ts';
import {EncryptionError} from '../errors.ts';
import {writePrivateFile} from '../home/private-file.ts';
import {recoverySheetPath} from '../home/recovery-sheets.ts';
import {formatRecoverySheet} from '../vault/recovery-sheet.ts';
import {masterKeyPlaces} from '../vault/wrapped-key.ts';
import type {Machinery, Vault} from './machinery.ts';
import type {KeysService} from './services.ts';

export function createKeysService(machinery: Machinery): KeysService {
	const {logger} = machinery;

	const list = async (): Promise<readonly EncryptionKey[]> => {
		const {keyring} = await machinery.vault();
		const {knex} = await machinery.database();
		const rows = await countCredentialsByKeyId(knex);
		return keyring.keys().map(key => ({
			keyId: key.keyId,
			state: key.isActive ? 'active' : 'decrypt-only',
			createdAt: key.createdAt,
			expiresAt: undefined,
			isWrapped: key.isWrapped,
			isUsable: key.isUsable,
			rows: rows.get(key.keyId) ?? 0,
		}));
	};

	const openedMasterKey = async (): Promise<NonNullable<Vault['masterKey']>> => {
		const {masterKey, keyring} = await machinery.vault();
		if (masterKey === undefined) {
			throw keyring.problem ?? new EncryptionError('The master key is missing.', {hint: masterKeyPlaces});
		}

		return masterKey;
	};

	const writeSheet = async (): Promise<string> => {
		const {key} = await openedMasterKey();
		const {keyring} = await machinery.vault();
		return formatRecoverySheet({
			masterKey: key,
			home: machinery.config.paths.root,
			database: databaseName(machinery),
			keyIds: keyring.keys().flatMap(({keyId, isWrapped, isUsable}) => (isWrapped && isUsable ? [keyId] : [])),
			madeAt: machinery.now(),
		});
	};

	return {
		list,

		async generate(reason) {
			const keyId = await machinery.generateKey();
			logger.info(
				'keys',
				`key ${keyId} made and active${reason === undefined ? '' : `: ${reason}`}; the others only open now`,
			);
			const keys = await list();
			const made = keys.find(key => key.keyId === keyId);
			if (made === undefined) {
				throw new EncryptionError(`Key ${keyId} was made but is not there any more.`, {
					hint: 'Another process may have changed the keys; look at the list again.',
				});
			}

			return made;
		},

		async recoverySheet() {
			const sheet = await writeSheet();
			logger.info('keys', 'the recovery sheet was shown');
			return sheet;
		},

		async saveRecoverySheet() {
			const {paths} = machinery.config;
			const path = recoverySheetPath(paths, tradingDayOf(machinery.now()));
			await writePrivateFile(path, await writeSheet());
			logger.warn('keys', `the recovery sheet was saved as ${path}; move it away from this computer`);
			return path;
		},

		async masterKeyLocation() {
			const {source, path, wasJustMade} = await openedMasterKey();
			return {source, path, wasJustMade};
		},
	};
}

function databaseName({config: {database}}: Machinery): string {
	return database.client === 'sqlite' ? database.file : `${database.database} at ${database.host}:${database.port}`;
}
