import {accountLabel, type Account} from '../domain/account.ts';
import type {Secret} from '../domain/secret.ts';
import {APIError, OtpRejectedError, ValidationError, toAppError, type AppError} from '../errors.ts';
import type {BrokerSession, MstockAuth} from '../mstock/mstock-auth.ts';
import type {Session} from '../stores/login-flow.ts';
import type {OpenedCredentials} from './account-records.ts';
import {checkCode} from './account-rules.ts';
import {
	createAttempt,
	createFlowWriter,
	failRunningStep,
	resendAllowedAt,
	setStep,
	type Attempt,
} from './login-attempt.ts';
import {createLoginSequence} from './login-sequence.ts';
import {explainRefusal, isPasswordRefusal, secondFactorName, storedTotpIsUseless} from './login-words.ts';
import type {Machinery} from './machinery.ts';
import {keepSession, tokensOf} from './keep-session.ts';
import {watchSandboxPhone} from './sandbox-phone.ts';
import type {LoginService} from './services.ts';
import {nextStoredTotp} from './stored-totp.ts';

/** After this many refused codes of the stored secret in one login, no more are made. */
const maximumStoredTotpRefusals = 2;

/**
The login of one account at a time: password, second factor, session kept.

Every call to the broker is made because a person asked for it, once. See product.md section 6 for the steps.
*/
export function createLoginService(machinery: Machinery): LoginService {
	const {stores, logger, now, records} = machinery;
	const nextSequenceId = createLoginSequence(now, machinery.random);
	const lastTotpSteps = new Map<string, number>();
	let current: Attempt | undefined;
	let isStarting = false;
	let stopPhone = () => {};
	const flow = createFlowWriter(stores.loginFlow, attempt => attempt === current);

	machinery.onDispose(async () => {
		stopPhone();
		await current?.releaseLock();
		current?.releaseSecrets();
	});

	const log = (attempt: Attempt, level: 'info' | 'warn' | 'error', message: string, error?: unknown) => {
		logger[level]('auth', message, {
			loginSequenceId: attempt.trace.loginSequenceId,
			...(error === undefined ? {} : {error}),
		});
	};

	const authOf = async (account: Account): Promise<MstockAuth> => {
		const broker = await machinery.broker();
		return broker.client.auth[account.apiKeyType];
	};

	const end = async (attempt: Attempt) => {
		stopPhone();
		if (attempt === current) {
			current = undefined;
		}

		await attempt.releaseLock();
		// Whoever left while a call was under way: that call holds what it needs by itself.
		attempt.releaseSecrets();
	};

	const fail = async (attempt: Attempt, error: AppError) => {
		failRunningStep(attempt, error, now());
		log(
			attempt,
			error instanceof APIError ? 'error' : 'warn',
			`login of ${attempt.account.userId} failed: ${error.message}`,
			error,
		);
		flow.failed(attempt, error.serialize());
		await end(attempt);
	};

	const waitForCode = (attempt: Attempt, rejection?: AppError) => {
		setStep(attempt, 'second-factor', 'running', codeIsWanted(attempt));
		flow.codeWanted(attempt, rejection?.serialize());
	};

	/** Send `connect/login`, once. */
	const challenge = async (attempt: Attempt) => {
		const {account} = attempt;
		attempt.isSending = true;
		try {
			setStep(attempt, 'credentials', 'running', '');
			flow.signingIn(attempt);
			const openedAt = now().getTime();
			const opened = await records.open(account.accountId);
			const secrets = secretsOf(opened);
			attempt.hold(secrets);
			attempt.rememberedFactor = opened.rememberedFactor;
			setStep(attempt, 'credentials', 'done', credentialsAreOpen(opened.keyId), now().getTime() - openedAt);
			setStep(attempt, 'login', 'running', 'POST connect/login');
			flow.signingIn(attempt);
			const auth = await authOf(account);
			attempt.sentAt = now();
			attempt.challenge = await machinery.holdingSecrets(secrets, async () => {
				try {
					return await auth.login({userId: account.userId, password: opened.password, trace: attempt.trace});
				} catch (error) {
					if (isPasswordRefusal(error)) {
						records.noteVerdict(account.accountId, opened.password, 'refused');
					}

					throw error;
				}
			});
			attempt.hold([attempt.challenge.handle]);
			records.noteVerdict(account.accountId, opened.password, 'accepted');
			attempt.challengedAt = now();
			setStep(
				attempt,
				'login',
				'done',
				`POST connect/login   ${attempt.challenge.httpStatus}`,
				attempt.challenge.durationMs,
			);
			log(attempt, 'info', `connect/login: success, ${secondFactorName(attempt.secondFactor)} wanted`);
		} catch (error) {
			const appError = toAppError(error);
			await fail(attempt, appError);
			throw appError;
		} finally {
			attempt.isSending = false;
		}

		waitForCode(attempt);
		log(attempt, 'info', 'waiting for the code');
		stopPhone();
		if (attempt.secondFactor === 'otp' && attempt === current) {
			stopPhone = watchSandboxPhone(machinery, account.userId, attempt.challengedAt);
		}
	};

	/** The attempt that waits for a code. */
	const waiting = (): Attempt => {
		const flowState = stores.loginFlow.getSnapshot();
		if (current === undefined || current.isSending || flowState.phase !== 'otp-required') {
			throw new ValidationError('No login is waiting for a code.', {hint: 'Start the login first.'});
		}

		return current;
	};

	/** Send the code, once, and keep the session that it gives. */
	const send = async (attempt: Attempt, code: Secret): Promise<Session> => {
		const {account, challenge: answered} = attempt;
		if (answered === undefined) {
			throw new ValidationError('No login is waiting for a code.', {hint: 'Start the login first.'});
		}

		const sent = attempt.secondFactor;
		let brokerSession: BrokerSession;
		attempt.isSending = true;
		try {
			setStep(attempt, 'second-factor', 'running', `sending the ${secondFactorName(sent)}`);
			flow.verifying(attempt);
			const [auth, opened] = await Promise.all([authOf(account), records.open(account.accountId)]);
			const secrets = [...secretsOf(opened), code, ...(answered.handle === undefined ? [] : [answered.handle])];
			attempt.hold(secrets);
			attempt.sentAt = now();
			const input = {apiKey: opened.apiKey, code, challenge: answered, trace: attempt.trace};
			brokerSession = await machinery.holdingSecrets(secrets, async () =>
				sent === 'otp' ? auth.verifyOtp(input) : auth.verifyTotp(input),
			);
			attempt.hold(tokensOf(brokerSession));
		} catch (error) {
			throw await refused(attempt, toAppError(error));
		} finally {
			attempt.isSending = false;
		}

		setStep(attempt, 'second-factor', 'done', `${secondFactorName(sent)} accepted`, brokerSession.durationMs);
		setStep(attempt, 'session', 'running', 'keeping the session');
		flow.verifying(attempt);
		attempt.isSending = true;
		const {session, warning} = await keepSession(machinery, {attempt, brokerSession});
		attempt.isSending = false;
		setStep(attempt, 'session', 'done', session.isOnlyInMemory ? 'held in memory only' : 'kept in the vault');
		flow.signedIn(attempt, session, warning);
		await end(attempt);
		return session;
	};

	/** A refused code, or a call whose answer did not come, leaves the field open; anything else ends the attempt. */
	const refused = async (attempt: Attempt, error: AppError): Promise<AppError> => {
		const isAboutTheCode = error instanceof OtpRejectedError;
		const explained = explainRefusal(error, attempt.secondFactor, attempt.rememberedFactor);
		if (isAboutTheCode || (error instanceof APIError && error.isRetryable)) {
			log(attempt, 'warn', `second factor of ${attempt.account.userId}: ${explained.message}`, error);
			waitForCode(attempt, explained);
		} else {
			await fail(attempt, explained);
		}

		return explained;
	};

	const leave = async (attempt: Attempt) => {
		flow.idle();
		log(attempt, 'info', `login of ${attempt.account.userId} left before it was complete`);
		await end(attempt);
	};

	return {
		async start(accountId, options = {}) {
			refuseSecondLogin(current, accountId, isStarting);
			isStarting = true;
			try {
				const account = await records.find(accountId);
				machinery.assertEnvironment(account);
				const present = options.again ? undefined : await records.session(accountId);
				if (present !== undefined) {
					// Nothing was sent, and looking at a session is no deed: the file may know, the table need not.
					logger.debug('auth', `${account.userId} is signed in already`, {loginSequenceId: present.loginSequenceId});
					return {state: 'already-signed-in', session: present};
				}

				if (current !== undefined) {
					await leave(current);
				}

				const attempt = createAttempt({
					account,
					loginSequenceId: nextSequenceId(),
					secondFactor: options.secondFactor ?? account.secondFactor,
					keepsActive: options.keepsActive ?? false,
					releaseLock: await machinery.holdLoginLock(account),
					holdSecrets: machinery.holdSecrets,
				});
				current = attempt;
				log(attempt, 'info', `login started for ${account.userId} (type ${account.apiKeyType})`);
				await challenge(attempt);
				return {
					state: 'code-wanted',
					loginSequenceId: attempt.trace.loginSequenceId,
					secondFactor: attempt.secondFactor,
				};
			} finally {
				isStarting = false;
			}
		},

		async submitCode(code) {
			const attempt = waiting();
			const reason = checkCode(code.reveal());
			if (reason !== undefined) {
				throw new ValidationError(reason, {fields: {code: reason}, hint: 'Type the code as the broker sent it.'});
			}

			return send(attempt, code);
		},

		async submitStoredTotp() {
			const attempt = waiting();
			if (attempt.storedTotpRefusals >= maximumStoredTotpRefusals) {
				throw storedTotpIsUseless(attempt.account);
			}

			attempt.secondFactor = 'totp';
			attempt.isSending = true;
			let code: Secret;
			try {
				code = await nextStoredTotp(machinery, {
					account: attempt.account,
					lastSteps: lastTotpSteps,
					onWait(seconds) {
						setStep(attempt, 'second-factor', 'running', `next code in ${seconds} s`);
						flow.verifying(attempt);
					},
				});
			} catch (error) {
				attempt.isSending = false;
				waitForCode(attempt, toAppError(error));
				throw error;
			}

			attempt.isSending = false;
			if (attempt !== current) {
				throw new ValidationError('The login was left before the code was sent.', {hint: 'Start the login again.'});
			}

			try {
				return await send(attempt, code);
			} catch (error) {
				if (error instanceof OtpRejectedError) {
					attempt.storedTotpRefusals += 1;
				}

				throw error;
			}
		},

		async resendOtp() {
			const attempt = waiting();
			if (attempt.secondFactor !== 'otp') {
				throw new ValidationError('A TOTP code is made by your phone; the broker sends none.', {
					hint: 'Switch to OTP to have one sent.',
				});
			}

			const waitMs = resendAllowedAt(attempt).getTime() - now().getTime();
			if (waitMs > 0) {
				throw new ValidationError(`A new OTP can be asked for in ${Math.ceil(waitMs / 1000)} s.`, {
					hint: 'The first one may still be on its way.',
				});
			}

			log(attempt, 'info', `a new OTP is asked for ${attempt.account.userId}`);
			await challenge(attempt);
		},

		async switchSecondFactor(secondFactor) {
			const attempt = waiting();
			if (attempt.secondFactor === secondFactor) {
				return;
			}

			attempt.secondFactor = secondFactor;
			log(attempt, 'info', `switched to ${secondFactorName(secondFactor)}`);
			waitForCode(attempt);
			stopPhone();
			if (secondFactor === 'otp' && attempt.challengedAt !== undefined) {
				stopPhone = watchSandboxPhone(machinery, attempt.account.userId, attempt.challengedAt);
			}
		},

		async abandon() {
			if (current === undefined) {
				flow.idle();
			} else {
				await leave(current);
			}
		},
	};
}

/** Everything of an account that the broker could repeat, whichever of it the next call sends. */
function secretsOf({password, apiKey, totpSecret}: OpenedCredentials): readonly Secret[] {
	return totpSecret === undefined ? [password, apiKey] : [password, apiKey, totpSecret];
}

function codeIsWanted(attempt: Attempt): string {
	const {userId} = attempt.account;
	if (attempt.secondFactor === 'totp') {
		return `TOTP code of ${userId}`;
	}

	// The broker does not say whether it sent one, and to those who use TOTP it sends none.
	return attempt.rememberedFactor === 'totp' ? 'OTP, if the broker sent one' : `OTP sent to the phone of ${userId}`;
}

function credentialsAreOpen(keyId: string | undefined): string {
	return keyId === undefined ? 'credentials opened' : `credentials opened   key ${keyId}`;
}

function refuseSecondLogin(current: Attempt | undefined, accountId: string, isStarting: boolean): void {
	if (isStarting || current?.isSending || current?.account.accountId === accountId) {
		const who = current === undefined ? 'this account' : accountLabel(current.account);
		throw new ValidationError(`A login of ${who} is under way already.`, {
			hint: 'Finish it with its code, or leave it, and start again.',
		});
	}
}
