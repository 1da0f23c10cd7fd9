import type {Account, SecondFactor} from '../domain/account.ts';
import type {SerializedError} from '../errors.ts';
import {createStore, type Store} from './create-store.ts';

export type LoginStepId = 'credentials' | 'login' | 'second-factor' | 'session';

export type LoginStep = {
	readonly stepId: LoginStepId;
	readonly state: 'waiting' | 'running' | 'done' | 'failed';
	/** In our words, e.g. `POST connect/login   200`; empty while waiting. */
	readonly detail: string;
	readonly durationMs: number | undefined;
};

/** A signed-in session, without its tokens. */
export type Session = {
	readonly accountId: string;
	readonly userId: string;
	readonly apiKeyType: Account['apiKeyType'];
	readonly brokerEnv: Account['brokerEnv'];
	readonly clientCode: string | undefined;
	readonly userName: string | undefined;
	readonly loginSequenceId: string;
	readonly loggedInAt: Date;
	readonly validUntil: Date;
	/** True when the broker said yes but the database could not keep it: the session lives in this process only. */
	readonly isOnlyInMemory: boolean;
};

type Attempt = {
	readonly accountId: string;
	readonly userId: string;
	readonly loginSequenceId: string;
	readonly steps: readonly LoginStep[];
};

/**
Where a login is. The union leaves no room for impossible screens.

`otp-required` waits for a code of three to six digits; a refused code comes back here with `rejection`. `failed` is the end of the attempt.
*/
export type LoginFlow =
	| {readonly phase: 'idle'}
	| (Attempt & {readonly phase: 'signing-in'})
	| (Attempt & {
			readonly phase: 'otp-required';
			readonly secondFactor: SecondFactor;
			/** When the code was sent, and until when it is good; undefined for TOTP. */
			readonly sentAt: Date | undefined;
			readonly expiresAt: Date | undefined;
			/** A new OTP may be asked for from here on. */
			readonly resendAllowedAt: Date;
			/** The broker's own words about where it sent the code. Outside text. */
			readonly brokerMessage: string | undefined;
			readonly rejection: SerializedError | undefined;
	  })
	| (Attempt & {readonly phase: 'verifying-otp'; readonly secondFactor: SecondFactor})
	| (Attempt & {readonly phase: 'signed-in'; readonly session: Session; readonly warning: string | undefined})
	| (Attempt & {readonly phase: 'failed'; readonly error: SerializedError});

export function createLoginFlowStore(): Store<LoginFlow> {
	return createStore<LoginFlow>({phase: 'idle'});
}
