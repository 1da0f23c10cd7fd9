import type {Account, SecondFactor} from '../../source/domain/account.ts';
import {AuthenticationError, OtpRejectedError, type AppError} from '../../source/errors.ts';
import type {LoginOptions, Services} from '../../source/services/services.ts';
import type {LoginFlow, LoginStep, LoginStepId, Session} from '../../source/stores/login-flow.ts';
import type {Stores} from '../../source/stores/stores.ts';
import {fakeNow} from './fixtures/fake-now.ts';
import {createSession} from './fixtures/session.ts';

export const fakeSequenceId = '261124104200170001';

export type FakeLogin = {
	readonly login: Services['login'];
	/** Everything that was asked of it, in order: `start 1`, `start 1 again`, `code 482`, `switch totp`, `resend`, `stored`, `abandon`. */
	readonly calls: readonly string[];
	/** What each start was told besides its account. */
	readonly starts: readonly LoginOptions[];
};

export type FakeLoginOptions = {
	/** The stores of the program that this login belongs to; asked for when they are needed. */
	readonly stores: () => Stores;
	/** @default '482' */
	readonly code?: string;
	/** Refuse these starts, one after another; `undefined` lets one through. */
	readonly refuseStarts?: ReadonlyArray<AppError | undefined>;
	readonly refuseCode?: AppError;
	/** Every start fails before the flow has moved: the wrong broker, no database. */
	readonly failBeforeStart?: AppError;
};

const wrongCode = new OtpRejectedError('mStock refused the OTP: it is not the code that was sent.', {
	rejection: 'wrong',
	hint: 'Look at the newest message and type it again.',
});

/** A login that moves the flow store as the real one does, without broker, vault or waiting. */
export function createFakeLogin({
	stores,
	code = '482',
	refuseStarts = [],
	refuseCode,
	failBeforeStart,
}: FakeLoginOptions): FakeLogin {
	const calls: string[] = [];
	const starts: LoginOptions[] = [];
	const refusals = [...refuseStarts];
	let account: Account | undefined;
	let secondFactor: SecondFactor = 'otp';

	const put = (flow: LoginFlow) => {
		stores().loginFlow.update(() => flow);
	};

	const attempt = (steps: readonly LoginStep[]) => ({
		accountId: account?.accountId ?? '',
		userId: account?.userId ?? '',
		loginSequenceId: fakeSequenceId,
		steps,
	});

	const waitForCode = (rejection?: AppError) => {
		const isOtp = secondFactor === 'otp';
		put({
			...attempt(stepsUntil('second-factor', 'running', account?.userId ?? '')),
			phase: 'otp-required',
			secondFactor,
			sentAt: isOtp ? fakeNow : undefined,
			expiresAt: isOtp ? new Date(fakeNow.getTime() + 5 * 60_000) : undefined,
			resendAllowedAt: new Date(fakeNow.getTime() + 30_000),
			brokerMessage: undefined,
			rejection: rejection?.serialize(),
		});
	};

	const signIn = (): Session => {
		const session = sessionOf(account);
		put({
			...attempt(stepsUntil('session', 'done', session.userId)),
			phase: 'signed-in',
			session,
			warning: undefined,
		});
		stores().accounts.update(state => ({
			...state,
			accounts: state.accounts.map(known =>
				known.accountId === session.accountId
					? {...known, session: 'signed-in', sessionEndsAt: session.validUntil}
					: known,
			),
		}));
		return session;
	};

	const refuse = (error: AppError): never => {
		waitForCode(error);
		throw error;
	};

	return {
		calls,
		starts,
		login: {
			async start(accountId, options = {}) {
				calls.push(`start ${accountId}${options.again ? ' again' : ''}`);
				starts.push(options);
				if (failBeforeStart !== undefined) {
					throw failBeforeStart;
				}

				account = stores()
					.accounts.getSnapshot()
					.accounts.find(known => known.accountId === accountId);
				secondFactor = account?.secondFactor ?? 'otp';
				if (account?.session === 'signed-in' && !options.again) {
					return {state: 'already-signed-in', session: sessionOf(account)};
				}

				const refusal = refusals.shift();
				if (refusal !== undefined) {
					put({
						...attempt(failedSteps(refusal)),
						phase: 'failed',
						error: refusal.serialize(),
					});
					throw refusal;
				}

				waitForCode();
				return {state: 'code-wanted', loginSequenceId: fakeSequenceId, secondFactor};
			},
			async submitCode(secret) {
				calls.push(`code ${secret.reveal()}`);
				return secret.reveal() === code && refuseCode === undefined ? signIn() : refuse(refuseCode ?? wrongCode);
			},
			async submitStoredTotp() {
				calls.push('stored');
				return signIn();
			},
			async resendOtp() {
				calls.push('resend');
				waitForCode();
			},
			async switchSecondFactor(wanted) {
				calls.push(`switch ${wanted}`);
				secondFactor = wanted;
				waitForCode();
			},
			async abandon() {
				calls.push('abandon');
				put({phase: 'idle'});
			},
		},
	};
}

/** The session that this account has, or gets: since `fakeNow`, twelve hours long. */
export function sessionOf(account: Account | undefined): Session {
	return createSession({
		accountId: account?.accountId ?? '',
		userId: account?.userId ?? '',
		apiKeyType: account?.apiKeyType ?? 'A',
		brokerEnv: account?.brokerEnv ?? 'sandbox',
		clientCode: account?.userId,
		loginSequenceId: fakeSequenceId,
	});
}

/** The password was sent and refused, or not answered. */
function failedSteps(refusal: AppError): readonly LoginStep[] {
	const answer = refusal instanceof AuthenticationError ? '401' : 'no answer';
	return stepsUntil('login', 'failed', '').map(step =>
		step.stepId === 'login' ? {...step, detail: `POST connect/login   ${answer}`, durationMs: 96} : step,
	);
}

const order: readonly LoginStepId[] = ['credentials', 'login', 'second-factor', 'session'];

function stepsUntil(last: LoginStepId, state: LoginStep['state'], userId: string): readonly LoginStep[] {
	const details: Readonly<Record<LoginStepId, string>> = {
		credentials: 'credentials opened   key 2',
		login: 'POST connect/login   200',
		'second-factor': `OTP sent to the phone of ${userId}`,
		session: 'kept in the vault',
	};
	const durations: Readonly<Record<LoginStepId, number | undefined>> = {
		credentials: 4,
		login: 182,
		'second-factor': undefined,
		session: 3,
	};
	return order.map((stepId, index) => {
		const at = order.indexOf(last);
		if (index > at) {
			return {stepId, state: 'waiting', detail: '', durationMs: undefined};
		}

		const own = index === at ? state : 'done';
		return {stepId, state: own, detail: details[stepId], durationMs: own === 'done' ? durations[stepId] : undefined};
	});
}
