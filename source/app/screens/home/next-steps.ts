import {accountLabel, type Account, type BrokerEnvironment} from '../../../domain/account.ts';
import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {planWalk} from '../login/sign-in-all.ts';

/** What a line of Home does when it is taken. */
export type NextDeed =
	| {readonly kind: 'sign-in'; readonly accountId: string}
	| {readonly kind: 'sign-in-all' | 'add-demo' | 'add' | 'logs' | 'health' | 'keys'};

export type NextStep = {
	/** Unique in the list, and the same from frame to frame. */
	readonly stepId: string;
	readonly label: SafeText;
	readonly explanation: SafeText;
	readonly deed: NextDeed;
};

export type NextFacts = {
	/** Of the present broker. */
	readonly accounts: readonly Account[];
	readonly activeAccountId: string | undefined;
	readonly environment: BrokerEnvironment;
	/** False until the accounts were read: nothing is known about them then. */
	readonly isLoaded: boolean;
	readonly isDatabaseReady: boolean;
	readonly needsHealth: boolean;
	readonly isSheetKept: boolean;
	readonly now: Date;
};

/** What there is to do now, the likeliest first; never empty, at most seven. */
export function nextSteps(facts: NextFacts): readonly NextStep[] {
	const {accounts, environment, isLoaded, isDatabaseReady, needsHealth, isSheetKept} = facts;
	const health = step('health', 'See Health', 'what is wrong, and the fix beside it', {kind: 'health'});
	if (!isDatabaseReady) {
		return [health];
	}

	return [
		...signInSteps(facts),
		...(isLoaded && accounts.length === 0 && environment === 'sandbox'
			? [
					step('add-demo', 'Add the demo accounts', 'DEMO01 to DEMO04, which the sandbox knows', {
						kind: 'add-demo',
					}),
				]
			: []),
		step('add', 'Add an account', 'user id, password and API key', {kind: 'add'}),
		step('logs', 'See the logs', 'what happened, live', {kind: 'logs'}),
		...(isSheetKept
			? []
			: [step('keys', 'Keep a recovery sheet', 'Keys shows it with p, to print and keep apart', {kind: 'keys'})]),
		...(needsHealth ? [health] : []),
	];
}

function signInSteps({accounts, activeAccountId, environment, now}: NextFacts): readonly NextStep[] {
	const waiting = planWalk(accounts, environment, now).accounts;
	const first = waiting.find(({accountId}) => accountId === activeAccountId) ?? waiting[0];
	if (first === undefined) {
		return [];
	}

	const how = first.secondFactor === 'otp' ? 'an OTP comes by message' : 'with the TOTP of your authenticator';
	return [
		{
			stepId: 'sign-in',
			label: safe`Sign in ${toSafeText(accountLabel(first))}`,
			explanation: trusted(how),
			deed: {kind: 'sign-in', accountId: first.accountId},
		},
		...(waiting.length > 1
			? [
					step('sign-in-all', `Sign in all ${waiting.length}`, 'one after another, each with its code', {
						kind: 'sign-in-all',
					}),
				]
			: []),
	];
}

function step(stepId: string, label: string, explanation: string, deed: NextDeed): NextStep {
	return {stepId, label: trusted(label), explanation: trusted(explanation), deed};
}
