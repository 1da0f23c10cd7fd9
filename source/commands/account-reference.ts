import {Option} from 'commander';
import type {Account, ApiKeyType} from '../domain/account.ts';
import type {CommandContext} from './command.ts';
import {parseApiKeyType} from './options.ts';

/** `--type A|B`, for the commands that name an account by its user id. */
export function typeOption(description = 'which key of this user, where there are two: A or B'): Option {
	return new Option('--type <type>', description).argParser(parseApiKeyType);
}

/**
The account that a command means; without a user the active one.

@throws {ValidationError} when nobody, or more than one, is meant
*/
export async function resolveAccount(
	{program}: CommandContext,
	userId: string | undefined,
	apiKeyType: ApiKeyType | undefined,
): Promise<Account> {
	return program.services.accounts.resolve(
		userId === undefined ? undefined : {userId, ...(apiKeyType === undefined ? {} : {apiKeyType})},
	);
}
