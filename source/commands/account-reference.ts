import {Option} from 'commander';
import {accountLabel, type Account, type ApiKeyType} from '../domain/account.ts';
import {toSafeText} from '../domain/safe-text.ts';
import {UsageError} from '../errors.ts';
import type {CommandContext} from './command.ts';
import {parseApiKeyType} from './options.ts';

/** Which account is meant, where the user id alone is not enough. */
export type AccountFlags = {
	readonly type?: ApiKeyType;
	/** The number that `users list` shows beside accounts that an adopted database holds twice. */
	readonly account?: string;
};

export function typeOption(description = 'which key of this user, where there are two: A or B'): Option {
	return new Option('--type <type>', description).argParser(parseApiKeyType);
}

export function accountOption(): Option {
	return new Option('--account <number>', 'which of two equal accounts, by the number in "users list"');
}

/**
The account that a command means; without a user the active one.

@throws {ValidationError} when nobody, or more than one, is meant
@throws {UsageError} when the number is of somebody else
*/
export async function resolveAccount(
	{program}: CommandContext,
	userId: string | undefined,
	{type, account: accountId}: AccountFlags,
): Promise<Account> {
	const {accounts} = program.services;
	if (accountId === undefined) {
		const reference = userId === undefined ? undefined : {userId, ...(type === undefined ? {} : {apiKeyType: type})};
		return accounts.resolve(reference);
	}

	const account = await accounts.resolve({accountId});
	if (userId !== undefined && account.userId.trim().toLowerCase() !== userId.trim().toLowerCase()) {
		throw new UsageError(
			`Account ${toSafeText(accountId)} is ${toSafeText(accountLabel(account))}, not the one named.`,
			{
				field: 'account',
				hint: '"mstock users list" shows the numbers.',
			},
		);
	}

	return account;
}
