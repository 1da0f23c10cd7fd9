import type {Account, ApiKeyType, BrokerEnvironment, SecondFactor} from '../domain/account.ts';
import type {EncryptionKey} from '../domain/encryption-key.ts';
import type {Finding} from '../domain/finding.ts';
import type {LogEntry, LogFilter, Page, PageAnchor, RequestEntry, RequestFilter} from '../domain/log-entry.ts';
import type {Secret} from '../domain/secret.ts';
import type {Settings} from '../domain/settings.ts';
import type {Session} from '../stores/login-flow.ts';

/** Which account a command means: by its row, or by user id, with the type only where one person holds both. */
export type AccountReference =
	{readonly accountId: string} | {readonly userId: string; readonly apiKeyType?: ApiKeyType};

export type NewAccount = {
	readonly userId: string;
	readonly apiKeyType: ApiKeyType;
	readonly password: Secret;
	readonly apiKey: Secret;
	readonly totpSecret?: Secret;
	readonly name?: string;
	/** IST calendar date `YYYY-MM-DD`. */
	readonly apiKeyExpiresOn?: string;
};

/** What is absent stays as it is; `null` empties an optional value. */
export type AccountChanges = {
	readonly password?: Secret;
	readonly apiKey?: Secret;
	readonly apiKeyType?: ApiKeyType;
	readonly totpSecret?: Secret | null;
	readonly name?: string;
	readonly apiKeyExpiresOn?: string | null;
	readonly secondFactor?: SecondFactor;
};

export type AccountsService = {
	/** Read all accounts into the accounts store, and return them; order: user id, then type. */
	readonly list: () => Promise<readonly Account[]>;
	/**
	Keep the accounts store true while other processes change the database: they are read again within two seconds of a change, and only
	then. For a program that stays. Resolves once changes are noticed; never rejects because the database is away.
	*/
	readonly watch: () => Promise<Unsubscribe>;
	/** @throws {ValidationError} when nobody or more than one account is meant. Without a reference: the active account. */
	readonly resolve: (reference?: AccountReference) => Promise<Account>;
	/** @throws {ValidationError} with a reason per field; a duplicate names `userId`. */
	readonly add: (account: NewAccount) => Promise<Account>;
	/** One transaction; a sealed column re-seals the whole row under the active key. */
	readonly update: (accountId: string, changes: AccountChanges) => Promise<Account>;
	/** Logs a signed-in account out first, then removes the row. `logout` is 'not-needed' for a signed-out account. */
	readonly remove: (accountId: string) => Promise<{readonly logout: 'not-needed' | 'done' | 'broker-unreachable'}>;
	/** What removing would take and leave. */
	readonly removalPreview: (
		accountId: string,
	) => Promise<{readonly logRows: number; readonly requestRows: number; readonly isSignedIn: boolean}>;
	/** Add the sandbox's four accounts, skipping those that are there. Sandbox only. */
	readonly addDemoAccounts: () => Promise<{readonly added: number; readonly skipped: number}>;
	readonly setActive: (accountId: string) => Promise<void>;
};

export type LoginOptions = {
	/** Overrides what the account remembers, for this attempt; remembered once the broker accepted it. */
	readonly secondFactor?: SecondFactor;
	/** Log in anew although a session is there. */
	readonly again?: boolean;
	/** One of several that are signed in in a row: the active account stays what it is, if it is one of this broker. @default false */
	readonly keepsActive?: boolean;
};

/**
A login, step by step; `stores/login-flow.ts` shows where it is. Nothing here is ever retried by itself.

Every refusal moves the flow to its phase **and** throws the AppError, so that a screen can watch and a command can catch.
*/
export type LoginService = {
	/** Sends `connect/login`. Resolves when a code is wanted, or at once with the present session when one is there (unless `again`). */
	readonly start: (
		accountId: string,
		options?: LoginOptions,
	) => Promise<
		| {readonly state: 'code-wanted'; readonly loginSequenceId: string; readonly secondFactor: SecondFactor}
		| {readonly state: 'already-signed-in'; readonly session: Session}
	>;
	/** Sends the code (3 to 6 digits). A refused one throws `OtpRejectedError` and the flow is back at `otp-required`. */
	readonly submitCode: (code: Secret) => Promise<Session>;
	/** Make the code from the stored TOTP secret and send it; waits out the last 3 s of a step, never sends one code twice, stops after two. */
	readonly submitStoredTotp: () => Promise<Session>;
	/** Ask for a new OTP: the login once more, after the cool-down. */
	readonly resendOtp: () => Promise<void>;
	/** OTP to TOTP or back, without a new login where the broker allows it. */
	readonly switchSecondFactor: (secondFactor: SecondFactor) => Promise<void>;
	/** Leave the attempt; the flow is idle again. */
	readonly abandon: () => Promise<void>;
};

export type SessionsService = {
	/** The session of an account, from the database or from this process's memory. */
	readonly current: (accountId: string) => Promise<Session | undefined>;
	/** Tells the broker, then forgets the tokens whatever the broker said. `detail` is a sentence about the broker; without a session nothing is done. */
	readonly logout: (accountId: string) => Promise<{
		readonly broker: 'told' | 'unreachable' | 'already-over';
		readonly detail: string;
		readonly wasSignedIn: boolean;
	}>;
	/** `NAME=value` pairs with the plain token, for `session --env` only. */
	readonly environment: (accountId: string) => Promise<Readonly<Record<string, string>>>;
	/** Ask the broker whether the session still stands; a dead one is marked expired. */
	readonly verify: (accountId: string) => Promise<'valid' | 'expired' | 'unknown'>;
};

export type Unsubscribe = () => void;

export type LogsService = {
	readonly readLogs: (filter: LogFilter, anchor: PageAnchor, limit: number) => Promise<Page<LogEntry>>;
	readonly readRequests: (filter: RequestFilter, anchor: PageAnchor, limit: number) => Promise<Page<RequestEntry>>;
	/** Capped counts: `isCapped` means "at least this many". */
	readonly countLogs: (filter: LogFilter) => Promise<{readonly count: number; readonly isCapped: boolean}>;
	readonly countRequests: (filter: RequestFilter) => Promise<{readonly count: number; readonly isCapped: boolean}>;
	readonly sources: () => Promise<readonly string[]>;
	readonly apiNames: () => Promise<readonly string[]>;
	/** Calls back, within 250 ms of the commit, whenever rows may have been added by this or any other process. Carries no rows: the reader reads after its own last id. */
	readonly onAppended: (listener: () => void) => Promise<Unsubscribe>;
	/** How many rows of both tables are older than this many days, and the instant that means. */
	readonly cleanPreview: (
		olderThanDays: number,
	) => Promise<{readonly logs: number; readonly requests: number; readonly before: Date}>;
	/** Delete them in batches; the counts are what really went. */
	readonly clean: (
		before: Date,
		onProgress?: (deleted: number) => void,
	) => Promise<{readonly logs: number; readonly requests: number}>;
};

export type KeysService = {
	readonly list: () => Promise<readonly EncryptionKey[]>;
	/** Make a new active key; the old ones become decrypt-only. */
	readonly generate: (reason?: string) => Promise<EncryptionKey>;
	/** The recovery sheet: the master key in print, on purpose. */
	readonly recoverySheet: () => Promise<string>;
	/** Write the sheet to a file in the home folder (0600) and return its path. */
	readonly saveRecoverySheet: () => Promise<string>;
	readonly masterKeyLocation: () => Promise<{
		readonly source: 'environment' | 'file';
		readonly path: string | undefined;
		readonly wasJustMade: boolean;
	}>;
};

export type HealthService = {
	/** Look at everything, keep the result in the status store, return it. */
	readonly check: () => Promise<readonly Finding[]>;
	/** Check again, after a moment and at most once in ten seconds, when accounts, environment or limits changed or the database came back. For a program that stays. */
	readonly watch: () => Promise<Unsubscribe>;
	/** Carry out a finding's own fix. Returns a sentence about what was done. */
	readonly fix: (fixAction: string) => Promise<string>;
};

export type MigrationStatus = {
	readonly client: 'sqlite' | 'mysql';
	/** Name and version of the server, e.g. `MariaDB 10.11.6`. */
	readonly server: string;
	readonly applied: readonly string[];
	readonly pending: readonly string[];
	readonly lock: 'free' | 'held';
	/** `original`: tables that the earlier Python system made, not adopted yet. `newer`: made by a newer program. */
	readonly schema: 'empty' | 'original' | 'current' | 'behind' | 'newer';
};

export type DatabaseService = {
	readonly status: () => Promise<MigrationStatus>;
	/** Returns the names of the migrations that ran, oldest first. */
	readonly migrate: () => Promise<readonly string[]>;
	/** What `rollback` would take along now: rows of the tables that this program made. Adopted tables and their rows stay. */
	readonly rollbackPreview: () => Promise<{
		readonly accounts: number;
		readonly keys: number;
		readonly logs: number;
		readonly requests: number;
	}>;
	/** Returns the names of the migrations that were undone, newest first. */
	readonly rollback: () => Promise<readonly string[]>;
	readonly freeLock: () => Promise<void>;
	/** Close and open again with the present settings. */
	readonly reconnect: () => Promise<void>;
};

export type SettingsService = {
	/** Validate, save to `settings.json`, and put into the settings store. @throws {ValidationError} with a reason per field */
	readonly update: (changes: Partial<Settings>) => Promise<void>;
	/** Change the broker environment: refused while a session is live; from then on everything uses the other broker. */
	readonly chooseEnvironment: (environment: BrokerEnvironment) => Promise<void>;
};

/** Everything a person can have done. Both skins use only this. Every method is asynchronous, so that loading can be, too. */
export type Services = {
	readonly accounts: AccountsService;
	readonly login: LoginService;
	readonly sessions: SessionsService;
	readonly logs: LogsService;
	readonly keys: KeysService;
	readonly health: HealthService;
	readonly database: DatabaseService;
	readonly settings: SettingsService;
};
