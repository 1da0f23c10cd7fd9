import type {Account, BrokerEnvironment} from '../../../domain/account.ts';

export type WalkOutcome =
	| {readonly kind: 'signed-in'}
	| {readonly kind: 'skipped'}
	| {readonly kind: 'failed'; readonly message: string}
	| {readonly kind: 'not-reached'};

/** The morning's walk through the accounts that are signed out. Plain values; what is done at each stop is the screen's. */
export type Walk = {
	readonly accountIds: readonly string[];
	/** The stop that is next or under way; past the end when the walk is over. */
	readonly at: number;
	readonly outcomes: Readonly<Record<string, WalkOutcome>>;
};

/** Whom the walk calls on: accounts of this broker that have no session and whose secrets open. */
export function accountsToSignIn(accounts: readonly Account[], environment: BrokerEnvironment): readonly Account[] {
	return accounts.filter(
		({session, brokerEnv, sealing}) => session !== 'signed-in' && brokerEnv === environment && sealing !== 'unopenable',
	);
}

export function startWalk(accounts: readonly Account[]): Walk {
	return {accountIds: accounts.map(({accountId}) => accountId), at: 0, outcomes: {}};
}

/** The account that the walk stands at; undefined when it is over. */
export function presentStop(walk: Walk): string | undefined {
	return walk.accountIds[walk.at];
}

/** Note how the present stop went, and go on to the next. */
export function leaveStop(walk: Walk, outcome: WalkOutcome): Walk {
	const accountId = presentStop(walk);
	return accountId === undefined
		? walk
		: {...walk, at: walk.at + 1, outcomes: {...walk.outcomes, [accountId]: outcome}};
}

/** End the walk here: the present stop is noted, those behind it were not reached. */
export function endWalk(walk: Walk, outcome: WalkOutcome): Walk {
	return {...leaveStop(walk, outcome), at: walk.accountIds.length};
}

export function outcomeOf(walk: Walk, accountId: string): WalkOutcome {
	return walk.outcomes[accountId] ?? {kind: 'not-reached'};
}

/** `2 of 4` */
export function walkPosition(walk: Walk): {readonly stop: number; readonly of: number} {
	return {stop: Math.min(walk.at + 1, walk.accountIds.length), of: walk.accountIds.length};
}
