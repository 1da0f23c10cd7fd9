import type {Account, BrokerEnvironment} from '../../../domain/account.ts';
import {daysUntil} from '../../../presentation/time.ts';

export type WalkOutcome =
	| {readonly kind: 'signed-in'}
	| {readonly kind: 'skipped'}
	| {readonly kind: 'failed'; readonly message: string}
	| {readonly kind: 'not-reached'};

/** What speaks against sending the stored password of an account without being asked for it alone. */
export type Obstacle = 'password-refused' | 'api-key-ended' | 'unopenable';

export type LeftOut = {readonly accountId: string; readonly obstacle: Obstacle};

/** The morning's walk through the accounts that are signed out. Plain values; what is done at each stop is the screen's. */
export type Walk = {
	readonly accountIds: readonly string[];
	/** Who is signed out and not called on, and why. */
	readonly leftOut: readonly LeftOut[];
	/** The stop that is next or under way; past the end when the walk is over. */
	readonly at: number;
	readonly outcomes: Readonly<Record<string, WalkOutcome>>;
};

/** Why this account is not signed in along with others; undefined where nothing is known against it. */
export function obstacleOf(account: Account, now: Date): Obstacle | undefined {
	if (account.sealing === 'unopenable') {
		return 'unopenable';
	}

	if (account.isPasswordRefused === true) {
		return 'password-refused';
	}

	const days = account.apiKeyExpiresOn === undefined ? undefined : daysUntil(account.apiKeyExpiresOn, now);
	return days !== undefined && days < 0 ? 'api-key-ended' : undefined;
}

export type WalkPlan = {readonly accounts: readonly Account[]; readonly leftOut: readonly LeftOut[]};

/** Whom the walk calls on: accounts of this broker that have no session and nothing against them. The others without one are left out. */
export function planWalk(accounts: readonly Account[], environment: BrokerEnvironment, now: Date): WalkPlan {
	const waiting = accounts
		.filter(({session, brokerEnv}) => session !== 'signed-in' && brokerEnv === environment)
		.map(account => ({account, obstacle: obstacleOf(account, now)}));
	return {
		accounts: waiting.flatMap(({account, obstacle}) => (obstacle === undefined ? [account] : [])),
		leftOut: waiting.flatMap(({account: {accountId}, obstacle}) =>
			obstacle === undefined ? [] : [{accountId, obstacle}],
		),
	};
}

export function startWalk({accounts, leftOut}: WalkPlan): Walk {
	return {accountIds: accounts.map(({accountId}) => accountId), leftOut, at: 0, outcomes: {}};
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
