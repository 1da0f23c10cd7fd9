import type {BrokerEnvironment} from '../../../domain/account.ts';
import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {safe} from '../../../presentation/safe-template.ts';
import type {AccountsState} from '../../../stores/accounts.ts';
import type {Status} from '../../../stores/status.ts';

export type EmptyFacts = {
	readonly state: AccountsState;
	readonly environment: BrokerEnvironment;
	readonly filter: string;
	readonly database: Status['database'];
};

/** Why the accounts are not known, and what to do about it; undefined once they were read. */
export function unreadWords({
	state,
	database,
}: Pick<EmptyFacts, 'state' | 'database'>): readonly SafeText[] | undefined {
	if (database.state === 'failed') {
		return [safe`The accounts cannot be read: ${toSafeText(database.message)}`, toSafeText(database.hint)];
	}

	if (database.state === 'migration-needed') {
		return [
			trusted('The accounts cannot be read before the database is brought up to date.'),
			trusted('Health shows what would be changed, and does it.'),
		];
	}

	return state.loadedAt === undefined ? [trusted('reading the accounts')] : undefined;
}

/** What stands where accounts would: an invitation, or why there are none and what to do. */
export function emptyWords({state, environment, filter, database}: EmptyFacts): readonly SafeText[] {
	const unread = unreadWords({state, database});
	if (unread !== undefined) {
		return unread;
	}

	if (filter !== '' && state.accounts.length > 0) {
		return [safe`No account contains "${toSafeText(filter)}".`, trusted('esc shows all of them again')];
	}

	return environment === 'sandbox'
		? [trusted('No accounts yet.'), trusted('a adds one; in the sandbox d adds the four demo accounts.')]
		: [trusted('No accounts yet.'), trusted('a adds one: have your user id, password and API key at hand.')];
}
