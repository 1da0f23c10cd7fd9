import type {Config} from '../config.ts';
import type {Database} from '../database/database.ts';
import type {Account, BrokerEnvironment} from '../domain/account.ts';
import type {Secret} from '../domain/secret.ts';
import type {Settings} from '../domain/settings.ts';
import type {MasterKey} from '../home/master-key.ts';
import type {Logger} from '../logging/log-record.ts';
import type {BrokerSession, MstockClient} from '../mstock/mstock-auth.ts';
import type {Session} from '../stores/login-flow.ts';
import type {Stores} from '../stores/stores.ts';
import type {Keyring} from '../vault/keyring.ts';
import type {AccountRecords} from './account-records.ts';
import type {AppendSignal} from './append-signal.ts';
import type {MigrationStatus, Unsubscribe} from './services.ts';

/** The broker as it is reached at this moment. */
export type Broker = {
	readonly environment: BrokerEnvironment;
	readonly client: MstockClient;
	readonly apiUrl: string;
	readonly wsUrl: string;
	/** The control address of our own sandbox; undefined on the real broker and where `MSTOCK_API_URL` names a server. */
	readonly controlUrl: string | undefined;
};

/** The opened vault. Read again when the key rows change, also by another process. */
export type Vault = {
	readonly keyring: Keyring;
	/** Undefined when wrapped keys wait for one that is nowhere; `keyring.problem` says so. */
	readonly masterKey: MasterKey | undefined;
};

/** A session that the database could not keep: it lives here until logout or the end of the process. */
export type MemorySession = {readonly session: Session; readonly tokens: BrokerSession};

/** What the sandbox module gives to the machinery; handed in, because only the composition knows the simulator. */
export type SandboxSource = {
	readonly acquire: () => Promise<{
		readonly addresses: () => {readonly apiUrl: string; readonly wsUrl: string; readonly controlUrl: string};
		readonly release: () => Promise<void>;
	}>;
	readonly demoAccounts: () => Promise<readonly DemoAccount[]>;
	/** The newest OTP in the inbox of a client code. */
	readonly readInbox: (
		controlUrl: string,
		clientCode: string,
	) => Promise<{readonly otp: string; readonly sentAt: Date; readonly expiresAt: Date} | undefined>;
	readonly checkHealth: (controlUrl: string) => Promise<void>;
};

export type DemoAccount = {
	readonly userId: string;
	readonly apiKeyType: Account['apiKeyType'];
	readonly password: string;
	readonly apiKey: string;
	readonly secondFactor: Account['secondFactor'];
	readonly totpSecret: string | undefined;
	readonly name: string;
};

/**
What the services stand on: opened when first needed, shared by all, closed once.

Each opener is asked for at every use, because a database can be lost and opened again, and the broker can be changed.
*/
export type Machinery = {
	readonly config: Config;
	readonly stores: Stores;
	readonly now: () => Date;
	readonly random: () => number;
	readonly sleep: (milliseconds: number) => Promise<void>;
	readonly logger: Logger;
	/** How many log records no sink could take so far. */
	readonly droppedRecords: () => number;
	readonly appended: AppendSignal;
	readonly records: AccountRecords;
	readonly memorySessions: Map<string, MemorySession>;
	readonly sandbox: SandboxSource;

	readonly environment: () => BrokerEnvironment;
	/** The address that `MSTOCK_API_URL` names; undefined where the environment decides. */
	readonly givenApiUrl: string | undefined;
	/** Close the present broker; the next call opens the one of the present environment. */
	readonly changeBroker: () => Promise<void>;
	/** @throws {ValidationError} when the account belongs to the other broker */
	readonly assertEnvironment: (account: Account) => void;

	/** The database with a schema that this program understands. @throws {DatabaseError} when a migration is needed */
	readonly database: () => Promise<Database>;
	/** The database whatever its schema. */
	readonly anyDatabase: () => Promise<Database>;
	/** Look at the schema again, and say in the status store how the database is. */
	readonly refreshDatabase: () => Promise<MigrationStatus>;
	readonly reopenDatabase: () => Promise<void>;
	/** @throws {EncryptionError} when the master key is missing or wrong */
	readonly vault: () => Promise<Vault>;
	/** Make a new active data key and return its id. */
	readonly generateKey: () => Promise<string>;
	/** `ENCRYPTION_KEY_ID` as other tools read it now. */
	readonly givenKeyId: () => Promise<string | undefined>;
	readonly broker: () => Promise<Broker>;

	/** Run `work` while these values are known to the redactor as live secrets. */
	readonly holdingSecrets: <Result>(secrets: readonly Secret[], work: () => Promise<Result>) => Promise<Result>;
	/** The same until the returned function is called, for values that outlive one piece of work. Absent ones are passed over. */
	readonly holdSecrets: (secrets: ReadonlyArray<Secret | undefined>) => () => void;
	/** A text from outside without the secrets that are held, in whatever spelling; the same text where it holds none. */
	readonly withhold: (text: string) => string;
	/** Be the one process that logs this account in. @throws {ValidationError} when another one is at it */
	readonly holdLoginLock: (account: Account) => Promise<() => Promise<void>>;
	/** Save settings and put them into the store. */
	readonly saveSettings: (changes: Partial<Settings>) => Promise<void>;
	/** Run at the end, latest first. */
	readonly onDispose: (work: () => Promise<void> | void) => Unsubscribe;
};
