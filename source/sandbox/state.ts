import type {ClockAnchor} from './clock.ts';

/** An OTP that was sent. The code itself is not kept: it follows from seed, account and `counter` (see `broker/otp.ts`). */
export type SentOtp = {
	readonly counter: number;
	readonly length: number;
	readonly sentAtMs: number;
	readonly expiresAtMs: number;
	readonly triesLeft: number;
};

/** A password was accepted and a code is awaited. The newest one of an account replaces the others. */
export type PendingLogin = {
	/** SHA-256 of the handle that type B hands out. */
	readonly handleHash: string;
	/** Undefined for an account with TOTP: nothing is sent. */
	readonly otp: SentOtp | undefined;
};

/** A token that stands. Only its SHA-256 is kept, so that the state file opens nothing. */
export type LiveSession = {readonly tokenHash: string; readonly issuedAtMs: number; readonly endsAtMs: number};

/** What the broker remembers of one customer. Absent parts mean: none. */
export type CustomerState = {
	wrongPasswords: number;
	lockedUntilMs?: number;
	/** Which OTP was sent last; only rises, so that codes do not repeat. */
	otpCounter: number;
	pendingLogin?: PendingLogin;
	session?: LiveSession;
};

export type StoredPrice = {readonly symbol: string; readonly price: number; readonly freeze: boolean};

/** Everything that outlives the process. All instants are milliseconds of the sandbox clock, but for `clock.realMs`. */
export type SandboxState = {
	readonly version: 1;
	/** Decides OTPs and, later, prices. */
	seed: number;
	/** Digits of an OTP, 3 to 6. */
	otpLength: number;
	clock: ClockAnchor;
	customers: Record<string, CustomerState>;
	prices: Record<string, StoredPrice>;
};

export function createState(options: {
	readonly seed: number;
	readonly otpLength: number;
	readonly clock: ClockAnchor;
}): SandboxState {
	return {version: 1, ...options, customers: {}, prices: {}};
}

/** The customer's part of the state; made on first use. */
export function customerState(state: SandboxState, userId: string): CustomerState {
	return (state.customers[userId] ??= {wrongPasswords: 0, otpCounter: 0});
}
