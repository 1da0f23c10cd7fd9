import {resolve} from 'node:path';
import type {BrokerEnvironment} from './domain/account.ts';
import {Secret} from './domain/secret.ts';
import type {Settings} from './domain/settings.ts';
import {ConfigurationError} from './errors.ts';
import {readConfigLayers, type ConfigLayer} from './home/config-layers.ts';
import {resolveHome} from './home/paths.ts';
import {readSettingsFile} from './home/read-settings.ts';
import {
	placeOfHost,
	settingRules,
	validateEnvironmentAddress,
	validateSetting,
	type SettingName,
} from './home/setting-rules.ts';

export {settingRules, validateEnvironmentAddress, validateSetting, type SettingName};

export type DatabaseSettings =
	| {readonly client: 'sqlite'; readonly file: string}
	| {
			readonly client: 'mysql';
			readonly host: string;
			readonly port: number;
			readonly user: string;
			readonly password: Secret;
			readonly database: string;
			readonly ssl: 'off' | 'required' | 'verify';
	  };

/** The files that the program may write, all inside `MSTOCK_HOME`. */
export type HomePaths = {
	readonly root: string;
	readonly settingsFile: string;
	readonly envFile: string;
	readonly databaseFile: string;
	readonly logFile: string;
	readonly crashFile: string;
	readonly sandboxFile: string;
	readonly sandboxStateFile: string;
	readonly lockFolder: string;
};

/** Everything that was decided before anything started. Frozen; built once by `loadConfig`. */
export type Config = {
	readonly paths: HomePaths;
	readonly database: DatabaseSettings;
	readonly environment: BrokerEnvironment;
	/** Where `environment` came from; `default` means the person has not chosen yet. */
	readonly environmentSource: 'environment' | 'file' | 'settings' | 'default';
	/** Without a slash at the end. Undefined only in the sandbox, where nobody gave one: its addresses are found or started later. */
	readonly apiUrl: string | undefined;
	readonly wsUrl: string | undefined;
	readonly checksum: string;
	readonly apiTimeoutMs: number;
	readonly apiMaxRetries: number;
	/** The master key when the environment or a file already gives one. */
	readonly masterKey: {readonly key: Secret; readonly source: 'environment' | 'file'} | undefined;
	/** The original's own variables: a legacy data key to try, and the id it had. */
	readonly legacyKey: {readonly key: Secret; readonly keyId: string | undefined} | undefined;
	readonly encryptionKeyId: string | undefined;
	readonly settings: Settings;
	/** What was ignored or doubtful, in words; shown once as notices, and by `doctor`. */
	readonly warnings: readonly string[];
	/** True until `settings.json` exists. */
	readonly isFirstRun: boolean;
};

/** The real broker. Source: mstock-api.md, section 1. */
export const liveApiUrl = 'https://api.mstock.trade';
export const liveWsUrl = 'wss://ws.mstock.trade';

const defaults = {
	host: 'localhost',
	port: 3306,
	user: 'root',
	database: 'mstock',
	checksum: 'L',
	apiTimeoutMs: 7000,
	apiMaxRetries: 3,
} as const;

export type ConfigSources = {
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly workingDirectory: string;
	/** The home folder where `MSTOCK_HOME` is not set. @default the platform's per-user data folder */
	readonly defaultHome?: () => string;
};

/**
Read every source once, in the order flag > environment > home's `.env` > working directory's files > settings > default. A flag is put into `environment` by the caller.

Synchronous and light: it runs before the first frame. Reads files, writes none.

@throws {ConfigurationError} naming each wrong variable, the reason and an example; never the value
*/
export function loadConfig({environment, workingDirectory, defaultHome}: ConfigSources): Config {
	const paths = resolveHome({environment, workingDirectory, defaultHome});
	const {
		layers,
		hasDatabaseConfigFile,
		warnings: layerWarnings,
	} = readConfigLayers({
		environment,
		workingDirectory,
		home: paths,
	});
	const saved = readSettingsFile(paths.settingsFile);
	const values = createReader(layers);

	const databaseSettings = readDatabase(values, paths, hasDatabaseConfigFile);
	const broker = readBroker(values, saved.settings);
	const masterKey = values.read('MSTOCK_MASTER_KEY');
	const legacyKey = values.read('ENCRYPTION_KEY');
	const encryptionKeyId = values.read('ENCRYPTION_KEY_ID')?.value;
	values.finish();

	return Object.freeze({
		paths: Object.freeze(paths),
		database: Object.freeze(databaseSettings),
		...broker.config,
		masterKey: masterKey && {key: new Secret(masterKey.value), source: masterKey.layer.kind},
		legacyKey: legacyKey && {
			key: new Secret(legacyKey.value),
			// The id that stands beside the key. Home's own id names the active key, which the original's key is not.
			keyId: legacyKey.layer.values.get('ENCRYPTION_KEY_ID')?.trim() || undefined,
		},
		encryptionKeyId,
		settings: Object.freeze(saved.settings),
		warnings: Object.freeze([...layerWarnings, ...saved.warnings, ...broker.warnings]),
		isFirstRun: saved.isAbsent,
	});
}

type Given = {readonly value: string; readonly layer: ConfigLayer};

type Reader = {
	/** The strongest value that is given and fits; a wrong one is remembered for `finish`. Empty means not given. */
	readonly read: (name: SettingName) => Given | undefined;
	readonly refuse: (name: SettingName, refusal: {reason: string; layer: ConfigLayer; example: string}) => void;
	/** @throws {ConfigurationError} when anything was refused */
	readonly finish: () => void;
};

function createReader(layers: readonly ConfigLayer[]): Reader {
	const refusals = new Map<SettingName, {readonly sentence: string; readonly example: string}>();
	const refuse: Reader['refuse'] = (name, {reason, layer, example}) => {
		const where = layer.where === '' ? '' : ` (in ${layer.where})`;
		refusals.set(name, {sentence: `${name}${where} ${reason}.`, example});
	};

	return {
		read(name) {
			// Only a password may be empty on purpose, and may have blanks around it.
			const isPassword = name === 'DB_PASSWORD';
			for (const layer of layers) {
				const written = layer.values.get(name);
				const value = isPassword ? written : written?.trim();
				if (value === undefined || (value === '' && !isPassword)) {
					continue;
				}

				const problem = validateSetting(name, value);
				if (problem === undefined) {
					return {value, layer};
				}

				refuse(name, {reason: problem, layer, example: settingRules[name].example});
				return undefined;
			}

			return undefined;
		},
		refuse,
		finish() {
			const [field] = refusals.keys();
			if (field !== undefined) {
				const wrong = [...refusals.values()];
				throw new ConfigurationError(wrong.map(({sentence}) => sentence).join(' '), {
					field,
					hint: `For example: ${wrong.map(({example}) => example).join('   ')}`,
				});
			}
		},
	};
}

function readDatabase(values: Reader, paths: HomePaths, hasDatabaseConfigFile: boolean): DatabaseSettings {
	// Everything is read, whichever client it is: a wrong value is refused now, not on the day the client changes.
	const host = values.read('DB_HOST');
	const port = values.read('DB_PORT');
	const user = values.read('DB_USER');
	const password = values.read('DB_PASSWORD');
	const database = values.read('DB_NAME');
	const ssl = values.read('DB_SSL');
	const file = values.read('DB_FILE');
	const client = values.read('DB_CLIENT')?.value ?? (host || hasDatabaseConfigFile ? 'mysql' : 'sqlite');

	if (client === 'sqlite') {
		return {client, file: file ? resolve(file.layer.folder, file.value) : paths.databaseFile};
	}

	const hostName = host?.value ?? defaults.host;
	return {
		client: 'mysql',
		host: hostName,
		port: port ? Number(port.value) : defaults.port,
		user: user?.value ?? defaults.user,
		password: new Secret(password?.value ?? ''),
		database: database?.value ?? defaults.database,
		ssl: isSslMode(ssl?.value) ? ssl.value : placeOfHost(hostName) === 'loopback' ? 'off' : 'verify',
	};
}

const addressExamples = {
	sandbox: {
		MSTOCK_API_URL: 'MSTOCK_API_URL=http://127.0.0.1:8080',
		MSTOCK_WS_URL: 'MSTOCK_WS_URL=ws://127.0.0.1:8080/ws',
	},
	live: {MSTOCK_API_URL: settingRules.MSTOCK_API_URL.example, MSTOCK_WS_URL: settingRules.MSTOCK_WS_URL.example},
} as const;

type BrokerConfig = Pick<
	Config,
	'environment' | 'environmentSource' | 'apiUrl' | 'wsUrl' | 'checksum' | 'apiTimeoutMs' | 'apiMaxRetries'
>;

function readBroker(
	values: Reader,
	settings: Settings,
): {readonly config: BrokerConfig; readonly warnings: readonly string[]} {
	const chosen = values.read('MSTOCK_ENV');
	const environment = isEnvironment(chosen?.value) ? chosen.value : (settings.environment ?? 'sandbox');
	const environmentSource = chosen ? chosen.layer.kind : settings.environment ? 'settings' : 'default';

	const warnings: string[] = [];
	const readAddress = (name: 'MSTOCK_API_URL' | 'MSTOCK_WS_URL'): string | undefined => {
		const given = values.read(name);
		if (given === undefined) {
			return undefined;
		}

		const problem = validateEnvironmentAddress(environment, given.value);
		if (problem !== undefined) {
			values.refuse(name, {reason: problem, layer: given.layer, example: addressExamples[environment][name]});
		} else if (environment === 'live' && /^(?:http|ws):/i.test(given.value)) {
			warnings.push(`${name} is not encrypted: passwords and tokens travel in the clear.`);
		}

		return given.value.replace(/\/+$/, '');
	};

	const apiUrl = readAddress('MSTOCK_API_URL');
	const wsUrl = readAddress('MSTOCK_WS_URL');
	const isLive = environment === 'live';
	const timeout = values.read('API_TIMEOUT_MS');
	const retries = values.read('API_MAX_RETRIES');
	return {
		warnings,
		config: {
			environment,
			environmentSource,
			apiUrl: apiUrl ?? (isLive ? liveApiUrl : undefined),
			wsUrl: wsUrl ?? (isLive ? liveWsUrl : undefined),
			checksum: values.read('MSTOCK_CHECKSUM')?.value ?? defaults.checksum,
			apiTimeoutMs: timeout ? Number(timeout.value) : (settings.apiTimeoutMs ?? defaults.apiTimeoutMs),
			apiMaxRetries: retries ? Number(retries.value) : (settings.apiMaxRetries ?? defaults.apiMaxRetries),
		},
	};
}

function isEnvironment(value: string | undefined): value is BrokerEnvironment {
	return value === 'sandbox' || value === 'live';
}

function isSslMode(value: string | undefined): value is 'off' | 'required' | 'verify' {
	return value === 'off' || value === 'required' || value === 'verify';
}
