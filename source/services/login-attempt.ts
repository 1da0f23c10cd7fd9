import type {Account, SecondFactor} from '../domain/account.ts';
import type {Secret} from '../domain/secret.ts';
import type {LoginChallenge, Trace} from '../mstock/mstock-auth.ts';
import {APIError, AuthenticationError, type AppError, type SerializedError} from '../errors.ts';
import type {Store} from '../stores/create-store.ts';
import type {LoginFlow, LoginStep, LoginStepId, Session} from '../stores/login-flow.ts';
import type {Machinery} from './machinery.ts';

/** How long after an OTP was sent a new one may be asked for. */
export const resendCoolDownMs = 30_000;

/** The life of an OTP of the sandbox. The real broker does not say how long its codes live, so nothing is shown there. */
const sandboxOtpLifeMs = 5 * 60_000;

/**
One login under way. Keeps no stored secret: password, API key and TOTP secret are opened again for each call that needs them.

But everything that was opened stays known to the redactor until the attempt has ended, its error has been logged and the flow set: the broker may
repeat at `session/token` what was sent to it at `connect/login`.
*/
export type Attempt = {
	readonly account: Account;
	readonly trace: Trace & {readonly loginSequenceId: string};
	readonly releaseLock: () => Promise<void>;
	/** Make these known to the redactor until `releaseSecrets`; does nothing after that. */
	readonly hold: (secrets: ReadonlyArray<Secret | undefined>) => void;
	readonly releaseSecrets: () => void;
	/** See `LoginOptions`. */
	readonly keepsActive: boolean;
	steps: readonly LoginStep[];
	secondFactor: SecondFactor;
	/** What the account signed in with last, or was set up for; undefined where nothing is known. */
	rememberedFactor: SecondFactor | undefined;
	/** What the broker answered to the latest `connect/login`, and when. */
	challenge: LoginChallenge | undefined;
	challengedAt: Date | undefined;
	/** When the latest call of this login went out. */
	sentAt: Date | undefined;
	/** A call is on its way; nothing else may be sent meanwhile. */
	isSending: boolean;
	storedTotpRefusals: number;
};

export function createAttempt(input: {
	readonly account: Account;
	readonly loginSequenceId: string;
	readonly secondFactor: SecondFactor;
	readonly keepsActive: boolean;
	readonly releaseLock: () => Promise<void>;
	readonly holdSecrets: Machinery['holdSecrets'];
}): Attempt {
	const releases: Array<() => void> = [];
	let isReleased = false;
	return {
		account: input.account,
		trace: {userId: input.account.userId, loginSequenceId: input.loginSequenceId},
		releaseLock: input.releaseLock,
		hold(secrets) {
			if (!isReleased) {
				releases.push(input.holdSecrets(secrets));
			}
		},
		releaseSecrets() {
			isReleased = true;
			for (const release of releases.splice(0)) {
				release();
			}
		},
		keepsActive: input.keepsActive,
		steps: (['credentials', 'login', 'second-factor', 'session'] as const).map(stepId => ({
			stepId,
			state: 'waiting',
			detail: '',
			durationMs: undefined,
		})),
		secondFactor: input.secondFactor,
		rememberedFactor: undefined,
		challenge: undefined,
		challengedAt: undefined,
		sentAt: undefined,
		isSending: false,
		storedTotpRefusals: 0,
	};
}

export function setStep(
	attempt: Attempt,
	stepId: LoginStepId,
	state: LoginStep['state'],
	detail: string,
	durationMs?: number,
): void {
	attempt.steps = attempt.steps.map(step => (step.stepId === stepId ? {stepId, state, detail, durationMs} : step));
}

/** The step that was under way becomes the one that failed: it keeps what was called, with what came back, and after how long. */
export function failRunningStep(attempt: Attempt, error: AppError, failedAt: Date): void {
	attempt.steps = attempt.steps.map(step => {
		if (step.state !== 'running') {
			return step;
		}

		const isCall = attempt.isSending && (error instanceof APIError || error instanceof AuthenticationError);
		return isCall && attempt.sentAt !== undefined
			? {
					...step,
					state: 'failed',
					detail: `${step.detail}   ${error.httpStatus ?? 'no answer'}`,
					durationMs: failedAt.getTime() - attempt.sentAt.getTime(),
				}
			: {...step, state: 'failed'};
	});
}

/** When a new OTP may be asked for. */
export function resendAllowedAt(attempt: Attempt): Date {
	return new Date((attempt.challengedAt?.getTime() ?? 0) + resendCoolDownMs);
}

/** Moves the login-flow store through the phases of one attempt; an attempt that is no longer the current one moves nothing. */
export type FlowWriter = {
	readonly signingIn: (attempt: Attempt) => void;
	readonly codeWanted: (attempt: Attempt, rejection?: SerializedError) => void;
	readonly verifying: (attempt: Attempt) => void;
	readonly signedIn: (attempt: Attempt, session: Session, warning: string | undefined) => void;
	readonly failed: (attempt: Attempt, error: SerializedError) => void;
	readonly idle: () => void;
};

export function createFlowWriter(store: Store<LoginFlow>, isCurrent: (attempt: Attempt) => boolean): FlowWriter {
	const write = (attempt: Attempt, flow: (shared: SharedFields) => LoginFlow) => {
		if (isCurrent(attempt)) {
			store.update(() => flow(sharedFields(attempt)));
		}
	};

	return {
		signingIn(attempt) {
			write(attempt, shared => ({...shared, phase: 'signing-in'}));
		},
		codeWanted(attempt, rejection) {
			const isOtp = attempt.secondFactor === 'otp';
			const sentAt = isOtp ? attempt.challengedAt : undefined;
			write(attempt, shared => ({
				...shared,
				phase: 'otp-required',
				secondFactor: attempt.secondFactor,
				sentAt,
				expiresAt:
					sentAt !== undefined && attempt.account.brokerEnv === 'sandbox'
						? new Date(sentAt.getTime() + sandboxOtpLifeMs)
						: undefined,
				resendAllowedAt: resendAllowedAt(attempt),
				brokerMessage: isOtp ? attempt.challenge?.brokerMessage : undefined,
				rejection,
			}));
		},
		verifying(attempt) {
			write(attempt, shared => ({...shared, phase: 'verifying-otp', secondFactor: attempt.secondFactor}));
		},
		signedIn(attempt, session, warning) {
			write(attempt, shared => ({...shared, phase: 'signed-in', session, warning}));
		},
		failed(attempt, error) {
			write(attempt, shared => ({...shared, phase: 'failed', error}));
		},
		idle() {
			store.update(flow => (flow.phase === 'idle' ? flow : {phase: 'idle'}));
		},
	};
}

type SharedFields = {
	readonly accountId: string;
	readonly userId: string;
	readonly loginSequenceId: string;
	readonly steps: readonly LoginStep[];
};

function sharedFields(attempt: Attempt): SharedFields {
	return {
		accountId: attempt.account.accountId,
		userId: attempt.account.userId,
		loginSequenceId: attempt.trace.loginSequenceId,
		steps: attempt.steps,
	};
}
