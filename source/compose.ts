import type {Config} from './config.ts';
import type {Settings} from './domain/settings.ts';
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

export function createStores(settings: Settings): Stores {
	return {
		accounts: createAccountsStore(),
		loginFlow: createLoginFlowStore(),
		notices: createNoticesStore(),
		status: createStatusStore(),
		settings: createStore<Settings>(settings),
	};
}
