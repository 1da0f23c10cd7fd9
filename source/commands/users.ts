import {accountLabel, type Account, type ApiKeyType, type SecondFactor} from '../domain/account.ts';
import {toSafeText, trusted} from '../domain/safe-text.ts';
import {Secret} from '../domain/secret.ts';
import {InteractionRequiredError} from '../errors.ts';
import {formatQuantity} from '../presentation/numbers.ts';
import {safe} from '../presentation/safe-template.ts';
import type {AccountChanges} from '../services/services.ts';
import {accountOption, resolveAccount, typeOption, type AccountFlags} from './account-reference.ts';
import type {CommandContext, Register} from './command.ts';
import {exitCodeOf} from './interruption.ts';
import {parseApiKeyType, parseSecondFactor} from './options.ts';
import {ask, confirm} from './prompt.ts';
import {readAccountDocument, withoutAbsent, type AccountDocument} from './secrets-document.ts';
import {tableLines} from './table.ts';
import {toIso} from './times.ts';
import {userColumns} from './user-columns.ts';

type PlainFlags = {
	readonly stdin?: boolean;
	readonly name?: string;
	readonly apiKeyExpiresOn?: string;
	readonly secondFactor?: SecondFactor;
};

type AddFlags = PlainFlags & {readonly type: ApiKeyType};
type UpdateFlags = PlainFlags & AccountFlags & {readonly newType?: ApiKeyType};
type RemoveFlags = AccountFlags & {readonly yes?: boolean};

/** What was not given is empty: the service says which field is missing. */
const emptySecret = new Secret('');
const stdinHint = 'Use --stdin and give {"password":"…","apiKey":"…"} on standard input.';

export const registerUsers: Register = (root, {run}) => {
	const users = root.command('users').description('the broker accounts in the vault');

	users
		.command('list')
		.description('all accounts and their sessions')
		.action(async () => run(listUsers));

	withPlainFlags(
		users
			.command('add')
			.argument('<user>', 'the client code at the broker')
			.description('add an account; asks for password and API key unless --stdin gives them')
			.addOption(typeOption('which API key this is: A or B').makeOptionMandatory()),
	).action(async (userId: string, flags: AddFlags) => run(async context => addUser(context, userId, flags)));

	withPlainFlags(
		users
			.command('update')
			.argument('<user>')
			.description('change an account; what is not given stays as it is')
			.addOption(typeOption())
			.addOption(accountOption())
			.option('--new-type <type>', 'turn it into an A or B key', parseApiKeyType),
	).action(async (userId: string, flags: UpdateFlags) => run(async context => updateUser(context, userId, flags)));

	users
		.command('remove')
		.argument('<user>')
		.description('remove an account, after logging it out')
		.addOption(typeOption())
		.addOption(accountOption())
		.option('--yes', 'without being asked')
		.action(async (userId: string, flags: RemoveFlags) => run(async context => removeUser(context, userId, flags)));
};

function withPlainFlags(command: ReturnType<Parameters<Register>[0]['command']>) {
	return command
		.option(
			'--stdin',
			'read a JSON object with password, apiKey, totpSecret, name, apiKeyExpiresOn from standard input',
		)
		.option('--name <text>', 'your own name for it')
		.option('--api-key-expires-on <date>', 'when the API key ends, as YYYY-MM-DD')
		.option('--second-factor <otp|totp>', 'how it proves itself after the password', parseSecondFactor);
}

/** `users list`: one array, or a table. */
export async function listUsers(context: CommandContext): Promise<void> {
	const {io, program, now, isJson} = context;
	const accounts = await program.services.accounts.list();
	if (isJson) {
		await io.output.json([accounts.map(account => toUserJson(account))]);
	} else if (accounts.length === 0) {
		await io.words.lines([trusted('No accounts yet. "mstock users add USER --type A" adds one.')]);
	} else {
		await io.output.spans(tableLines(userColumns(accounts, now()), accounts));
	}
}

/** The keys that `users` answers with under `--json`. */
export function toUserJson(account: Account) {
	return {
		userId: account.userId,
		apiKeyType: account.apiKeyType,
		name: account.name,
		encryptionKeyId: account.encryptionKeyId ?? null,
		lastLoginAt: toIso(account.lastLoginAt),
		session: account.session,
		brokerEnv: account.brokerEnv,
	};
}

async function addUser(context: CommandContext, userId: string, flags: AddFlags): Promise<void> {
	const given = flags.stdin ? await readAccountDocument(context) : await askForSecrets(context);
	const {password, apiKey, totpSecret, name, apiKeyExpiresOn} = {...given, ...plainValues(flags)};
	const {accounts} = context.program.services;
	const added = await accounts.add({
		userId,
		apiKeyType: flags.type,
		password: password ?? emptySecret,
		apiKey: apiKey ?? emptySecret,
		...withoutAbsent({
			totpSecret: totpSecret ?? undefined,
			name,
			apiKeyExpiresOn: apiKeyExpiresOn ?? undefined,
		}),
	});
	const account =
		flags.secondFactor === undefined || flags.secondFactor === added.secondFactor
			? added
			: await accounts.update(added.accountId, {secondFactor: flags.secondFactor});
	await sayAccount(context, account, 'added');
}

async function updateUser(context: CommandContext, userId: string, flags: UpdateFlags): Promise<void> {
	const {accounts} = context.program.services;
	const account = await resolveAccount(context, userId, flags);
	const plain = withoutAbsent({...plainValues(flags), apiKeyType: flags.newType, secondFactor: flags.secondFactor});
	const hasPlain = Object.keys(plain).length > 0;
	const given = flags.stdin
		? await readAccountDocument(context)
		: hasPlain
			? {}
			: await askForChanges(context, account);
	const changes: AccountChanges = {...given, ...plain};
	if (Object.keys(changes).length === 0) {
		await sayAccount(context, account, 'left as it is');
		return;
	}

	await sayAccount(context, await accounts.update(account.accountId, changes), 'updated');
}

async function removeUser(context: CommandContext, userId: string, flags: RemoveFlags): Promise<number> {
	const {io, program, isJson} = context;
	const account = await resolveAccount(context, userId, flags);
	const label = toSafeText(accountLabel(account));
	if (flags.yes !== true) {
		const {logRows, requestRows, isSignedIn} = await program.services.accounts.removalPreview(account.accountId);
		const consequence = safe`Removes ${label} (${trusted(account.brokerEnv)}) with its password, API key and tokens${trusted(isSignedIn ? ', after logging it out' : '')}; its ${formatQuantity(logRows, 'log row')} and ${formatQuantity(requestRows, 'request row')} stay.`;
		if (!(await confirm(context, consequence))) {
			await io.words.lines([trusted('Nothing was removed.')]);
			return exitCodeOf('SIGINT');
		}
	}

	const {logout} = await program.services.accounts.remove(account.accountId);
	if (isJson) {
		await io.output.json([{userId: account.userId, apiKeyType: account.apiKeyType, removed: true, logout}]);
		return 0;
	}

	const farewell = {
		'not-needed': '',
		done: ' It was logged out first.',
		'broker-unreachable': ' The broker could not be told, so its session there ends by itself.',
	}[logout];
	await io.output.lines([safe`${label} removed.${trusted(farewell)}`]);
	return 0;
}

async function sayAccount({io, isJson}: CommandContext, account: Account, what: string): Promise<void> {
	await (isJson
		? io.output.json([toUserJson(account)])
		: io.output.lines([safe`${toSafeText(accountLabel(account))} ${trusted(what)}.`]));
}

async function askForSecrets(context: CommandContext): Promise<AccountDocument> {
	const password = await ask(context, {question: 'Password', otherwise: stdinHint, echo: 'bullets'});
	const apiKey = await ask(context, {question: 'API key', otherwise: stdinHint, echo: 'bullets'});
	const totpSecret = await ask(context, {
		question: 'TOTP secret (Enter for none)',
		otherwise: stdinHint,
		echo: 'bullets',
	});
	return {password, apiKey, ...withoutAbsent({totpSecret: unlessEmpty(totpSecret)})};
}

async function askForChanges(context: CommandContext, account: Account): Promise<AccountDocument> {
	if (!context.io.input.isTerminal) {
		throw new InteractionRequiredError(`What to change of ${toSafeText(accountLabel(account))} was not given.`, {
			hint: 'Use --stdin for secrets, or a flag such as --name.',
		});
	}

	const askFor = async (question: string) =>
		unlessEmpty(await ask(context, {question: `${question} (Enter keeps it)`, otherwise: stdinHint, echo: 'bullets'}));
	const password = await askFor('New password');
	const apiKey = await askFor('New API key');
	const totpSecret = await askFor('New TOTP secret');
	return withoutAbsent({password, apiKey, totpSecret});
}

function unlessEmpty(secret: Secret): Secret | undefined {
	return secret.isEmpty ? undefined : secret;
}

function plainValues({name, apiKeyExpiresOn}: PlainFlags): Pick<AccountDocument, 'name' | 'apiKeyExpiresOn'> {
	return withoutAbsent({
		name,
		// A flag cannot be null, so an empty text empties the date.
		apiKeyExpiresOn: apiKeyExpiresOn === '' ? null : apiKeyExpiresOn,
	});
}
