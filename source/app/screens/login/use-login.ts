import {trusted} from '../../../domain/safe-text.ts';
import {Secret} from '../../../domain/secret.ts';
import {AuthenticationError, toAppError} from '../../../errors.ts';
import {activeEnvironment} from '../../../services/environment.ts';
import type {LoginOptions} from '../../../services/services.ts';
import type {Store} from '../../../stores/create-store.ts';
import type {Session} from '../../../stores/login-flow.ts';
import {useLocalStore} from '../../hooks/use-local-store.ts';
import {useTerminal, type Terminal} from '../../terminal-context.ts';
import {leastDigits, mostDigits} from './code-lines.ts';
import {refusedQuestion, startQuestion} from './login-questions.ts';
import {endWalk, leaveStop, planWalk, presentStop, startWalk, type Walk, type WalkOutcome} from './sign-in-all.ts';

/** What the screen knows beyond the login flow. The digits live here and nowhere else, and go when they are sent. */
export type LoginScreenState = {
	/** The account whose login was asked for and has not begun yet. */
	readonly startingId: string | undefined;
	readonly digits: string;
	/** Told by the last refusal. */
	readonly attemptsLeft: number | undefined;
	/** The session of an account that was signed in already. */
	readonly card: Session | undefined;
	readonly walk: Walk | undefined;
	/** The account that the screen was opened for. */
	readonly preferredId: string | undefined;
};

export type LoginDeeds = {
	/** Log in, after a question where something speaks against it; false where the answer was no. */
	readonly start: (accountId: string, options?: LoginOptions) => Promise<boolean>;
	/** The login that has failed once more, from its beginning. A refused password is not sent again by one key that may have been pressed too early. */
	readonly again: () => Promise<void>;
	/** Take typed or pasted text: only its digits, six at most. */
	readonly type: (text: string) => void;
	readonly erase: (what: 'last' | 'all') => void;
	readonly send: () => Promise<void>;
	readonly sendStoredTotp: () => Promise<void>;
	readonly switchFactor: () => Promise<void>;
	readonly resend: () => Promise<void>;
	readonly signInAll: () => Promise<void>;
	/** Go on with the next account of the walk. */
	readonly skip: () => Promise<void>;
	/** Leave the login, and the walk with it. */
	readonly leave: () => Promise<void>;
	readonly closeSummary: () => void;
};

/**
What can be done on the login screen. Every deed reads the state as it is when it is called.

`ask` puts the questions; by default they lie over the whole screen.
*/
export function useLogin(
	initialId: string | undefined,
	ask?: Terminal['confirm'],
): readonly [LoginScreenState, Store<LoginScreenState>, LoginDeeds] {
	const {program, navigation, notify, confirm} = useTerminal();
	const askNow = ask ?? confirm;
	const {stores, services, config} = program;
	const [state, store] = useLocalStore<LoginScreenState>(() => ({
		startingId: undefined,
		digits: '',
		attemptsLeft: undefined,
		card: undefined,
		walk: undefined,
		preferredId: initialId,
	}));
	const change = (changes: Partial<LoginScreenState>) => {
		store.update(current => ({...current, ...changes}));
	};

	const flowNow = () => stores.loginFlow.getSnapshot();

	/** A refusal that the flow shows in full needs no notice beside it; anything else is thrown on. */
	const takeRefusal = (error: unknown) => {
		const known = toAppError(error);
		const flow = flowNow();
		const shown = flow.phase === 'failed' ? flow.error : flow.phase === 'otp-required' ? flow.rejection : undefined;
		if (shown?.message !== known.message) {
			throw error;
		}

		change({attemptsLeft: known instanceof AuthenticationError ? known.attemptsLeft : undefined});
	};

	const accountOf = (accountId: string) =>
		stores.accounts.getSnapshot().accounts.find(account => account.accountId === accountId);

	const begin = async (accountId: string, options?: LoginOptions) => {
		if (store.getSnapshot().startingId !== undefined) {
			return;
		}

		change({startingId: accountId, digits: '', attemptsLeft: undefined, card: undefined, preferredId: accountId});
		navigation.update(current => ({...current, focus: 'content'}));
		let present: Session | undefined;
		try {
			const outcome = await services.login.start(accountId, {...options, keepsActive: isWalking()});
			present = outcome.state === 'already-signed-in' ? outcome.session : undefined;
		} catch (error) {
			refuseStart(error);
		} finally {
			change({startingId: undefined});
		}

		if (present !== undefined) {
			await (isWalking() ? goOn({kind: 'signed-in'}) : showCard(present));
		}
	};

	/** A login that could not even begin ends the walk: the next one would fare no better. */
	const refuseStart = (error: unknown) => {
		try {
			takeRefusal(error);
		} catch (thrown) {
			store.update(current => ({
				...current,
				walk: current.walk && endWalk(current.walk, {kind: 'failed', message: toAppError(thrown).message}),
			}));
			throw thrown;
		}
	};

	const showCard = async (card: Session) => {
		await services.login.abandon();
		change({card});
	};

	const isWalking = () => {
		const {walk} = store.getSnapshot();
		return walk !== undefined && presentStop(walk) !== undefined;
	};

	const goOn = async (outcome: WalkOutcome) => {
		store.update(current => ({...current, walk: current.walk && leaveStop(current.walk, outcome)}));
		const {walk} = store.getSnapshot();
		const next = walk && presentStop(walk);
		await (next === undefined ? services.login.abandon() : begin(next));
	};

	/** How the present stop went, if it is left now. */
	const outcomeNow = (): WalkOutcome => {
		const flow = flowNow();
		return flow.phase === 'failed' ? {kind: 'failed', message: flow.error.message} : {kind: 'skipped'};
	};

	const submit = async (work: () => Promise<Session>) => {
		change({digits: '', attemptsLeft: undefined});
		try {
			await work();
		} catch (error) {
			takeRefusal(error);
			return;
		}

		if (isWalking()) {
			await goOn({kind: 'signed-in'});
		}
	};

	const deeds: LoginDeeds = {
		async start(accountId, options) {
			const account = accountOf(accountId);
			const isSent = account?.session !== 'signed-in' || options?.again === true;
			const question = account !== undefined && isSent ? startQuestion(account, program.now()) : undefined;
			if (question !== undefined && !(await askNow(question))) {
				return false;
			}

			await begin(accountId, options);
			return true;
		},
		async again() {
			const flow = flowNow();
			if (flow.phase !== 'failed') {
				return;
			}

			const account = accountOf(flow.accountId);
			const isPersonRefused = flow.error.kind === 'AuthenticationError';
			const question =
				account !== undefined && isPersonRefused
					? refusedQuestion(account, store.getSnapshot().attemptsLeft)
					: undefined;
			if (question === undefined || (await askNow(question))) {
				// It says that it sends: a session that is there must not answer in its place.
				await begin(flow.accountId, {again: true});
			}
		},
		type(text) {
			store.update(current => ({
				...current,
				digits: (current.digits + text.replaceAll(/\D/g, '')).slice(0, mostDigits),
			}));
		},
		erase(what) {
			store.update(current => ({...current, digits: what === 'all' ? '' : current.digits.slice(0, -1)}));
		},
		async send() {
			const {digits} = store.getSnapshot();
			if (digits.length < leastDigits) {
				notify('information', trusted('the code has three to six digits'));
				return;
			}

			await submit(async () => services.login.submitCode(new Secret(digits)));
		},
		async sendStoredTotp() {
			await submit(async () => services.login.submitStoredTotp());
		},
		async switchFactor() {
			const flow = flowNow();
			if (flow.phase === 'otp-required') {
				change({digits: '', attemptsLeft: undefined});
				await services.login.switchSecondFactor(flow.secondFactor === 'otp' ? 'totp' : 'otp');
			}
		},
		async resend() {
			change({digits: '', attemptsLeft: undefined});
			try {
				await services.login.resendOtp();
			} catch (error) {
				takeRefusal(error);
			}
		},
		async signInAll() {
			const {accounts} = stores.accounts.getSnapshot();
			const environment = activeEnvironment(config, stores.settings.getSnapshot());
			const walk = startWalk(planWalk(accounts, environment, program.now()));
			const first = presentStop(walk);
			if (first === undefined) {
				notify('information', trusted(nobodyWords(walk.leftOut.length)));
				return;
			}

			change({walk});
			await begin(first);
		},
		async skip() {
			const outcome = outcomeNow();
			await services.login.abandon();
			await goOn(outcome);
		},
		async leave() {
			const outcome = outcomeNow();
			change({digits: '', attemptsLeft: undefined});
			store.update(current => ({...current, walk: current.walk && endWalk(current.walk, outcome)}));
			await services.login.abandon();
		},
		closeSummary() {
			change({walk: undefined});
		},
	};
	return [state, store, deeds];
}

/** Why signing in all does nothing. */
export function nobodyWords(leftOutCount: number): string {
	return leftOutCount === 0
		? 'no account of this broker is left to sign in'
		: `nobody to sign in: ${leftOutCount} ${leftOutCount === 1 ? 'is' : 'are'} left out, the list says why`;
}
