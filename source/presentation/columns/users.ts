import type {Account} from '../../domain/account.ts';
import {toSafeText, trusted, type SafeText} from '../../domain/safe-text.ts';
import {absentCell, createCell, type Cell} from '../cell.ts';
import type {Column} from '../column.ts';
import {signOf} from '../roles.ts';
import {safe} from '../safe-template.ts';
import {daysUntil, formatClock, formatDayClock} from '../time.ts';

/** From this many days before its end on, an API key asks for attention. */
export const apiKeyWarningDays = 14;

/** An account as a row; which one is active and which broker is in use is not the account's own knowledge. */
export type AccountRow = {
	readonly account: Account;
	readonly isActive: boolean;
	/** True when it belongs to the broker that is not in use: nothing can be done with it but to keep it. */
	readonly isOther: boolean;
};

/** `● signed in`, `○ signed out`, `✗ expired`. */
export function sessionCell({session}: Pick<Account, 'session'>): Cell {
	if (session === 'signed-in') {
		return createCell(safe`${signOf('ok')} signed in`, 'ok');
	}

	return session === 'expired'
		? createCell(safe`${signOf('failed')} expired`, 'failed')
		: createCell(safe`${signOf('off')} signed out`, 'off');
}

/** `in 211 d`, `▲ in 9 d`, `✗ 3 d ago`. */
export function apiKeyEndCell({apiKeyExpiresOn}: Pick<Account, 'apiKeyExpiresOn'>, now: Date): Cell {
	const days = apiKeyExpiresOn === undefined ? undefined : daysUntil(apiKeyExpiresOn, now);
	if (days === undefined) {
		return absentCell;
	}

	if (days < 0) {
		return createCell(safe`${signOf('failed')} ${shortDays(days)}`, 'failed');
	}

	return days <= apiKeyWarningDays
		? createCell(safe`${signOf('attention')} ${shortDays(days)}`, 'attention')
		: createCell(shortDays(days));
}

function shortDays(days: number): SafeText {
	return trusted(days === 0 ? 'today' : days > 0 ? `in ${days} d` : `${-days} d ago`);
}

/** How the row's secrets are kept, where that is not as it should be; else the id of their key. Colour and sign for it stand behind the user id. */
function keyCell({sealing, encryptionKeyId}: Account): Cell {
	if (sealing === 'unopenable') {
		return createCell(trusted('none'));
	}

	if (sealing === 'plain') {
		return createCell(trusted('plain'));
	}

	return encryptionKeyId === undefined ? absentCell : createCell(toSafeText(encryptionKeyId));
}

/** One sign for what is wrong with the row itself, so that it shows where no room is left for words. */
function troubleCell({sealing, isDuplicate, isPasswordRefused}: Account): Cell {
	if (sealing === 'unopenable' || isPasswordRefused === true) {
		return createCell(signOf('failed'), 'failed');
	}

	return sealing === 'plain' || isDuplicate ? createCell(signOf('attention'), 'attention') : createCell(trusted(' '));
}

const userId: Column<AccountRow> = {
	title: 'USER ID',
	width: 12,
	priority: 0,
	cell: ({account, isActive}) => createCell(toSafeText(account.userId), isActive ? 'accent' : undefined),
};

const trouble: Column<AccountRow> = {title: '', width: 1, priority: 0, cell: ({account}) => troubleCell(account)};

const type: Column<AccountRow> = {
	title: 'TYPE',
	width: 4,
	priority: 1,
	cell: ({account}) => createCell(trusted(account.apiKeyType)),
};

const broker: Column<AccountRow> = {
	title: 'BROKER',
	width: 7,
	priority: 2,
	cell: ({account}) =>
		account.brokerEnv === 'live' ? createCell(trusted('LIVE'), 'live') : createCell(trusted('sandbox'), 'sandbox'),
};

const name: Column<AccountRow> = {
	title: 'NAME',
	width: 14,
	isFlexible: true,
	priority: 3,
	cell: ({account}) => (account.name === '' ? absentCell : createCell(toSafeText(account.name))),
};

const session: Column<AccountRow> = {
	title: 'SESSION',
	width: 12,
	priority: 0,
	cell: ({account}) => sessionCell(account),
};

const validUntil: Column<AccountRow> = {
	title: 'UNTIL',
	width: 5,
	priority: 3,
	cell: ({account}) =>
		account.session === 'signed-in' && account.sessionEndsAt !== undefined
			? createCell(formatClock(account.sessionEndsAt))
			: absentCell,
};

const lastLogin: Column<AccountRow> = {
	title: 'LAST LOGIN',
	width: 15,
	priority: 5,
	cell: ({account}, {now}) =>
		account.lastLoginAt === undefined ? absentCell : createCell(formatDayClock(account.lastLoginAt, now)),
};

const key: Column<AccountRow> = {title: 'KEY', width: 5, priority: 6, cell: ({account}) => keyCell(account)};

const apiKeyEnds: Column<AccountRow> = {
	title: 'API KEY ENDS',
	width: 12,
	priority: 4,
	cell: ({account}, {now}) => apiKeyEndCell(account, now),
};

/** The accounts of one broker. All times IST. */
export const userColumns: ReadonlyArray<Column<AccountRow>> = [
	userId,
	trouble,
	type,
	name,
	session,
	validUntil,
	lastLogin,
	key,
	apiKeyEnds,
];

/** The same where accounts of the broker that is not in use stand among them: each row says whose it is, and those are dim. */
export const userColumnsOfBothBrokers: ReadonlyArray<Column<AccountRow>> = [
	userId,
	trouble,
	type,
	broker,
	name,
	session,
	validUntil,
	lastLogin,
	key,
	apiKeyEnds,
].map(column => ({
	...column,
	cell: (row, context) => {
		const cell = column.cell(row, context);
		return row.isOther ? {...cell, role: 'dim'} : cell;
	},
}));
