import type {Account} from '../domain/account.ts';
import type {Settings} from '../domain/settings.ts';
import type {AccountsState} from '../stores/accounts.ts';
import type {Store} from '../stores/create-store.ts';
import type {Status} from '../stores/status.ts';
import type {Unsubscribe} from './services.ts';

export type HealthWatchOptions = {
	readonly stores: {
		readonly accounts: Store<AccountsState>;
		readonly settings: Store<Settings>;
		readonly status: Store<Status>;
	};
	readonly now: () => Date;
	readonly check: () => Promise<unknown>;
	/** Changes come in groups: wait so long for the rest of one. @default 500 */
	readonly settleMs?: number;
	/** The least time from one check to the next. @default 10_000 */
	readonly gapMs?: number;
};

/** Look at everything again after what a check depends on has changed: accounts, environment, limits of the broker, a database that came back. */
export function watchHealth({stores, now, check, settleMs = 500, gapMs = 10_000}: HealthWatchOptions): Unsubscribe {
	let timer: NodeJS.Timeout | undefined;

	const schedule = (waitMs: number) => {
		timer ??= setTimeout(() => {
			timer = undefined;
			checkUnlessTooSoon();
		}, waitMs);
		timer.unref();
	};

	const checkUnlessTooSoon = () => {
		const {isChecking, checkedAt} = stores.status.getSnapshot();
		const sinceMs = checkedAt === undefined ? gapMs : now().getTime() - checkedAt.getTime();
		if (isChecking) {
			// It may have looked already at what has changed since.
			schedule(settleMs);
		} else if (sinceMs >= 0 && sinceMs < gapMs) {
			schedule(gapMs - sinceMs);
		} else {
			void check().catch(() => {
				// A check turns what goes wrong into findings; what is left is an end of the program.
			});
		}
	};

	const onChange = <State>(store: Store<State>, isNews: (state: State) => boolean) =>
		store.subscribe(() => {
			if (isNews(store.getSnapshot())) {
				schedule(settleMs);
			}
		});

	const subscriptions = [
		onChange(stores.accounts, changesOf(stores.accounts.getSnapshot(), accountsKey)),
		onChange(stores.settings, changesOf(stores.settings.getSnapshot(), settingsKey)),
		onChange(stores.status, returnsOfDatabase(stores.status.getSnapshot())),
	];
	return () => {
		clearTimeout(timer);
		for (const unsubscribe of subscriptions) {
			unsubscribe();
		}
	};
}

/** Tells states apart by a key; from or to no key at all is no news. */
function changesOf<State>(initial: State, keyOf: (state: State) => string | undefined): (state: State) => boolean {
	let last = keyOf(initial);
	return state => {
		const before = last;
		last = keyOf(state);
		return before !== undefined && last !== undefined && last !== before;
	};
}

/** What the checks look at; sessions come and go without them. */
function accountsKey({accounts, loadedAt}: AccountsState): string | undefined {
	return loadedAt === undefined ? undefined : JSON.stringify(accounts.map(account => factsOf(account)));
}

function factsOf(account: Account) {
	const {accountId, userId, apiKeyType, brokerEnv, encryptionKeyId, sealing, apiKeyExpiresOn, isDuplicate} = account;
	return [accountId, userId, apiKeyType, brokerEnv, encryptionKeyId, sealing, apiKeyExpiresOn, isDuplicate];
}

function settingsKey({environment, apiTimeoutMs, apiMaxRetries}: Settings): string {
	return JSON.stringify([environment, apiTimeoutMs, apiMaxRetries]);
}

/** True when the database has become usable after it was not; a check that is under way has seen so itself. */
function returnsOfDatabase(initial: Status): (status: Status) => boolean {
	let wasDown = isDown(initial);
	return status => {
		const isBack = wasDown && status.database.state === 'ready';
		wasDown = isBack ? false : wasDown || isDown(status);
		return isBack && !status.isChecking;
	};
}

function isDown({database}: Status): boolean {
	return database.state === 'failed' || database.state === 'migration-needed';
}
