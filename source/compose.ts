import type {Config} from './config.ts';
import type {Settings} from './domain/settings.ts';
import {InternalError} from './errors.ts';
import {lazyServices} from './services/lazy-services.ts';
import type {Services} from './services/services.ts';
import {createAccountsStore, type AccountsState} from './stores/accounts.ts';
import type {Store} from './stores/create-store.ts';
import {createLoginFlowStore, type LoginFlow} from './stores/login-flow.ts';
import {createNoticesStore, type Notice} from './stores/notices.ts';
import {createStatusStore, type Status} from './stores/status.ts';
import {createStore} from './stores/create-store.ts';

export type Stores = {
	readonly accounts: Store<AccountsState>;
	readonly loginFlow: Store<LoginFlow>;
	readonly notices: Store<readonly Notice[]>;
	readonly status: Store<Status>;
	readonly settings: Store<Settings>;
};

export type Program = {
	readonly config: Config;
	readonly stores: Stores;
	readonly services: Services;
	/** Flush the logs, close the database, let go of the sandbox. Safe to call twice. */
	readonly dispose: () => Promise<void>;
};

export type ProgramOptions = {
	/** The clock of the whole program. @default the system's */
	readonly now?: () => Date;
	/** Random bytes' worth of `[0, 1)`, for jitter and sequence ids. @default Math.random */
	readonly random?: () => number;
};

/**
Build the program. Cheap and synchronous: nothing heavy is loaded or opened before the first service call.

The services are ready to be called at once; the first call of any of them opens database, vault, log and broker, and every call waits for that.
What went wrong there is shown in the status store and thrown by each call, until `services.database.reconnect()` succeeds.
*/
export function createProgram(config: Config, stores: Stores, _options: ProgramOptions = {}): Program {
	return {
		config,
		stores,
		services: lazyServices(async () => {
			throw new InternalError('not built yet');
		}),
		async dispose() {
			// Nothing is open yet.
		},
	};
}

export function createStores(settings: Settings): Stores {
	return {
		accounts: createAccountsStore(),
		loginFlow: createLoginFlowStore(),
		notices: createNoticesStore(),
		status: createStatusStore(),
		settings: createStore<Settings>(settings),
	};
}
