import type {Account} from '../domain/account.ts';
import {createStore, type Store} from './create-store.ts';

/** The accounts as last read. While `isLoading`, the old rows stay. */
export type AccountsState = {
	readonly accounts: readonly Account[];
	readonly isLoading: boolean;
	/** Undefined until the first read came back. */
	readonly loadedAt: Date | undefined;
	/** The account that commands without a user mean: the last one chosen, saved across runs. */
	readonly activeAccountId: string | undefined;
};

export function createAccountsStore(): Store<AccountsState> {
	return createStore<AccountsState>({accounts: [], isLoading: true, loadedAt: undefined, activeAccountId: undefined});
}
