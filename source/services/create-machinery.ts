import {appendFileSync} from 'node:fs';
import {dirname} from 'node:path';
import type {Config} from '../config.ts';
import {accountLabel} from '../domain/account.ts';
import {toSafeText} from '../domain/safe-text.ts';
import {ValidationError} from '../errors.ts';
import {parseEnvText} from '../home/env-text.ts';
import {acquireLock} from '../home/lock.ts';
import {makeFolder} from '../home/make-folder.ts';
import {readText} from '../home/read-text.ts';
import {updateSettingsFile} from '../home/settings-file.ts';
import {createLogger} from '../logging/logger.ts';
import {createRedactor} from '../logging/redact.ts';
import {createSecretRegistry} from '../logging/secret-registry.ts';
import {createBatchSink} from '../logging/sinks/batch-sink.ts';
import {createFileSink} from '../logging/sinks/file-sink.ts';
import type {Stores} from '../stores/stores.ts';
import {createAccountRecords} from './account-records.ts';
import {createAppendSignal} from './append-signal.ts';
import {activeEnvironment} from './environment.ts';
import {createLogWriter} from './log-writer.ts';
import type {Machinery, MemorySession, SandboxSource} from './machinery.ts';
import {createBrokerHandle} from './open-broker.ts';
import {createDatabaseHandle, type DatabaseHandle} from './open-database.ts';
import {createVaultHandle} from './open-vault.ts';
import {createSleeper} from './sleeper.ts';

export type MachineryOptions = {
	readonly config: Config;
	readonly stores: Stores;
	readonly now: () => Date;
	readonly random: () => number;
	readonly sandbox: SandboxSource;
	/** The real broker's addresses. */
	readonly live: {readonly apiUrl: string; readonly wsUrl: string};
};

export type RunningMachinery = Machinery & {
	/** Write a crash to its own file, at once and redacted. Never throws. */
	readonly recordCrash: (error: unknown) => void;
	/** Log rows that the database has not taken; after `dispose` it never will. */
	readonly unwrittenLogRows: () => {readonly count: number; readonly isInFile: boolean};
	readonly dispose: () => Promise<void>;
};

/** Wire database, vault, log and broker together. Opens nothing yet. */
export function createMachinery({config, stores, now, random, sandbox, live}: MachineryOptions): RunningMachinery {
	const secrets = createSecretRegistry();
	const appended = createAppendSignal();
	const memorySessions = new Map<string, MemorySession>();
	const sleeper = createSleeper();
	const disposers: Array<() => Promise<void> | void> = [];
	if (config.legacyKey !== undefined) {
		secrets.hold(config.legacyKey.key);
	}

	if (config.database.client === 'mysql') {
		secrets.hold(config.database.password);
	}

	const fileSink = createFileSink({path: config.paths.logFile, makeFolder});
	const batchSink = createBatchSink({write: createLogWriter(async () => database.current(), appended, now)});
	const unwrittenLogRows = () => {
		const {pending, dropped} = batchSink.state();
		const file = fileSink.state();
		return {count: pending + dropped, isInFile: file.pending === 0 && file.dropped === 0};
	};

	const logger = createLogger({sinks: [fileSink, batchSink], now, registry: secrets});
	const database: DatabaseHandle = createDatabaseHandle({
		config,
		status: stores.status,
		logger,
		now,
		onReady() {
			batchSink.retryNow();
		},
	});
	const vault = createVaultHandle({config, database: database.current, logger, secrets, now});
	const environment = () => activeEnvironment(config, stores.settings.getSnapshot());
	const givenApiUrl = config.environment === 'live' && config.apiUrl === live.apiUrl ? undefined : config.apiUrl;
	const broker = createBrokerHandle({
		config,
		environment,
		settings: stores.settings.getSnapshot,
		givenApiUrl,
		live,
		sandbox,
		logger,
		secrets,
		now,
		random,
	});
	const records = createAccountRecords({
		database: database.current,
		keyring: async () => (await vault.vault()).keyring,
		memorySessions,
		store: stores.accounts,
		now,
	});
	let disposal: Promise<void> | undefined;

	return {
		config,
		stores,
		now,
		random,
		sleep: sleeper.sleep,
		logger,
		droppedRecords: () => batchSink.state().dropped + fileSink.state().dropped + logger.failures(),
		appended,
		records,
		memorySessions,
		sandbox,
		environment,
		givenApiUrl,
		changeBroker: broker.close,

		assertEnvironment(account) {
			const present = environment();
			if (account.brokerEnv !== present) {
				throw new ValidationError(
					account.brokerEnv === 'sandbox'
						? `${toSafeText(accountLabel(account))} is an account of the sandbox, and this terminal works with the live broker.`
						: `${toSafeText(accountLabel(account))} is a live account, and this terminal works with the sandbox.`,
					{
						field: 'brokerEnv',
						hint: 'Nothing was sent. Choose the other environment in Settings (or with MSTOCK_ENV) to use it.',
					},
				);
			}
		},

		database: database.current,
		anyDatabase: database.any,
		refreshDatabase: database.refresh,
		reopenDatabase: database.reopen,
		vault: vault.vault,
		generateKey: vault.generateKey,
		broker: broker.broker,

		async givenKeyId() {
			// `.env` as it is now: the file follows the keys while the program runs.
			const file = readText(config.paths.envFile);
			const saved = file.state === 'read' ? parseEnvText(file.text).values.get('ENCRYPTION_KEY_ID') : undefined;
			return saved?.trim() || config.encryptionKeyId;
		},

		holdSecrets(values) {
			const releases = values.flatMap(value => (value === undefined ? [] : [secrets.hold(value)]));
			return () => {
				for (const release of releases) {
					release();
				}
			};
		},

		withhold: secrets.replaceIn,

		async holdingSecrets(values, work) {
			const releases = values.map(value => secrets.hold(value));
			try {
				return await work();
			} finally {
				for (const release of releases) {
					release();
				}
			}
		},

		async holdLoginLock(account) {
			const lock = await acquireLock(config.paths.lockFolder, `login-${account.accountId}`, {waitMs: 0});
			if (lock === undefined) {
				throw new ValidationError(
					`Another mStock Terminal is logging ${toSafeText(accountLabel(account))} in at this moment.`,
					{hint: 'Finish or leave that login first.'},
				);
			}

			return async () => {
				lock.release();
			};
		},

		async saveSettings(changes) {
			await updateSettingsFile(config.paths.settingsFile, changes);
			stores.settings.update(settings => ({...settings, ...changes}));
			if ('activeAccountId' in changes) {
				stores.accounts.update(state => ({...state, activeAccountId: changes.activeAccountId}));
			}
		},

		onDispose(work) {
			disposers.push(work);
			return () => {
				disposers.splice(disposers.indexOf(work), 1);
			};
		},

		recordCrash(error) {
			try {
				makeFolder(dirname(config.paths.crashFile));
				const text = createRedactor(secrets).error(error);
				appendFileSync(config.paths.crashFile, `${now().toISOString()} ${text}\n`, {mode: 0o600});
			} catch {
				// The program is crashing already; there is nobody left to tell.
			}
		},

		unwrittenLogRows,

		async dispose() {
			disposal ??= (async () => {
				for (const work of disposers.toReversed()) {
					await work();
				}

				sleeper.wakeAll();
				await logger.flush();
				batchSink.dispose();
				const {count} = unwrittenLogRows();
				if (count > 0) {
					// Said to the file alone: for the database this would be one more.
					createLogger({sinks: [fileSink], now, registry: secrets}).warn('logs', unwrittenWords(count));
				}

				await broker.dispose();
				await database.close();
				// What closing had to say goes to the file, at least.
				await fileSink.flush();
			})();
			return disposal;
		},
	};
}

function unwrittenWords(count: number): string {
	return `${count === 1 ? '1 log row' : `${count} log rows`} could not be written to the database when the program ended`;
}
