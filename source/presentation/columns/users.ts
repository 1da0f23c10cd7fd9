import type {Account} from '../../domain/account.ts';
import {toSafeText, trusted} from '../../domain/safe-text.ts';
import {absentCell, createCell, type Cell} from '../cell.ts';
import type {Column} from '../column.ts';
import {signOf} from '../roles.ts';
import {safe} from '../safe-template.ts';
import {sessionWords} from '../session-words.ts';
import {daysUntil, formatClock, formatDayClock, formatDaysUntil} from '../time.ts';

/** An API key that ends within this many days is due. */
export const apiKeyDueDays = 14;

/** The accounts, as the Users screen lists them. */
export const userColumns: ReadonlyArray<Column<Account>> = [
	{title: 'USER ID', width: 10, priority: 0, cell: userIdCell},
	{title: 'TYPE', width: 4, priority: 1, cell: typeCell},
	{
		title: 'NAME',
		width: 8,
		isFlexible: true,
		priority: 2,
		cell: ({name}) => (name === '' ? absentCell : createCell(toSafeText(name))),
	},
	{title: 'SESSION', width: 12, priority: 0, cell: sessionCell},
	{title: 'VALID UNTIL', width: 11, priority: 1, cell: validUntilCell},
	{title: 'LAST LOGIN', width: 15, priority: 5, cell: lastLoginCell},
	{title: 'KEY', width: 5, align: 'right', priority: 6, cell: keyCell},
	{title: 'API KEY ENDS', width: 13, priority: 3, cell: apiKeyCell},
	{title: 'BROKER', width: 7, priority: 7, cell: brokerCell},
];

/** A duplicate of an adopted database is pointed out: login has to know which of the two is meant. */
function userIdCell({userId, isDuplicate}: Account): Cell {
	return isDuplicate
		? createCell(safe`${signOf('attention')} ${toSafeText(userId)}`, 'attention')
		: createCell(toSafeText(userId));
}

function typeCell({apiKeyType}: Account): Cell {
	return createCell(trusted(apiKeyType));
}

function sessionCell({session}: Account): Cell {
	const {text, role} = sessionWords(session);
	return createCell(safe`${signOf(role)} ${text}`, role);
}

/** A session ends today or at midnight, so the clock alone says it all. */
function validUntilCell({session, sessionEndsAt}: Account): Cell {
	return session === 'signed-in' && sessionEndsAt !== undefined ? createCell(formatClock(sessionEndsAt)) : absentCell;
}

function lastLoginCell({lastLoginAt}: Account, {now}: {readonly now: Date}): Cell {
	return lastLoginAt === undefined ? absentCell : createCell(formatDayClock(lastLoginAt, now));
}

/** The key that seals the row; a row in the clear or one that no key opens says so here. */
function keyCell({encryptionKeyId, sealing}: Account): Cell {
	const keyId = encryptionKeyId === undefined ? trusted('-') : toSafeText(encryptionKeyId);
	if (sealing === 'plain') {
		return createCell(safe`${signOf('attention')} ${keyId}`, 'attention');
	}

	return sealing === 'unopenable' ? createCell(safe`${signOf('failed')} ${keyId}`, 'failed') : createCell(keyId);
}

function apiKeyCell({apiKeyExpiresOn}: Account, {now}: {readonly now: Date}): Cell {
	const days = apiKeyExpiresOn === undefined ? undefined : daysUntil(apiKeyExpiresOn, now);
	if (days === undefined) {
		return absentCell;
	}

	if (days < 0) {
		return createCell(safe`${signOf('failed')} ${formatDaysUntil(days)}`, 'failed');
	}

	return days <= apiKeyDueDays
		? createCell(safe`${signOf('attention')} ${formatDaysUntil(days)}`, 'attention')
		: createCell(formatDaysUntil(days));
}

function brokerCell({brokerEnv}: Account): Cell {
	return brokerEnv === 'live' ? createCell(trusted('LIVE'), 'strong') : createCell(trusted('sandbox'), 'dim');
}
