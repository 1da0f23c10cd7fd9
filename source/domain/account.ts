/** The two surfaces of the broker's API. They are separate logins over one account. */
export type ApiKeyType = 'A' | 'B';

/** Which broker an account, session or token belongs to. Nothing of one is ever sent to the other. */
export type BrokerEnvironment = 'sandbox' | 'live';

/** How the account proves itself after the password. The broker does not say which it wants, so the account remembers. */
export type SecondFactor = 'otp' | 'totp';

export type SessionState = 'signed-out' | 'signed-in' | 'expired';

/**
How the row's secrets are kept.

- `sealed`: every secret opens under a known key.
- `plain`: at least one value stands in the clear, as the original's update command left it.
- `unopenable`: at least one value is a token that no known key opens. It is never taken for a password and never sent.
- `unchecked`: the vault was not asked yet.
*/
export type Sealing = 'sealed' | 'plain' | 'unopenable' | 'unchecked';

/** A broker account as screens and commands see it: no secret in it. */
export type Account = {
	/** `CUST_SEQ_ID`, as a string. */
	readonly accountId: string;
	/** The broker's client code, as the person typed it, trimmed. Outside text: pass `toSafeText` before showing it. */
	readonly userId: string;
	readonly apiKeyType: ApiKeyType;
	/** The person's own name for it; empty when none was given. */
	readonly name: string;
	readonly brokerEnv: BrokerEnvironment;
	/** The id of the data key that seals the row, compared as a string; undefined on rows that nothing sealed. */
	readonly encryptionKeyId: string | undefined;
	readonly sealing: Sealing;
	readonly secondFactor: SecondFactor;
	readonly hasTotpSecret: boolean;
	/** Client code, user id and name as the broker gave them at the last login. */
	readonly clientCode: string | undefined;
	readonly responseUserId: string | undefined;
	readonly responseUserName: string | undefined;
	/** IST calendar date `YYYY-MM-DD` on which the API key ends. */
	readonly apiKeyExpiresOn: string | undefined;
	readonly lastLoginAt: Date | undefined;
	readonly lastLogoutAt: Date | undefined;
	readonly sessionEndsAt: Date | undefined;
	/** The sequence id of the login that made the present session. */
	readonly loginSequenceId: string | undefined;
	readonly session: SessionState;
	/** True when an adopted database holds this user id and type more than once. */
	readonly isDuplicate: boolean;
	/** True when the broker refused the stored password (or had locked the account) since this program began: it is not sent again unless a person says so. Ends when the password changes or is accepted. */
	readonly isPasswordRefused?: boolean;
};

/** The unique key of an account: user id trimmed and case-folded, with the key type. */
export function accountKey(userId: string, apiKeyType: ApiKeyType): string {
	return `${userId.trim().toLowerCase()}/${apiKeyType}`;
}

/** How an account is named to a person when the user id alone may be two accounts: `DEMO01 A`. */
export function accountLabel(account: Pick<Account, 'userId' | 'apiKeyType'>): string {
	return `${account.userId} ${account.apiKeyType}`;
}
