import {trusted} from '../../../domain/safe-text.ts';
import {Secret} from '../../../domain/secret.ts';
import {AuthenticationError, toAppError} from '../../../errors.ts';
import {activeEnvironment} from '../../../services/environment.ts';
import type {LoginOptions} from '../../../services/services.ts';
import type {Store} from '../../../stores/create-store.ts';
import type {Session} from '../../../stores/login-flow.ts';
import {useLocalStore} from '../../hooks/use-local-store.ts';
import {useTerminal} from '../../terminal-context.ts';
import {leastDigits, mostDigits} from './code-lines.ts';
import {
	accountsToSignIn,
	endWalk,
	leaveStop,
	presentStop,
	startWalk,
	type Walk,
	type WalkOutcome,
} from './sign-in-all.ts';

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
	readonly begin: (accountId: string, options?: LoginOptions) => Promise<void>;
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

/** What can be done on the login screen. Every deed reads the state as it is when it is called. */
export function useLogin(
	initialId: string | undefined,
): readonly [LoginScreenState, Store<LoginScreenState>, LoginDeeds] {
	const {program, navigation, notify} = useTerminal();
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

	const begin: LoginDeeds['begin'] = async (accountId, options) => {
		if (store.getSnapshot().startingId !== undefined) {
			return;
		}

		change({startingId: accountId, digits: '', attemptsLeft: undefined, card: undefined, preferredId: accountId});
		navigation.update(current => ({...current, focus: 'content'}));
		let present: Session | undefined;
		try {
			const outcome = await services.login.start(accountId, options);
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
		begin,
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
			const walk = startWalk(accountsToSignIn(accounts, environment));
			const first = presentStop(walk);
			if (first === undefined) {
				notify('information', trusted('every account of this broker is signed in, or cannot be'));
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
