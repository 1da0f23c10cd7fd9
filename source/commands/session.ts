import {accountLabel} from '../domain/account.ts';
import {toSafeText, trusted} from '../domain/safe-text.ts';
import {SessionExpiredError, UsageError} from '../errors.ts';
import {safe} from '../presentation/safe-template.ts';
import {accountOption, resolveAccount, typeOption, type AccountFlags} from './account-reference.ts';
import type {CommandContext, Register} from './command.ts';
import {fromAccount, fromSession, saySession} from './session-document.ts';

type SessionFlags = AccountFlags & {
	readonly user?: string;
	readonly env?: boolean;
	readonly check?: boolean;
};

export const registerSession: Register = (root, {run}) => {
	root
		.command('session')
		.argument('[user]', 'the active account when left out')
		.description('who is signed in, since when and until when')
		.option('--user <user>', 'the same as the argument')
		.addOption(typeOption())
		.addOption(accountOption())
		.option('--env', 'print NAME=value lines with the plain token, for another tool')
		.option('--check', 'ask the broker whether the session still stands')
		.action(async (userId: string | undefined, flags: SessionFlags) =>
			run(async context => showSession(context, userId, flags)),
		);
};

/** `session [USER]`: one document; with `--env` the token in plain text, which is what was asked for. */
export async function showSession(
	context: CommandContext,
	userId: string | undefined,
	flags: SessionFlags,
): Promise<void> {
	if (userId !== undefined && flags.user !== undefined && userId !== flags.user) {
		throw new UsageError('Two different users were given.', {hint: 'Give the user once.', field: 'user'});
	}

	const {program} = context;
	const account = await resolveAccount(context, userId ?? flags.user, flags);
	const verdict = flags.check === true ? await program.services.sessions.verify(account.accountId) : undefined;
	if (verdict === 'unknown') {
		await context.io.words.lines([trusted('The broker could not be asked; this is what the vault knows.')]);
	}

	const session = await program.services.sessions.current(account.accountId);
	if (flags.env === true) {
		if (session === undefined) {
			throw new SessionExpiredError(`${toSafeText(accountLabel(account))} has no session.`, {
				reason: 'session-over',
				hint: `"mstock login ${toSafeText(account.userId)}" makes one.`,
			});
		}

		await sayEnvironment(context, await program.services.sessions.environment(account.accountId));
		return;
	}

	await saySession(
		context,
		session === undefined ? fromAccount(await accountNow(context, account.accountId)) : fromSession(session),
	);
}

/** The account after what the broker may just have said about its session. */
async function accountNow({program}: CommandContext, accountId: string) {
	return program.services.accounts.resolve({accountId});
}

async function sayEnvironment(
	{io, isJson}: CommandContext,
	environment: Readonly<Record<string, string>>,
): Promise<void> {
	await (isJson
		? io.output.json([environment])
		: io.output.lines(Object.entries(environment).map(([name, value]) => safe`${trusted(name)}=${toSafeText(value)}`)));
}
