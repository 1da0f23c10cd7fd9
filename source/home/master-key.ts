import type {Config, HomePaths} from '../config.ts';
import {Secret} from '../domain/secret.ts';
import {ConfigurationError, EncryptionError} from '../errors.ts';
import {updateEnvFile} from './env-file.ts';
import {parseEnvText} from './env-text.ts';
import {withLock} from './lock.ts';
import {readText} from './read-text.ts';
import {settingRules, validateSetting} from './setting-rules.ts';

const masterKeyName = 'MSTOCK_MASTER_KEY';

export type MasterKeyOptions = {
	readonly paths: Pick<HomePaths, 'envFile' | 'lockFolder'>;
	/** What `loadConfig` found. */
	readonly masterKey: Config['masterKey'];
	/** Whether the database holds data keys that a master key wrapped: a new one would open none of them. A function is asked under the lock. */
	readonly hasWrappedKeys: boolean | (() => Promise<boolean>);
	readonly generateKey: () => Secret;
};

export type MasterKey = {
	readonly key: Secret;
	readonly source: 'environment' | 'file';
	/** The file it is in; undefined where the environment gave it. */
	readonly path: string | undefined;
	readonly wasJustMade: boolean;
};

/**
The master key of this home; made once, and only where no wrapped key is waiting for another one.

Two processes that start at once end with the same key: it is made under a lock, after a second look at the file.

@throws {EncryptionError} when wrapped keys exist and the key is nowhere: it says where it may be
@throws {ConfigurationError} when the file cannot be read or written
*/
export async function loadOrCreateMasterKey({
	paths,
	masterKey,
	hasWrappedKeys,
	generateKey,
}: MasterKeyOptions): Promise<MasterKey> {
	const {envFile, lockFolder} = paths;
	if (masterKey) {
		const path = masterKey.source === 'file' ? envFile : undefined;
		return {key: masterKey.key, source: masterKey.source, path, wasJustMade: false};
	}

	return withLock(lockFolder, 'master-key', async () => {
		const present = readMasterKey(envFile);
		if (present) {
			return {key: present, source: 'file', path: envFile, wasJustMade: false};
		}

		const isNeeded = typeof hasWrappedKeys === 'boolean' ? hasWrappedKeys : await hasWrappedKeys();
		if (isNeeded) {
			throw new EncryptionError(
				`The master key (${masterKeyName}) is missing, and the data keys of this database were wrapped with it; a new one would open none of them.`,
				{
					field: masterKeyName,
					hint: `It may be in config/.env of the MSTOCK_HOME where this vault was made, in another environment, or on its recovery sheet. Put it into the environment or into ${envFile} as ${masterKeyName}=...`,
				},
			);
		}

		const key = generateKey();
		await updateEnvFile(envFile, {[masterKeyName]: key.reveal()});
		return {key, source: 'file', path: envFile, wasJustMade: true};
	});
}

function readMasterKey(envFile: string): Secret | undefined {
	const file = readText(envFile);
	if (file.state === 'absent') {
		return undefined;
	}

	// Neither an unreadable file nor a damaged key may look like "none yet".
	if (file.state === 'failed') {
		throw new ConfigurationError(`The file config/.env of MSTOCK_HOME cannot be read: ${file.reason}.`, {
			field: masterKeyName,
			hint: `Make ${envFile} a text file that you can read.`,
		});
	}

	const value = parseEnvText(file.text).values.get(masterKeyName)?.trim() ?? '';
	if (value === '') {
		return undefined;
	}

	const problem = validateSetting(masterKeyName, value);
	if (problem !== undefined) {
		throw new ConfigurationError(`${masterKeyName} (in config/.env of MSTOCK_HOME) ${problem}.`, {
			field: masterKeyName,
			hint: `For example: ${settingRules[masterKeyName].example}`,
		});
	}

	return new Secret(value);
}
