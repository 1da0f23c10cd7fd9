import type {Database} from '../database/database.ts';
import type {CredentialRow} from '../database/models/credential.ts';
import {
	deleteCredential,
	findCredential,
	insertCredential,
	listCredentials,
	lockCredential,
	updateCredential,
} from '../database/repositories/credentials.ts';
import {
	accountKey,
	accountLabel,
	type Account,
	type ApiKeyType,
	type BrokerEnvironment,
	type SecondFactor,
} from '../domain/account.ts';
import {toSafeText} from '../domain/safe-text.ts';
import type {Secret} from '../domain/secret.ts';
import {ValidationError} from '../errors.ts';
import type {Store} from '../stores/create-store.ts';
import type {AccountsState} from '../stores/accounts.ts';
import type {Keyring} from '../vault/keyring.ts';
import {duplicateRows, toAccount} from './credential-account.ts';
import {inspectSeal, openColumn, sealRow, type NewValues, type RowSeal} from './credential-seal.ts';
import type {MemorySession} from './machinery.ts';
import {createRefusedPasswords} from './refused-passwords.ts';
import {createSessionRecords, liveMemorySession, type RowAccess, type SessionRecords} from './session-records.ts';

/** What a new row is made of, already validated and trimmed. */
export type NewRecord = {
	readonly userId: string;
	readonly apiKeyType: ApiKeyType;
	readonly brokerEnv: BrokerEnvironment;
	readonly name: string;
	readonly secondFactor: SecondFactor | undefined;
	readonly apiKeyExpiresOn: string | undefined;
	readonly password: Secret;
	readonly apiKey: Secret;
	readonly totpSecret: Secret | undefined;
};

/** Changes of one row, already validated; absent stays, `null` empties. */
export type RecordChanges = {
	readonly apiKeyType?: ApiKeyType;
	readonly name?: string;
	readonly secondFactor?: SecondFactor;
	readonly apiKeyExpiresOn?: string | null;
	readonly password?: Secret;
	readonly apiKey?: Secret;
	readonly totpSecret?: Secret | null;
};

export type OpenedCredentials = {
	readonly password: Secret;
	readonly apiKey: Secret;
	readonly totpSecret: Secret | undefined;
	readonly keyId: string | undefined;
	/** What the account signed in with last, or was set up for. */
	readonly rememberedFactor: SecondFactor | undefined;
};

/**
The credential rows, opened and sealed: the one place where rows of the database and the keyring meet.

Every write is one transaction. A write of a sealed value seals the whole row under the active key.
*/
export type AccountRecords = SessionRecords & {
	/** Read all rows into the accounts store and return them; order: user id, then type. Works without the vault: rows are `unchecked` then. */
	readonly refresh: () => Promise<readonly Account[]>;
	/** @throws {ValidationError} when the row is gone */
	readonly find: (accountId: string) => Promise<Account>;
	/** @throws {EncryptionError} naming the row when a value does not open */
	readonly open: (accountId: string) => Promise<OpenedCredentials>;
	readonly insert: (record: NewRecord) => Promise<Account>;
	readonly change: (accountId: string, changes: RecordChanges) => Promise<Account>;
	readonly remove: (accountId: string) => Promise<void>;
	/** What the broker said to the stored password, for as long as this program runs; a refused one shows in the accounts store at once. */
	readonly noteVerdict: (accountId: string, password: Secret, verdict: 'accepted' | 'refused') => void;
	/** Which rows hold plain or unopenable values. */
	readonly inspectSeals: () => Promise<ReadonlyArray<{readonly account: Account; readonly seal: RowSeal}>>;
};

export type AccountRecordsOptions = {
	readonly database: () => Promise<Database>;
	readonly keyring: () => Promise<Keyring>;
	readonly memorySessions: Map<string, MemorySession>;
	readonly store: Store<AccountsState>;
	readonly now: () => Date;
};

export function createAccountRecords({
	database,
	keyring,
	memorySessions,
	store,
	now,
}: AccountRecordsOptions): AccountRecords {
	const refusedPasswords = createRefusedPasswords();

	const readRow = async (accountId: string): Promise<CredentialRow> => {
		const {knex} = await database();
		return found(await findCredential(knex, accountId), accountId);
	};

	const toKnownAccount = (
		row: CredentialRow,
		opened: Keyring | undefined,
		duplicates: ReadonlySet<number>,
	): Account => {
		const account = toAccount(row, {
			sealing: opened === undefined ? 'unchecked' : inspectSeal(row, opened).sealing,
			isDuplicate: duplicates.has(row.CUST_SEQ_ID),
			now: now(),
		});
		const isPasswordRefused = refusedPasswords.isRefused(account.accountId, () => tryOpenPassword(row, opened));
		const known = isPasswordRefused ? {...account, isPasswordRefused} : account;
		const held = liveMemorySession(memorySessions, account.accountId, now());
		return held === undefined
			? known
			: {
					...known,
					session: 'signed-in',
					sessionEndsAt: held.session.validUntil,
					lastLoginAt: held.session.loggedInAt,
					loginSequenceId: held.session.loginSequenceId,
				};
	};

	const readAll = async () => {
		const {knex} = await database();
		// Someone whose master key is lost must still see what is there.
		const [rows, opened] = await Promise.all([listCredentials(knex), keyring().catch(() => undefined)]);
		const duplicates = duplicateRows(rows);
		return rows
			.map(row => ({row, opened, account: toKnownAccount(row, opened, duplicates)}))
			.sort((one, other) => byUserIdThenType(one.account, other.account));
	};

	const find = async (accountId: string): Promise<Account> => {
		const all = await readAll();
		return found(
			all.find(({account}) => account.accountId === accountId),
			accountId,
		).account;
	};

	const changeRow: RowAccess['changeRow'] = async (accountId, toChanges) => {
		const {transaction} = await database();
		return transaction(async trx => {
			const row = found(await lockCredential(trx, accountId), accountId);
			const changes = await toChanges(row, trx);
			await updateCredential(trx, accountId, changes);
			return {...row, ...changes};
		});
	};

	return {
		...createSessionRecords({readRow, changeRow, keyring, memorySessions, now}),

		async refresh() {
			store.update(state => (state.isLoading ? state : {...state, isLoading: true}));
			try {
				const accounts = (await readAll()).map(({account}) => account);
				store.update(state => ({...state, accounts, isLoading: false, loadedAt: now()}));
				return accounts;
			} catch (error) {
				store.update(state => ({...state, isLoading: false}));
				throw error;
			}
		},

		find,

		async open(accountId) {
			const [row, opened] = await Promise.all([readRow(accountId), keyring()]);
			const password = openColumn(row, 'M_STOCK_PASSWORD', opened);
			const apiKey = openColumn(row, 'M_STOCK_API_KEY', opened);
			if (password === undefined || password.isEmpty || apiKey === undefined || apiKey.isEmpty) {
				throw new ValidationError(`The row of ${toSafeText(row.M_STOCK_USER_ID)} has no password or no API key.`, {
					hint: 'Enter both in Users.',
				});
			}

			return {
				password,
				apiKey,
				totpSecret: openColumn(row, 'M_TOTP_SECRET', opened),
				keyId: row.ENCRYPTION_KEY_ID ?? undefined,
				rememberedFactor: row.SECOND_FACTOR === 'otp' || row.SECOND_FACTOR === 'totp' ? row.SECOND_FACTOR : undefined,
			};
		},

		async insert(record) {
			const [{transaction}, opened] = await Promise.all([database(), keyring()]);
			const accountId = await transaction(async trx => {
				refuseDuplicate(await listCredentials(trx), record);
				const sealed = sealRow(
					{},
					{
						M_STOCK_PASSWORD: record.password,
						M_STOCK_API_KEY: record.apiKey,
						...(record.totpSecret === undefined ? {} : {M_TOTP_SECRET: record.totpSecret}),
					},
					opened,
				);
				return insertCredential(trx, {
					...sealed,
					M_STOCK_USER_ID: record.userId,
					M_STOCK_API_KEY_TYPE: record.apiKeyType,
					M_BROKER_ENV: record.brokerEnv,
					DISPLAY_NAME: record.name === '' ? null : record.name,
					SECOND_FACTOR: record.secondFactor ?? null,
					API_KEY_EXPIRY_DATE: record.apiKeyExpiresOn ?? null,
				});
			});
			return find(accountId);
		},

		async change(accountId, changes) {
			const opened = await keyring();
			await changeRow(accountId, async (row, trx) => {
				const apiKeyType = changes.apiKeyType ?? row.M_STOCK_API_KEY_TYPE;
				if (apiKeyType !== row.M_STOCK_API_KEY_TYPE) {
					const others = (await listCredentials(trx)).filter(other => other.CUST_SEQ_ID !== row.CUST_SEQ_ID);
					refuseDuplicate(others, {userId: row.M_STOCK_USER_ID, apiKeyType});
				}

				const values = newValues(changes);
				return {
					...(Object.keys(values).length === 0 ? {} : sealRow(row, values, opened)),
					...(apiKeyType === row.M_STOCK_API_KEY_TYPE ? {} : {M_STOCK_API_KEY_TYPE: apiKeyType}),
					...(changes.name === undefined ? {} : {DISPLAY_NAME: changes.name === '' ? null : changes.name}),
					...(changes.secondFactor === undefined ? {} : {SECOND_FACTOR: changes.secondFactor}),
					...(changes.apiKeyExpiresOn === undefined ? {} : {API_KEY_EXPIRY_DATE: changes.apiKeyExpiresOn}),
				};
			});
			return find(accountId);
		},

		async remove(accountId) {
			const {transaction} = await database();
			await transaction(async trx => deleteCredential(trx, accountId));
			memorySessions.delete(accountId);
			refusedPasswords.forget(accountId);
		},

		noteVerdict(accountId, password, verdict) {
			const isPasswordRefused = verdict === 'refused';
			if (isPasswordRefused) {
				refusedPasswords.remember(accountId, password);
			} else {
				refusedPasswords.forget(accountId);
			}

			store.update(state =>
				state.accounts.some(
					account => account.accountId === accountId && (account.isPasswordRefused ?? false) !== isPasswordRefused,
				)
					? {
							...state,
							accounts: state.accounts.map(account =>
								account.accountId === accountId ? {...account, isPasswordRefused} : account,
							),
						}
					: state,
			);
		},

		async inspectSeals() {
			const opened = await keyring();
			return (await readAll()).map(({row, account}) => ({account, seal: inspectSeal(row, opened)}));
		},
	};
}

function found<Value>(value: Value | undefined, accountId: string): Value {
	if (value === undefined) {
		throw new ValidationError(`There is no account with the number ${toSafeText(accountId)}.`, {
			field: 'userId',
			hint: 'It may have been removed meanwhile; "mstock users list" shows what is there.',
		});
	}

	return value;
}

/** The password for a comparison; undefined where there is none, or no key for it. */
function tryOpenPassword(row: CredentialRow, keyring: Keyring | undefined): Secret | undefined {
	const opened = keyring?.open(row.M_STOCK_PASSWORD, row.ENCRYPTION_KEY_ID ?? undefined);
	return opened === undefined || opened.state === 'unopenable' ? undefined : opened.secret;
}

function refuseDuplicate(
	rows: readonly CredentialRow[],
	wanted: {readonly userId: string; readonly apiKeyType: ApiKeyType},
): void {
	const key = accountKey(wanted.userId, wanted.apiKeyType);
	if (rows.some(row => accountKey(row.M_STOCK_USER_ID, row.M_STOCK_API_KEY_TYPE) === key)) {
		const reason = `${toSafeText(accountLabel(wanted))} is there already.`;
		throw new ValidationError(reason, {
			fields: {userId: reason},
			hint: 'Update that account instead, or choose the other API key type.',
		});
	}
}

function newValues(changes: RecordChanges): NewValues {
	return {
		...(changes.password === undefined ? {} : {M_STOCK_PASSWORD: changes.password}),
		...(changes.apiKey === undefined ? {} : {M_STOCK_API_KEY: changes.apiKey}),
		...(changes.totpSecret === undefined ? {} : {M_TOTP_SECRET: changes.totpSecret}),
	};
}

function byUserIdThenType(one: Account, other: Account): number {
	return (
		compare(one.userId.toLowerCase(), other.userId.toLowerCase()) ||
		compare(one.apiKeyType, other.apiKeyType) ||
		Number(one.accountId) - Number(other.accountId)
	);
}

function compare(one: string, other: string): number {
	return one < other ? -1 : one > other ? 1 : 0;
}
