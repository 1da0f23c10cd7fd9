import {appendFileSync, closeSync, openSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {liveApiUrl, liveWsUrl, type Config} from './config.ts';
import {makeFolder} from './home/make-folder.ts';
import type {Logger} from './logging/log-record.ts';
import type {Runtime} from './services/create-runtime.ts';
import {isEnvironmentFixed} from './services/environment.ts';
import {lazyServices} from './services/lazy-services.ts';
import type {SandboxSource} from './services/machinery.ts';
import type {Services} from './services/services.ts';
import {createStores, type Stores} from './stores/stores.ts';

export {createStores};
export type {Stores};

export type Program = {
	readonly config: Config;
	readonly stores: Stores;
	readonly services: Services;
	/** The clock of the whole program. */
	readonly now: () => Date;
	/** Log from the skins. What is logged before the log is open is kept and written once it is. */
	readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
	/** Write a bug's stack, redacted, to the crash file: synchronous, never throws, for when everything else is lost. */
	readonly recordCrash: (error: unknown) => void;
	/** Log rows that the database has not taken; after `dispose` it never will, and at most the log file has them. */
	readonly unwrittenLogRows: () => {readonly count: number; readonly isInFile: boolean};
	/** Flush the logs, close the database, let go of the sandbox. Safe to call twice. */
	readonly dispose: () => Promise<void>;
};

export type ProgramOptions = {
	/** The clock of the whole program. @default the system's */
	readonly now?: () => Date;
	/** Random bytes' worth of `[0, 1)`, for jitter and sequence ids. @default Math.random */
	readonly random?: () => number;
	/** Nothing heavy is loaded or opened before this resolves: the terminal paints its first frame meanwhile. @default at once */
	readonly openAfter?: Promise<void>;
};

/**
Build the program. Cheap and synchronous: nothing heavy is loaded or opened before the first service call.

The services are ready to be called at once. Each opens what it needs when it is first called (database, vault, broker or sandbox), and shares
it with the others. What goes wrong there is shown in the status store and thrown by the call; `services.database.reconnect()` tries again.
*/
export function createProgram(
	config: Config,
	stores: Stores,
	{now = () => new Date(), random = Math.random, openAfter}: ProgramOptions = {},
): Program {
	let loading: Promise<Runtime> | undefined;
	let loaded: Runtime | undefined;

	if (isEnvironmentFixed(config)) {
		// MSTOCK_ENV decides, whatever was saved: the header reads the store.
		stores.settings.update(settings => ({...settings, environment: config.environment}));
	}

	stores.accounts.update(state => ({...state, activeAccountId: config.settings.activeAccountId}));

	const load = async (): Promise<Runtime> => {
		loading ??= (async () => {
			await openAfter;
			const {createRuntime} = await import('./services/create-runtime.ts');
			loaded = createRuntime({
				config,
				stores,
				now,
				random,
				sandbox: createSandboxSource(config, now),
				live: {apiUrl: liveApiUrl, wsUrl: liveWsUrl},
			});
			return loaded;
		})();
		return loading;
	};

	const log = (level: 'info' | 'warn' | 'error'): Logger['info'] => {
		return (source, message, context) => {
			// One queue: what was said before the log was open comes first.
			void load().then(
				({machinery}) => {
					machinery.logger[level](source, message, context);
				},
				() => {
					// The log itself cannot be loaded; the service calls fail with the reason.
				},
			);
		};
	};

	return {
		config,
		stores,
		services: lazyServices(async () => (await load()).services),
		now,
		log: {info: log('info'), warn: log('warn'), error: log('error')},
		recordCrash(error) {
			if (loaded === undefined) {
				recordEarlyCrash(config, error, now());
			} else {
				loaded.machinery.recordCrash(error);
			}
		},
		unwrittenLogRows: () => loaded?.machinery.unwrittenLogRows() ?? {count: 0, isInFile: true},
		async dispose() {
			const runtime = await loading;
			await runtime?.machinery.dispose();
		},
	};
}

/** The simulator, loaded when it is first needed: only the composition knows it. */
function createSandboxSource(config: Config, now: () => Date): SandboxSource {
	const {sandboxFile, sandboxStateFile: stateFile, lockFolder} = config.paths;
	const control = async (controlUrl: string) => {
		const {createControlClient} = await import('./sandbox/control-client.ts');
		return createControlClient(controlUrl);
	};

	return {
		async acquire() {
			const {acquireSandbox} = await import('./sandbox/discover.ts');
			makePrivate(join(lockFolder, 'sandbox.lock'));
			return acquireSandbox({sandboxFile, stateFile, lockFolder, now});
		},
		async demoAccounts() {
			const {demoAccounts} = await import('./sandbox/demo-accounts.ts');
			return demoAccounts;
		},
		async readInbox(controlUrl, clientCode) {
			const client = await control(controlUrl);
			return client.inbox(clientCode);
		},
		async checkHealth(controlUrl) {
			const client = await control(controlUrl);
			await client.health();
		},
	};
}

/** SQLite would make its lock file readable by others. Only a file that is new is opened here: closing one that is locked would drop the lock (POSIX). */
function makePrivate(path: string): void {
	try {
		makeFolder(dirname(path));
		closeSync(openSync(path, 'wx', 0o600));
	} catch {
		// It is there already, or cannot be made: whoever takes the lock says so.
	}
}

/** Before the redactor is loaded: where it happened and of which kind, but no message, because nobody looked through it for secrets. */
function recordEarlyCrash(config: Config, error: unknown, at: Date): void {
	const {name, stack = ''} = error instanceof Error ? error : new Error('not an error');
	const frames = stack.split('\n').filter(line => /^\s+at /.test(line));
	try {
		makeFolder(dirname(config.paths.crashFile));
		appendFileSync(config.paths.crashFile, `${[`${at.toISOString()} ${name}`, ...frames].join('\n')}\n`, {mode: 0o600});
	} catch {
		// The program is crashing already; there is nobody left to tell.
	}
}
