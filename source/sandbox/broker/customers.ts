import type {ApiKeyType} from '../../domain/account.ts';
import {sessionEnd} from '../../domain/market-clock.ts';
import type {SandboxClock} from '../clock.ts';
import {demoAccounts, findDemoAccount, type DemoAccount} from '../demo-accounts.ts';
import {customerState, type CustomerState, type SandboxState, type SentOtp} from '../state.ts';
import {deriveOtp, isTotpRight, otpLifeMs, otpTries} from './otp.ts';
import {createHandle, hashToken, issueTokens, type IssuedTokens} from './tokens.ts';

const maximumWrongPasswords = 10;
const minuteMs = 60_000;
const lockoutMs = 15 * minuteMs;

export type LoginOutcome =
	| {readonly outcome: 'accepted'; readonly account: DemoAccount; readonly handle: string}
	| {readonly outcome: 'wrong'; readonly attemptsLeft: number}
	/** Minutes of the sandbox clock until it opens again, rounded up. */
	| {readonly outcome: 'locked'; readonly minutesLeft: number};

export type OtpOutcome = 'right' | 'wrong' | 'expired' | 'used-up';

export type IssuedSession = {readonly account: DemoAccount; readonly tokens: IssuedTokens; readonly issuedAt: Date};

export type InboxMessage = {readonly otp: string; readonly sentAt: Date; readonly expiresAt: Date};

/**
What the broker knows of its customers and does for them: passwords, codes, sessions. No wire in here: the dialects put it into words.

Everything that changes is saved before the method returns.
*/
export type Customers = {
	/** Right password: an OTP is sent unless the account has TOTP. Ten wrong ones lock the account for 15 minutes. */
	readonly login: (userId: string, password: string) => LoginOutcome;
	/** Each key belongs to one account and one type. */
	readonly byApiKey: (apiKey: string, apiKeyType: ApiKeyType) => DemoAccount | undefined;
	/** The account whose newest login gave out this handle. */
	readonly byHandle: (handle: string) => DemoAccount | undefined;
	/** A wrong code costs a try; the try that uses them up says so. An account without a sent OTP finds every code wrong. */
	readonly checkOtp: (account: DemoAccount, code: string) => OtpOutcome;
	/** Wrong for an account without TOTP, whatever the code. */
	readonly checkTotp: (account: DemoAccount, code: string) => boolean;
	/** New tokens; the older one of the account is over from now on, and so is the login that led here. */
	readonly openSession: (account: DemoAccount) => IssuedSession;
	/** The account whose live session this is; undefined once it ended, was replaced, or was of the other type. */
	readonly bySession: (accessToken: string, apiKeyType: ApiKeyType) => DemoAccount | undefined;
	readonly closeSession: (account: DemoAccount) => void;
	/** The newest OTP message, until it was used; undefined before a login. */
	readonly inbox: (account: DemoAccount) => InboxMessage | undefined;
};

export function createCustomers(options: {
	readonly state: SandboxState;
	readonly clock: SandboxClock;
	readonly save: () => void;
}): Customers {
	const {state, clock, save} = options;
	const nowMs = (): number => clock.now().getTime();
	const stateOf = (account: DemoAccount): CustomerState => customerState(state, account.userId);

	/** A new code that differs from the one before: a person must be able to tell an old message from a new one. */
	function sendOtp(account: DemoAccount, customer: CustomerState): SentOtp {
		const codeAt = (counter: number): string => deriveOtp(state.seed, account.userId, counter, state.otpLength);
		const previous = codeAt(customer.otpCounter);
		do {
			customer.otpCounter += 1;
		} while (codeAt(customer.otpCounter) === previous);

		return {
			counter: customer.otpCounter,
			length: state.otpLength,
			sentAtMs: nowMs(),
			expiresAtMs: nowMs() + otpLifeMs,
			triesLeft: otpTries,
		};
	}

	function countWrongPassword(customer: CustomerState): LoginOutcome {
		customer.wrongPasswords += 1;
		const attemptsLeft = maximumWrongPasswords - customer.wrongPasswords;
		if (attemptsLeft <= 0) {
			customer.wrongPasswords = 0;
			customer.lockedUntilMs = nowMs() + lockoutMs;
		}

		save();
		return attemptsLeft <= 0
			? {outcome: 'locked', minutesLeft: lockoutMs / minuteMs}
			: {outcome: 'wrong', attemptsLeft};
	}

	return {
		login(userId, password) {
			const account = findDemoAccount(userId);
			if (account === undefined) {
				// Not told apart from a wrong password, as a broker should; nobody is there to be locked.
				return {outcome: 'wrong', attemptsLeft: maximumWrongPasswords - 1};
			}

			const customer = stateOf(account);
			if (customer.lockedUntilMs !== undefined && nowMs() < customer.lockedUntilMs) {
				return {outcome: 'locked', minutesLeft: Math.ceil((customer.lockedUntilMs - nowMs()) / minuteMs)};
			}

			delete customer.lockedUntilMs;
			if (password !== account.password) {
				return countWrongPassword(customer);
			}

			const handle = createHandle();
			customer.wrongPasswords = 0;
			customer.pendingLogin = {
				handleHash: hashToken(handle),
				otp: account.secondFactor === 'otp' ? sendOtp(account, customer) : undefined,
			};
			save();
			return {outcome: 'accepted', account, handle};
		},
		byApiKey: (apiKey, apiKeyType) =>
			demoAccounts.find(account => account.apiKey === apiKey && account.apiKeyType === apiKeyType),
		byHandle(handle) {
			const handleHash = hashToken(handle);
			return demoAccounts.find(account => stateOf(account).pendingLogin?.handleHash === handleHash);
		},
		checkOtp(account, code) {
			const customer = stateOf(account);
			const pending = customer.pendingLogin;
			if (pending?.otp === undefined) {
				return 'wrong';
			}

			const {otp} = pending;
			if (nowMs() >= otp.expiresAtMs) {
				return 'expired';
			}

			if (otp.triesLeft === 0) {
				return 'used-up';
			}

			if (code === deriveOtp(state.seed, account.userId, otp.counter, otp.length)) {
				return 'right';
			}

			const triesLeft = otp.triesLeft - 1;
			customer.pendingLogin = {...pending, otp: {...otp, triesLeft}};
			save();
			return triesLeft === 0 ? 'used-up' : 'wrong';
		},
		checkTotp: (account, code) =>
			account.totpSecret !== undefined && isTotpRight(account.totpSecret, code, clock.now()),
		openSession(account) {
			const issuedAt = clock.now();
			const endsAt = sessionEnd(issuedAt);
			const tokens = issueTokens({userId: account.userId, issuedAt, endsAt});
			const customer = stateOf(account);
			delete customer.pendingLogin;
			customer.session = {
				tokenHash: hashToken(tokens.accessToken),
				issuedAtMs: issuedAt.getTime(),
				endsAtMs: endsAt.getTime(),
			};
			save();
			return {account, tokens, issuedAt};
		},
		bySession(accessToken, apiKeyType) {
			const tokenHash = hashToken(accessToken);
			return demoAccounts.find(account => {
				const session = stateOf(account).session;
				return account.apiKeyType === apiKeyType && session?.tokenHash === tokenHash && nowMs() < session.endsAtMs;
			});
		},
		closeSession(account) {
			delete stateOf(account).session;
			save();
		},
		inbox(account) {
			const otp = stateOf(account).pendingLogin?.otp;
			return otp === undefined
				? undefined
				: {
						otp: deriveOtp(state.seed, account.userId, otp.counter, otp.length),
						sentAt: new Date(otp.sentAtMs),
						expiresAt: new Date(otp.expiresAtMs),
					};
		},
	};
}
