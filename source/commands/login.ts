import {Option} from 'commander';
import {accountLabel, type Account, type SecondFactor} from '../domain/account.ts';
import {toSafeText, trusted} from '../domain/safe-text.ts';
import {Secret} from '../domain/secret.ts';
import {
	DatabaseError,
	InteractionRequiredError,
	isAppError,
	OtpRejectedError,
	UsageError,
	ValidationError,
} from '../errors.ts';
import {safe} from '../presentation/safe-template.ts';
import type {Session} from '../stores/login-flow.ts';
import {accountOption, resolveAccount, typeOption, type AccountFlags} from './account-reference.ts';
import type {CommandContext, Register} from './command.ts';
import {ask} from './prompt.ts';
import {sandboxControlUrl} from './sandbox.ts';
import {fromSession, saySession} from './session-document.ts';

type LoginFlags = AccountFlags & {
	readonly otpStdin?: boolean;
	readonly totpStdin?: boolean;
	readonly totpStored?: boolean;
	readonly again?: boolean;
};

/** Where the code comes from. */
type CodeSource = 'otp-stdin' | 'totp-stdin' | 'totp-stored' | 'person';

const maximumLineLength = 1024;
const otherwise = 'Use --otp-stdin, --totp-stdin or --totp-stored.';

export const registerLogin: Register = (root, {run}) => {
	root
		.command('login')
		.argument('<user>')
		.description('log in to the broker; asks for the code unless a flag says where it comes from')
		.addOption(typeOption())
		.addOption(accountOption())
		.addOption(new Option('--otp-stdin', 'send the login, then read the OTP as one line from standard input'))
		.addOption(new Option('--totp-stdin', 'send the login, then read the TOTP code as one line from standard input'))
		.addOption(new Option('--totp-stored', 'make the TOTP code from the secret in the vault'))
		.option('--again', 'log in anew although a session is there')
		.action(async (userId: string, flags: LoginFlags) => run(async context => login(context, userId, flags)));
};

/** `login USER`: resolves with the session on stdout, also when it was there already. */
export async function login(context: CommandContext, userId: string, flags: LoginFlags): Promise<void> {
	const codeSource = chooseCodeSource(flags);
	const {services} = context.program;
	const account = await resolveAccount(context, userId, flags);
	const present = flags.again === true ? undefined : await services.sessions.current(account.accountId);
	if (present === undefined && codeSource === 'person' && !context.io.input.isTerminal) {
		// Asked before anything is sent: the broker need not send a code that nobody can type.
		throw new InteractionRequiredError('The broker will want a code, and there is no terminal to ask for it.', {
			hint: otherwise,
		});
	}

	if (present === undefined && codeSource === 'totp-stored' && !account.hasTotpSecret) {
		throw new ValidationError(`No TOTP secret is stored for ${toSafeText(accountLabel(account))}. Nothing was sent.`, {
			fields: {totpSecret: 'is not stored'},
			hint: 'Give the code with --totp-stdin, or store the secret: mstock users update USER --stdin.',
		});
	}

	const secondFactor = {'otp-stdin': 'otp', 'totp-stdin': 'totp', 'totp-stored': 'totp', person: undefined} as const;
	const started = await services.login.start(account.accountId, {
		secondFactor: secondFactor[codeSource] ?? account.secondFactor,
		again: flags.again === true,
	});
	const session =
		started.state === 'already-signed-in'
			? started.session
			: await giveCode(context, account, codeSource, started.secondFactor);
	await keepSession(context, account, session);
	await services.accounts.setActive(account.accountId);
	await saySession(context, fromSession(session));
}

function chooseCodeSource(flags: LoginFlags): CodeSource {
	const chosen = [
		...(flags.otpStdin ? (['otp-stdin'] as const) : []),
		...(flags.totpStdin ? (['totp-stdin'] as const) : []),
		...(flags.totpStored ? (['totp-stored'] as const) : []),
	];
	if (chosen.length > 1) {
		throw new UsageError(`${chosen.map(flag => `--${flag}`).join(' and ')} exclude each other.`, {
			hint: 'Give one of them.',
		});
	}

	return chosen[0] ?? 'person';
}

/** Bring the login to its session, or leave the attempt behind in good order. */
async function giveCode(
	context: CommandContext,
	account: Account,
	codeSource: CodeSource,
	secondFactor: SecondFactor,
): Promise<Session> {
	const {login: loginService} = context.program.services;
	try {
		if (codeSource === 'totp-stored') {
			return await loginService.submitStoredTotp();
		}

		await sayWaiting(context, account, secondFactor);
		return codeSource === 'person'
			? await askForCode(context, account, secondFactor)
			: await loginService.submitCode(await readCode(context, secondFactor));
	} catch (error) {
		await loginService.abandon();
		throw error;
	}
}

async function sayWaiting({io, program}: CommandContext, account: Account, secondFactor: SecondFactor): Promise<void> {
	const flow = program.stores.loginFlow.getSnapshot();
	const brokerMessage = flow.phase === 'otp-required' ? flow.brokerMessage : undefined;
	const label = toSafeText(accountLabel(account));
	await io.words.lines([
		safe`The broker accepted the password of ${label} and waits for the ${trusted(secondFactor.toUpperCase())}.`,
		...(brokerMessage === undefined ? [] : [safe`It says: ${toSafeText(brokerMessage.trim())}`]),
	]);
	const controlUrl = await sandboxControlUrl(program.config);
	if (secondFactor === 'otp' && controlUrl !== undefined) {
		await io.words.json([{waitingFor: 'otp', userId: account.userId, controlUrl}]);
	}
}

/** One line with the code. On a terminal it is typed, and seen while it is. */
async function readCode(context: CommandContext, secondFactor: SecondFactor): Promise<Secret> {
	const {io, interruption} = context;
	const name = secondFactor.toUpperCase();
	const line = io.input.isTerminal
		? (await ask(context, {question: name, otherwise, echo: 'text'})).reveal()
		: await interruption.race(io.input.readLine(maximumLineLength));
	if (line === undefined) {
		throw new InteractionRequiredError(`The input ended before there was a line with the ${name}.`, {
			hint: 'Write the code and a newline to standard input; the login has to begin anew.',
		});
	}

	const code = line.trim();
	if (!/^\d{3,6}$/.test(code)) {
		throw new ValidationError(`The ${name} has to be 3 to 6 digits. Nothing was sent.`, {
			fields: {code: 'has to be 3 to 6 digits'},
		});
	}

	return new Secret(code);
}

/** Ask until a code is accepted: a wrong one may be typed again, Enter alone asks the broker for a new OTP. */
async function askForCode(context: CommandContext, account: Account, secondFactor: SecondFactor): Promise<Session> {
	const {login: loginService} = context.program.services;
	const {words} = context.io;
	const canMakeCode = secondFactor === 'totp' && account.hasTotpSecret;
	const shortcut =
		secondFactor === 'otp' ? ' (Enter asks for a new one)' : canMakeCode ? ' (Enter takes the stored secret)' : '';
	for (;;) {
		const answer = await ask(context, {question: `${secondFactor.toUpperCase()}${shortcut}`, otherwise, echo: 'text'});
		const code = new Secret(answer.reveal().trim());
		try {
			if (!code.isEmpty) {
				return await loginService.submitCode(code);
			}

			if (canMakeCode) {
				return await loginService.submitStoredTotp();
			}

			if (secondFactor === 'otp') {
				await loginService.resendOtp();
				await words.lines([trusted('The broker sends a new OTP.')]);
			}
		} catch (error) {
			if (!isAnswerable(error)) {
				throw error;
			}

			await words.lines([error.message, error.hint].filter(line => line !== '').map(line => toSafeText(line)));
		}
	}
}

/** Whether the person can go on typing: the login itself still stands. */
function isAnswerable(error: unknown): error is OtpRejectedError | ValidationError {
	return isAppError(error) && (error instanceof OtpRejectedError || error instanceof ValidationError);
}

/**
A session that the database could not keep would end with this process while the broker believes in it, so it is logged out again.

@throws {DatabaseError} in that case
*/
async function keepSession({io, program}: CommandContext, account: Account, session: Session): Promise<void> {
	const flow = program.stores.loginFlow.getSnapshot();
	if (flow.phase === 'signed-in' && flow.warning !== undefined) {
		await io.words.lines([toSafeText(flow.warning)]);
	}

	if (session.isOnlyInMemory) {
		const {broker} = await program.services.sessions.logout(account.accountId);
		throw new DatabaseError(
			`The broker accepted the login of ${toSafeText(accountLabel(account))}, but the database could not keep the session. ${
				broker === 'told' ? 'It was logged out again.' : 'The broker could not be told to end it.'
			}`,
			{hint: '"mstock doctor" shows what is wrong with the database.'},
		);
	}
}
