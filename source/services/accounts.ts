import {countLogsOfUser} from '../database/repositories/logs.ts';
import {countRequestsOfUser} from '../database/repositories/requests.ts';
import {accountKey, accountLabel, type Account} from '../domain/account.ts';
import {tradingDayOf} from '../domain/market-clock.ts';
import {toSafeText} from '../domain/safe-text.ts';
import {Secret} from '../domain/secret.ts';
import {ValidationError} from '../errors.ts';
import {watchAccounts} from './accounts-watch.ts';
import {assertAccountChanges, assertNewAccount, normalizeTotpSecret} from './account-rules.ts';
import type {RecordChanges} from './account-records.ts';
import type {Machinery} from './machinery.ts';
import type {AccountChanges, AccountReference, AccountsService, SessionsService} from './services.ts';

export function createAccountsService(machinery: Machinery, sessions: SessionsService): AccountsService {
	const {records, logger, stores} = machinery;

	const setActive = async (accountId: string) => {
		await machinery.saveSettings({activeAccountId: accountId});
	};

	return {
		list: async () => records.refresh(),
		watch: async () => watchAccounts(machinery),

		async resolve(reference) {
			const accounts = await records.refresh();
			return reference === undefined
				? resolveActive(accounts, stores.settings.getSnapshot().activeAccountId)
				: resolveReference(accounts, reference);
		},

		async add(account) {
			assertNewAccount(account, tradingDayOf(machinery.now()));
			const userId = account.userId.trim();
			const totpSecret = account.totpSecret && normalizedTotp(account.totpSecret);
			const added = await machinery.holdingSecrets(
				[account.password, account.apiKey, ...(totpSecret ? [totpSecret] : [])],
				async () =>
					records.insert({
						userId,
						apiKeyType: account.apiKeyType,
						brokerEnv: machinery.environment(),
						name: account.name?.trim() ?? '',
						// Whoever stores a TOTP secret signs in with it.
						secondFactor: totpSecret ? 'totp' : undefined,
						apiKeyExpiresOn: account.apiKeyExpiresOn?.trim() || undefined,
						password: account.password,
						apiKey: trimmed(account.apiKey),
						totpSecret: totpSecret ?? undefined,
					}),
			);
			logger.info('users', `account ${userId} (type ${account.apiKeyType}, ${added.brokerEnv}) added`);
			const accounts = await records.refresh();
			if (accounts.length === 1) {
				await setActive(added.accountId);
			}

			return added;
		},

		async update(accountId, changes) {
			const before = await records.find(accountId);
			assertAccountChanges(changes, {today: tradingDayOf(machinery.now()), present: before.apiKeyExpiresOn});
			if (
				changes.apiKeyType !== undefined &&
				changes.apiKeyType !== before.apiKeyType &&
				before.session === 'signed-in'
			) {
				const reason = `${toSafeText(accountLabel(before))} is signed in, and its session is one of type ${before.apiKeyType}.`;
				throw new ValidationError(reason, {fields: {apiKeyType: reason}, hint: 'Log it out first.'});
			}

			const account = await records.change(accountId, toRecordChanges(changes));
			logger.info('users', `account ${account.userId} (type ${account.apiKeyType}) updated: ${namesOf(changes)}`);
			await records.refresh();
			return account;
		},

		async remove(accountId) {
			const account = await records.find(accountId);
			const flow = stores.loginFlow.getSnapshot();
			if (
				flow.phase !== 'idle' &&
				flow.phase !== 'failed' &&
				flow.phase !== 'signed-in' &&
				flow.accountId === accountId
			) {
				throw new ValidationError(`${toSafeText(accountLabel(account))} is just being logged in.`, {
					hint: 'Finish or leave that login first.',
				});
			}

			const logout = await logoutBefore(account, sessions);
			await records.remove(accountId);
			logger.info('users', `account ${account.userId} (type ${account.apiKeyType}) removed; logout: ${logout}`);
			if (stores.settings.getSnapshot().activeAccountId === accountId) {
				await machinery.saveSettings({activeAccountId: undefined});
			}

			await records.refresh();
			return {logout};
		},

		async removalPreview(accountId) {
			const account = await records.find(accountId);
			const {knex} = await machinery.database();
			await logger.flush();
			const [logRows, requestRows] = await Promise.all([
				countLogsOfUser(knex, account.userId),
				countRequestsOfUser(knex, account.userId),
			]);
			return {logRows, requestRows, isSignedIn: account.session === 'signed-in'};
		},

		async addDemoAccounts() {
			if (machinery.environment() !== 'sandbox') {
				throw new ValidationError(
					'The demo accounts are customers of the sandbox; this terminal works with the live broker.',
					{
						hint: 'Choose the sandbox in Settings first.',
					},
				);
			}

			let added = 0;
			let skipped = 0;
			const present = new Set((await records.refresh()).map(account => accountKey(account.userId, account.apiKeyType)));
			for (const demo of await machinery.sandbox.demoAccounts()) {
				if (present.has(accountKey(demo.userId, demo.apiKeyType))) {
					skipped += 1;
					continue;
				}

				await records.insert({
					userId: demo.userId,
					apiKeyType: demo.apiKeyType,
					brokerEnv: 'sandbox',
					name: demo.name,
					secondFactor: demo.secondFactor,
					apiKeyExpiresOn: undefined,
					password: new Secret(demo.password),
					apiKey: new Secret(demo.apiKey),
					totpSecret: demo.totpSecret === undefined ? undefined : new Secret(demo.totpSecret),
				});
				added += 1;
			}

			logger.info('users', `demo accounts: ${added} added, ${skipped} there already`);
			const accounts = await records.refresh();
			const first = accounts[0];
			if (first !== undefined && stores.settings.getSnapshot().activeAccountId === undefined) {
				await setActive(first.accountId);
			}

			return {added, skipped};
		},

		async setActive(accountId) {
			const account = await records.find(accountId);
			await setActive(account.accountId);
		},
	};
}

function resolveActive(accounts: readonly Account[], activeAccountId: string | undefined): Account {
	const active = accounts.find(account => account.accountId === activeAccountId);
	if (active !== undefined) {
		return active;
	}

	const [only, second] = accounts;
	if (only !== undefined && second === undefined) {
		return only;
	}

	throw new ValidationError(
		only === undefined ? 'There are no accounts yet.' : 'No account is the active one; name the user that is meant.',
		{
			field: 'user',
			hint: only === undefined ? 'Add one: mstock users add USER --type A.' : 'Accounts: ' + listOf(accounts),
		},
	);
}

function resolveReference(accounts: readonly Account[], reference: AccountReference): Account {
	if ('accountId' in reference) {
		const found = accounts.find(account => account.accountId === reference.accountId);
		if (found === undefined) {
			throw new ValidationError(`There is no account with the number ${toSafeText(reference.accountId)}.`, {
				field: 'user',
				hint: 'It may have been removed meanwhile.',
			});
		}

		return found;
	}

	const wanted = reference.userId.trim().toLowerCase();
	const matches = accounts.filter(
		account =>
			account.userId.trim().toLowerCase() === wanted &&
			(reference.apiKeyType === undefined || account.apiKeyType === reference.apiKeyType),
	);
	const [match, another] = matches;
	if (match === undefined) {
		const type = reference.apiKeyType === undefined ? '' : ` of type ${reference.apiKeyType}`;
		throw new ValidationError(`There is no account ${toSafeText(reference.userId.trim())}${type}.`, {
			field: 'user',
			hint: accounts.length === 0 ? 'Add one: mstock users add USER --type A.' : `Accounts: ${listOf(accounts)}`,
		});
	}

	if (another === undefined) {
		return match;
	}

	const areTypesDifferent = matches.some(other => other.apiKeyType !== match.apiKeyType);
	throw new ValidationError(`${toSafeText(match.userId)} is more than one account: ${listOf(matches)}.`, {
		field: areTypesDifferent ? 'type' : 'user',
		hint: areTypesDifferent
			? 'Say which with --type A or --type B.'
			: 'The adopted database holds it twice; remove one of the two in Users.',
	});
}

function listOf(accounts: readonly Account[]): string {
	const shown = accounts.slice(0, 8).map(account => toSafeText(accountLabel(account)));
	return accounts.length > shown.length
		? `${shown.join(', ')} and ${accounts.length - shown.length} more`
		: shown.join(', ');
}

async function logoutBefore(
	account: Account,
	sessions: SessionsService,
): Promise<'not-needed' | 'done' | 'broker-unreachable'> {
	if (account.session !== 'signed-in') {
		return 'not-needed';
	}

	const {broker} = await sessions.logout(account.accountId);
	return broker === 'unreachable' ? 'broker-unreachable' : 'done';
}

function toRecordChanges(changes: AccountChanges): RecordChanges {
	return {
		...(changes.apiKeyType === undefined ? {} : {apiKeyType: changes.apiKeyType}),
		...(changes.name === undefined ? {} : {name: changes.name.trim()}),
		...(changes.secondFactor === undefined ? {} : {secondFactor: changes.secondFactor}),
		...(changes.apiKeyExpiresOn === undefined ? {} : {apiKeyExpiresOn: changes.apiKeyExpiresOn?.trim() || null}),
		...(changes.password === undefined ? {} : {password: changes.password}),
		...(changes.apiKey === undefined ? {} : {apiKey: trimmed(changes.apiKey)}),
		...(changes.totpSecret === undefined
			? {}
			: {totpSecret: changes.totpSecret === null ? null : normalizedTotp(changes.totpSecret)}),
	};
}

/** Names of what changed, for the log; never values. */
function namesOf(changes: AccountChanges): string {
	const names = Object.entries(changes).flatMap(([name, value]) => (value === undefined ? [] : [name]));
	return names.length === 0 ? 'nothing' : names.join(', ');
}

/** A secret that is empty once spaces and padding are gone is no secret. */
function normalizedTotp(secret: Secret): Secret | null {
	const normalized = normalizeTotpSecret(secret.reveal());
	return normalized === '' ? null : new Secret(normalized);
}

function trimmed(secret: Secret): Secret {
	return new Secret(secret.reveal().trim());
}
