import type {CredentialRow} from '../database/models/credential.ts';
import {accountKey, type Account, type BrokerEnvironment, type Sealing, type SessionState} from '../domain/account.ts';
import {sessionEnd} from '../domain/market-clock.ts';
import type {Session} from '../stores/login-flow.ts';

/** A credential row as screens and commands see it. */
export function toAccount(
	row: CredentialRow,
	context: {readonly sealing: Sealing; readonly isDuplicate: boolean; readonly now: Date},
): Account {
	return {
		accountId: String(row.CUST_SEQ_ID),
		userId: row.M_STOCK_USER_ID,
		apiKeyType: row.M_STOCK_API_KEY_TYPE,
		name: row.DISPLAY_NAME ?? '',
		brokerEnv: brokerEnvOf(row),
		encryptionKeyId: row.ENCRYPTION_KEY_ID ?? undefined,
		sealing: context.sealing,
		secondFactor: row.SECOND_FACTOR === 'totp' ? 'totp' : 'otp',
		hasTotpSecret: Boolean(row.M_TOTP_SECRET),
		clientCode: row.M_CLIENT_CODE ?? undefined,
		responseUserId: row.M_RESPONSE_USER_ID ?? undefined,
		responseUserName: row.M_RESPONSE_USER_NAME ?? undefined,
		apiKeyExpiresOn: row.API_KEY_EXPIRY_DATE ?? undefined,
		lastLoginAt: row.LAST_LOGIN_DATE ?? undefined,
		lastLogoutAt: row.LAST_LOGOUT_DATE ?? undefined,
		sessionEndsAt: sessionEndOf(row),
		loginSequenceId: row.LOGIN_SEQ_ID ?? undefined,
		session: sessionState(row, context.now),
		isDuplicate: context.isDuplicate,
	};
}

/** The client codes of the sandbox (product.md, section 7); the real broker's begin with MA. */
const sandboxUserId = /^DEMO0[1-4]$/i;

/** Rows of the original name no environment: they are live accounts, but for the customers that only the sandbox has. */
function brokerEnvOf(row: CredentialRow): BrokerEnvironment {
	if (row.M_BROKER_ENV === 'sandbox' || row.M_BROKER_ENV === 'live') {
		return row.M_BROKER_ENV;
	}

	return sandboxUserId.test(row.M_STOCK_USER_ID.trim()) ? 'sandbox' : 'live';
}

/** When the row's session ends or ended. The original did not store it: there it follows from the login. */
function sessionEndOf(row: CredentialRow): Date | undefined {
	if (row.SESSION_END_DATE) {
		return row.SESSION_END_DATE;
	}

	return row.M_ACCESS_TOKEN && row.LAST_LOGIN_DATE ? sessionEnd(row.LAST_LOGIN_DATE) : undefined;
}

/** A row whose end is known and whose tokens are gone had its session ended by the broker or the clock; logout clears the end, too. */
export function sessionState(row: CredentialRow, now: Date): SessionState {
	const end = sessionEndOf(row);
	if (end === undefined) {
		return 'signed-out';
	}

	return row.M_ACCESS_TOKEN && end > now ? 'signed-in' : 'expired';
}

/** The live session of a row; undefined when there is none. */
export function toSession(row: CredentialRow, now: Date): Session | undefined {
	const validUntil = sessionEndOf(row);
	if (validUntil === undefined || sessionState(row, now) !== 'signed-in') {
		return undefined;
	}

	return {
		accountId: String(row.CUST_SEQ_ID),
		userId: row.M_STOCK_USER_ID,
		apiKeyType: row.M_STOCK_API_KEY_TYPE,
		brokerEnv: brokerEnvOf(row),
		clientCode: row.M_CLIENT_CODE ?? undefined,
		userName: row.M_RESPONSE_USER_NAME ?? undefined,
		loginSequenceId: row.LOGIN_SEQ_ID ?? '',
		loggedInAt: row.LAST_LOGIN_DATE ?? validUntil,
		validUntil,
		isOnlyInMemory: false,
	};
}

/** The rows whose user id and type appear more than once, as only an adopted database can hold them; by `CUST_SEQ_ID`. */
export function duplicateRows(rows: readonly CredentialRow[]): ReadonlySet<number> {
	const byKey = Map.groupBy(rows, row => accountKey(row.M_STOCK_USER_ID, row.M_STOCK_API_KEY_TYPE));
	return new Set(
		[...byKey.values()].filter(group => group.length > 1).flatMap(group => group.map(row => row.CUST_SEQ_ID)),
	);
}
