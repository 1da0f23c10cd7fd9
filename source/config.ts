import type {BrokerEnvironment} from './domain/account.ts';
import type {Secret} from './domain/secret.ts';
import type {Settings} from './domain/settings.ts';

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
	/** Set only when given: the sandbox's addresses are found or started later. */
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
	readonly isFirstRun: boolean;
};

export type ConfigSources = {
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly workingDirectory: string;
};

/**
Read every source once, in the order flag > environment > home's `.env` > working directory's files > settings > default.

Synchronous and light: it runs before the first frame.

@throws {ConfigurationError} naming the variable, the reason and an example; never the value
*/
export function loadConfig(_sources: ConfigSources): Config {
	throw new Error('not built yet');
}
