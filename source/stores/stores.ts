import type {Settings} from '../domain/settings.ts';
import {createAccountsStore, type AccountsState} from './accounts.ts';
import {createStore, type Store} from './create-store.ts';
import {createLoginFlowStore, type LoginFlow} from './login-flow.ts';
import {createNoticesStore, type Notice} from './notices.ts';
import {createStatusStore, type Status} from './status.ts';

/** The live state of one running program. Services write it; screens read it. */
export type Stores = {
	readonly accounts: Store<AccountsState>;
	readonly loginFlow: Store<LoginFlow>;
	readonly notices: Store<readonly Notice[]>;
	readonly status: Store<Status>;
	readonly settings: Store<Settings>;
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
