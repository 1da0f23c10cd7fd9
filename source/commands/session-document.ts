import {accountLabel, type Account} from '../domain/account.ts';
import {toSafeText, trusted} from '../domain/safe-text.ts';
import {absentCell, createCell, type Cell} from '../presentation/cell.ts';
import {sessionCell} from '../presentation/columns/users.ts';
import {safe} from '../presentation/safe-template.ts';
import {formatDayClock, formatDuration} from '../presentation/time.ts';
import type {Session} from '../stores/login-flow.ts';
import type {CommandContext} from './command.ts';
import {detailLines} from './table.ts';
import {toIso} from './times.ts';

/** A session as `login` and `session` show it; what is not known is undefined. */
export type SessionDocument = {
	readonly userId: string;
	readonly apiKeyType: Account['apiKeyType'];
	readonly session: Account['session'];
	readonly clientCode: string | undefined;
	readonly userName: string | undefined;
	readonly loginSequenceId: string | undefined;
	readonly loggedInAt: Date | undefined;
	readonly validUntil: Date | undefined;
	readonly brokerEnv: Account['brokerEnv'];
};

export function fromSession(session: Session): SessionDocument {
	const {userId, apiKeyType, clientCode, userName, loginSequenceId, loggedInAt, validUntil, brokerEnv} = session;
	return {
		userId,
		apiKeyType,
		session: 'signed-in',
		clientCode,
		userName,
		loginSequenceId,
		loggedInAt,
		validUntil,
		brokerEnv,
	};
}

/** Of an account without a session: an expired one still says when it was. */
export function fromAccount(account: Account): SessionDocument {
	const hadSession = account.session !== 'signed-out';
	return {
		userId: account.userId,
		apiKeyType: account.apiKeyType,
		session: account.session,
		clientCode: account.clientCode,
		userName: account.responseUserName,
		loginSequenceId: hadSession ? account.loginSequenceId : undefined,
		loggedInAt: hadSession ? account.lastLoginAt : undefined,
		validUntil: hadSession ? account.sessionEndsAt : undefined,
		brokerEnv: account.brokerEnv,
	};
}

/** One document on stdout, as JSON or as a card with IST times. */
export async function saySession({io, isJson, now}: CommandContext, document: SessionDocument): Promise<void> {
	if (isJson) {
		await io.output.json([
			{
				...document,
				clientCode: document.clientCode ?? null,
				userName: document.userName ?? null,
				loginSequenceId: document.loginSequenceId ?? null,
				loggedInAt: toIso(document.loggedInAt),
				validUntil: toIso(document.validUntil),
			},
		]);
		return;
	}

	const {session, validUntil} = document;
	const instantCell = (instant: Date | undefined, rest = trusted('')) =>
		instant === undefined ? absentCell : createCell(safe`${formatDayClock(instant, now())} IST${rest}`);
	const left =
		session === 'signed-in' && validUntil !== undefined
			? safe`, ${formatDuration(validUntil.getTime() - now().getTime())} left`
			: trusted('');
	const pairs: ReadonlyArray<readonly [string, Cell]> = [
		['account', createCell(safe`${toSafeText(accountLabel(document))} (${trusted(document.brokerEnv)})`)],
		['session', sessionCell(document)],
		['client code', textCell(document.clientCode)],
		['name', textCell(document.userName)],
		['signed in', instantCell(document.loggedInAt)],
		['valid until', instantCell(validUntil, left)],
		['login sequence', textCell(document.loginSequenceId)],
	];
	await io.output.spans(detailLines(pairs));
}

function textCell(text: string | undefined): Cell {
	return text === undefined || text === '' ? absentCell : createCell(toSafeText(text));
}
