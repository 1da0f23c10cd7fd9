import type {Executor} from '../database/database.ts';
import {fitColumn} from '../database/fit-column.ts';
import type {CredentialRow} from '../database/models/credential.ts';
import type {SecondFactor} from '../domain/account.ts';
import type {Secret} from '../domain/secret.ts';
import type {BrokerSession} from '../mstock/mstock-auth.ts';
import type {Session} from '../stores/login-flow.ts';
import type {Keyring} from '../vault/keyring.ts';
import {toSession} from './credential-account.ts';
import {openColumn, sealRow} from './credential-seal.ts';
import type {MemorySession} from './machinery.ts';

/** The session that an account's row holds, and what the broker said with it. */
export type SessionRecords = {
	/** The live session, from memory or from the row. */
	readonly session: (accountId: string) => Promise<Session | undefined>;
	/** API key and access token of the present or expired session; undefined where there is no token. */
	readonly openSession: (
		accountId: string,
	) => Promise<{readonly apiKey: Secret; readonly accessToken: Secret} | undefined>;
	/** Write a session into its row. Returns the row as it is afterwards, sealed values and all. */
	readonly saveSession: (session: Session, tokens: BrokerSession, secondFactor: SecondFactor) => Promise<CredentialRow>;
	/** Forget the tokens: after a logout at `loggedOutAt`, or because the broker said at `expiredAt` that they are dead. */
	readonly forgetSession: (
		accountId: string,
		end: {readonly loggedOutAt: Date} | {readonly expiredAt: Date},
	) => Promise<void>;
};

/** How the row of an account is reached. Both throw a `ValidationError` when it is gone. */
export type RowAccess = {
	readonly readRow: (accountId: string) => Promise<CredentialRow>;
	/** Write what follows from the row as it is, in one transaction, during which nobody else changes it. Returns the row as it is afterwards. */
	readonly changeRow: (
		accountId: string,
		toChanges: (row: CredentialRow, transaction: Executor) => Partial<CredentialRow> | Promise<Partial<CredentialRow>>,
	) => Promise<CredentialRow>;
};

export type SessionRecordsOptions = RowAccess & {
	readonly keyring: () => Promise<Keyring>;
	/** Sessions that no row holds, because the database failed after the broker had said yes. */
	readonly memorySessions: Map<string, MemorySession>;
	readonly now: () => Date;
};

export function createSessionRecords({
	readRow,
	changeRow,
	keyring,
	memorySessions,
	now,
}: SessionRecordsOptions): SessionRecords {
	return {
		async session(accountId) {
			return liveMemorySession(memorySessions, accountId, now())?.session ?? toSession(await readRow(accountId), now());
		},

		async openSession(accountId) {
			const held = memorySessions.get(accountId);
			const [row, opened] = await Promise.all([readRow(accountId), keyring()]);
			const apiKey = openColumn(row, 'M_STOCK_API_KEY', opened);
			const accessToken = held?.tokens.accessToken ?? openColumn(row, 'M_ACCESS_TOKEN', opened);
			return apiKey === undefined || accessToken === undefined ? undefined : {apiKey, accessToken};
		},

		async saveSession(session, tokens, secondFactor) {
			const opened = await keyring();
			return changeRow(session.accountId, row => ({
				...sealRow(
					row,
					{
						M_ACCESS_TOKEN: tokens.accessToken,
						M_PUBLIC_TOKEN: tokens.publicToken ?? null,
						M_REFRESH_TOKEN: tokens.refreshToken ?? null,
						M_ENC_TOKEN: tokens.encToken ?? null,
					},
					opened,
				),
				M_CLIENT_CODE: fitted(session.clientCode, 50),
				M_RESPONSE_USER_ID: fitted(tokens.responseUserId, 50),
				M_RESPONSE_USER_NAME: fitted(tokens.responseUserName, 100),
				M_BROKER_ENV: session.brokerEnv,
				LAST_LOGIN_DATE: session.loggedInAt,
				SESSION_END_DATE: session.validUntil,
				SECOND_FACTOR: secondFactor,
				LOGIN_SEQ_ID: session.loginSequenceId,
			}));
		},

		async forgetSession(accountId, end) {
			memorySessions.delete(accountId);
			const tokens = {M_ACCESS_TOKEN: null, M_PUBLIC_TOKEN: null, M_REFRESH_TOKEN: null, M_ENC_TOKEN: null};
			await changeRow(accountId, row =>
				'loggedOutAt' in end
					? {...tokens, LAST_LOGOUT_DATE: end.loggedOutAt, SESSION_END_DATE: null}
					: {
							...tokens,
							SESSION_END_DATE:
								row.SESSION_END_DATE && row.SESSION_END_DATE < end.expiredAt ? row.SESSION_END_DATE : end.expiredAt,
						},
			);
		},
	};
}

/** The session that is held in memory for an account, as long as it is valid. */
export function liveMemorySession(
	memorySessions: ReadonlyMap<string, MemorySession>,
	accountId: string,
	now: Date,
): MemorySession | undefined {
	const held = memorySessions.get(accountId);
	return held !== undefined && held.session.validUntil > now ? held : undefined;
}

/** What the broker says about itself must not make a login fail: too long is cut, and marked. */
function fitted(text: string | undefined, characters: number): string | null {
	return text === undefined ? null : fitColumn(text, {characters}).text;
}
