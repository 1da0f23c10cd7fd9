import {accountLabel} from '../domain/account.ts';
import {toSafeText} from '../domain/safe-text.ts';
import {logoutSentence} from '../presentation/logout-words.ts';
import {accountOption, resolveAccount, typeOption, type AccountFlags} from './account-reference.ts';
import type {CommandContext, Register} from './command.ts';

export const registerLogout: Register = (root, {run}) => {
	root
		.command('logout')
		.argument('<user>')
		.description('end the session at the broker and forget its tokens')
		.addOption(typeOption())
		.addOption(accountOption())
		.action(async (userId: string, flags: AccountFlags) => run(async context => logout(context, userId, flags)));
};

/** `logout USER`: the tokens are forgotten whatever the broker said; the answer says which it was. */
export async function logout(context: CommandContext, userId: string, flags: AccountFlags): Promise<void> {
	const {io, program, isJson} = context;
	const account = await resolveAccount(context, userId, flags);
	const outcome = await program.services.sessions.logout(account.accountId);
	if (isJson) {
		const {userId, apiKeyType} = account;
		const {broker, detail} = outcome;
		await io.output.json([{userId, apiKeyType, session: 'signed-out', broker, detail}]);
		return;
	}

	await io.output.lines([logoutSentence(toSafeText(accountLabel(account)), outcome)]);
}
