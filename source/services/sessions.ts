import {accountLabel, type Account} from '../domain/account.ts';
import {toSafeText} from '../domain/safe-text.ts';
import {EncryptionError, SessionExpiredError, toAppError} from '../errors.ts';
import {mirrorLogout} from './env-mirror.ts';
import {formatIst} from './ist-words.ts';
import type {Machinery} from './machinery.ts';
import {holdAccount} from './hold-account.ts';
import type {SessionsService} from './services.ts';

type LogoutResult = Awaited<ReturnType<SessionsService['logout']>>;

export function createSessionsService(machinery: Machinery): SessionsService {
	const {records, logger, now} = machinery;

	/** Run `work` with everything of the account known to the redactor; also for what is logged about how it ended. */
	const holdingAll = async <Result>(account: Account, work: () => Promise<Result>): Promise<Result> => {
		const release = await holdAccount(machinery, account.accountId);
		try {
			return await work();
		} finally {
			release();
		}
	};

	/** Tell the broker, where there is something to tell and someone to tell it to. */
	const tellBroker = async (account: Account): Promise<Omit<LogoutResult, 'wasSignedIn'>> => {
		if (account.brokerEnv !== machinery.environment()) {
			return {
				broker: 'unreachable',
				detail: `The session belongs to ${environmentName(account.brokerEnv)} and this terminal works with ${environmentName(machinery.environment())}, so the broker was not told.${tokenEnds(account)}`,
			};
		}

		try {
			const [opened, broker] = await Promise.all([records.openSession(account.accountId), machinery.broker()]);
			if (opened === undefined) {
				return {broker: 'already-over', detail: 'The session was over already.'};
			}

			const {apiKey, accessToken} = opened;
			await machinery.holdingSecrets([apiKey, accessToken], async () =>
				broker.client.auth[account.apiKeyType].logout({apiKey, accessToken, trace: traceOf(account)}),
			);
			return {broker: 'told', detail: 'The broker ended the session.'};
		} catch (error) {
			const {message} = toAppError(error);
			if (error instanceof SessionExpiredError) {
				return {broker: 'already-over', detail: 'The broker says that the session was over already.'};
			}

			return {
				broker: 'unreachable',
				detail:
					error instanceof EncryptionError
						? `${message} So the broker could not be told.${tokenEnds(account)}`
						: `The broker could not be told: ${message}${tokenEnds(account)}`,
			};
		}
	};

	const expire = async (account: Account) => {
		await records.forgetSession(account.accountId, {expiredAt: now()});
		logger.warn('auth', `session of ${account.userId} is over: the broker no longer knows it`, contextOf(account));
		await warnOf(mirrorLogout(machinery, account, undefined), account);
		await records.refresh();
	};

	const warnOf = async (warning: Promise<string | undefined>, account: Account) => {
		const words = await warning;
		if (words !== undefined) {
			logger.warn('app', words, contextOf(account));
		}
	};

	return {
		current: async accountId => records.session(accountId),

		async logout(accountId) {
			const account = await records.find(accountId);
			if (account.session === 'signed-out') {
				await records.refresh();
				return {broker: 'already-over', detail: `${account.userId} was not signed in.`, wasSignedIn: false};
			}

			logger.info('auth', `logout started for ${account.userId}`, contextOf(account));
			const result = await holdingAll(account, async () => tellBroker(account));
			const loggedOutAt = now();
			await records.forgetSession(accountId, {loggedOutAt});
			await warnOf(mirrorLogout(machinery, account, loggedOutAt), account);
			logger[result.broker === 'unreachable' ? 'warn' : 'info'](
				'auth',
				`${account.userId} is signed out here. ${result.detail}`,
				contextOf(account),
			);
			await records.refresh();
			return {...result, wasSignedIn: true};
		},

		async environment(accountId) {
			const account = await records.find(accountId);
			machinery.assertEnvironment(account);
			const opened = account.session === 'signed-in' ? await records.openSession(accountId) : undefined;
			if (opened === undefined) {
				throw new SessionExpiredError(`${toSafeText(accountLabel(account))} is not signed in.`, {
					reason: 'session-over',
					hint: `Log in first: mstock login ${toSafeText(account.userId)}.`,
				});
			}

			const broker = await machinery.broker();
			logger.warn('auth', `the access token of ${account.userId} was given out by session --env`, contextOf(account));
			return {
				MSTOCK_ENV: account.brokerEnv,
				MSTOCK_API_URL: broker.apiUrl,
				MSTOCK_WS_URL: broker.wsUrl,
				MSTOCK_CLIENT_CODE: account.clientCode ?? account.userId,
				MSTOCK_API_KEY_TYPE: account.apiKeyType,
				MSTOCK_API_KEY: opened.apiKey.reveal(),
				MSTOCK_ACCESS_TOKEN: opened.accessToken.reveal(),
			};
		},

		async verify(accountId) {
			const account = await records.find(accountId);
			machinery.assertEnvironment(account);
			if (account.session !== 'signed-in') {
				return 'expired';
			}

			return holdingAll(account, async () => {
				const [opened, broker] = await Promise.all([records.openSession(accountId), machinery.broker()]);
				if (opened === undefined) {
					return 'expired';
				}

				try {
					await machinery.holdingSecrets([opened.apiKey, opened.accessToken], async () =>
						broker.client.auth[account.apiKeyType].checkSession({...opened, trace: traceOf(account)}),
					);
					return 'valid';
				} catch (error) {
					if (error instanceof SessionExpiredError) {
						await expire(account);
						return 'expired';
					}

					logger.warn(
						'auth',
						`whether the session of ${account.userId} stands is not known: ${toAppError(error).message}`,
						{
							...contextOf(account),
							error,
						},
					);
					return 'unknown';
				}
			});
		},
	};
}

function traceOf(account: Account) {
	return {userId: account.userId, loginSequenceId: account.loginSequenceId};
}

function contextOf(account: Account) {
	return account.loginSequenceId === undefined ? {} : {loginSequenceId: account.loginSequenceId};
}

function environmentName(environment: Account['brokerEnv']): string {
	return environment === 'sandbox' ? 'the sandbox' : 'the live broker';
}

function tokenEnds(account: Account): string {
	return account.sessionEndsAt === undefined
		? ''
		: ` Its token ends by itself at ${formatIst(account.sessionEndsAt)} IST.`;
}
