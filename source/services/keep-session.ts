import type {SecondFactor} from '../domain/account.ts';
import {formatIst} from './ist-words.ts';
import {sessionEnd} from '../domain/market-clock.ts';
import type {Secret} from '../domain/secret.ts';
import {toAppError} from '../errors.ts';
import type {BrokerSession} from '../mstock/mstock-auth.ts';
import type {Session} from '../stores/login-flow.ts';
import {mirrorLogin} from './env-mirror.ts';
import type {Attempt} from './login-attempt.ts';
import type {Machinery} from './machinery.ts';

/** Below this the difference of the clocks is noise: the `Date` header has whole seconds, and an answer takes its time. */
const noticeableSkewMs = 30_000;

/**
The broker said yes: keep what it gave.

One transaction writes tokens, names, times and second factor; then the home's `.env` follows. Never throws: a session that the database
cannot keep is held in memory, and said so; an `.env` that cannot be written is a warning.
*/
export async function keepSession(
	machinery: Machinery,
	input: {readonly attempt: Attempt; readonly brokerSession: BrokerSession},
): Promise<{readonly session: Session; readonly warning: string | undefined}> {
	const {logger, records, memorySessions} = machinery;
	const {attempt} = input;
	const brokerSession = withoutRepeats(input.brokerSession, machinery.withhold);
	const {account, trace, secondFactor} = attempt;
	const context = {loginSequenceId: trace.loginSequenceId};
	// Whole seconds, as LAST_LOGIN_DATE keeps them: now and after a restart it is the same instant.
	const loggedInAt = new Date(Math.floor(machinery.now().getTime() / 1000) * 1000);
	const session: Session = {
		accountId: account.accountId,
		userId: account.userId,
		apiKeyType: account.apiKeyType,
		brokerEnv: account.brokerEnv,
		clientCode: brokerSession.clientCode,
		userName: brokerSession.responseUserName,
		loginSequenceId: trace.loginSequenceId,
		loggedInAt,
		validUntil: await endByTheBrokersClock(machinery, loggedInAt),
		isOnlyInMemory: false,
	};
	logger.info(
		'auth',
		`${apiOf(secondFactor)} succeeded for ${account.userId}, valid until ${formatIst(session.validUntil)} IST`,
		context,
	);

	const warnings: string[] = [];
	const kept = await machinery.holdingSecrets(tokensOf(brokerSession), async () => {
		try {
			const row = await records.saveSession(session, brokerSession, secondFactor);
			memorySessions.delete(account.accountId);
			logger.info('vault', `row of ${account.userId} sealed with key ${row.ENCRYPTION_KEY_ID ?? 'none'}`, context);
			const envWarning = await mirrorLogin(machinery, row);
			if (envWarning !== undefined) {
				logger.warn('app', envWarning, context);
				warnings.push(envWarning);
			}

			return session;
		} catch (error) {
			const inMemory: Session = {...session, isOnlyInMemory: true};
			memorySessions.set(account.accountId, {session: inMemory, tokens: brokerSession});
			const reason = toAppError(error).message;
			logger.error('auth', `session of ${account.userId} could not be kept: ${reason}`, {...context, error});
			warnings.push(
				`The broker signed ${account.userId} in, but the session could not be kept: ${reason} It is held in this program only; log out before you leave.`,
			);
			return inMemory;
		}
	});

	await afterwards(machinery, attempt);
	return {session: kept, warning: warnings.length === 0 ? undefined : warnings.join(' ')};
}

/** The list and the active account follow; neither is a reason to call a login failed. */
async function afterwards(machinery: Machinery, {account, keepsActive}: Attempt): Promise<void> {
	try {
		const {accounts, activeAccountId} = machinery.stores.accounts.getSnapshot();
		const active = accounts.find(({accountId}) => accountId === activeAccountId);
		if (!keepsActive || active?.brokerEnv !== account.brokerEnv) {
			await machinery.saveSettings({activeAccountId: account.accountId});
		}

		await machinery.records.refresh();
	} catch (error) {
		machinery.logger.warn('app', `after the login: ${toAppError(error).message}`, {error});
	}
}

/** The token dies by the broker's clock; where that is far from ours, so is the end. */
async function endByTheBrokersClock(machinery: Machinery, loggedInAt: Date): Promise<Date> {
	const broker = await machinery.broker();
	const skewMs = broker.client.clockSkewMs() ?? 0;
	if (Math.abs(skewMs) < noticeableSkewMs) {
		return sessionEnd(loggedInAt);
	}

	const end = sessionEnd(new Date(loggedInAt.getTime() + skewMs));
	return new Date(end.getTime() - skewMs);
}

function apiOf(secondFactor: SecondFactor): string {
	return secondFactor === 'otp' ? 'session/token' : 'session/verifytotp';
}

/** A name that came with the password may repeat a token that came with the code. Names are stored in clear, so such a one is absent. */
function withoutRepeats(session: BrokerSession, withhold: Machinery['withhold']): BrokerSession {
	const clear = (text: string | undefined) => (text === undefined || withhold(text) === text ? text : undefined);
	return {
		...session,
		clientCode: clear(session.clientCode),
		responseUserId: clear(session.responseUserId),
		responseUserName: clear(session.responseUserName),
	};
}

/** The tokens that came, as many as there are. */
export function tokensOf(session: BrokerSession): readonly Secret[] {
	return [session.accessToken, session.publicToken, session.refreshToken, session.encToken].filter(
		secret => secret !== undefined,
	);
}
