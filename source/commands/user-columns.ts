import type {Account} from '../domain/account.ts';
import {toSafeText, trusted} from '../domain/safe-text.ts';
import {absentCell, createCell, type Cell} from '../presentation/cell.ts';
import {signOf, type StateRole} from '../presentation/roles.ts';
import {safe} from '../presentation/safe-template.ts';
import {formatDayClock} from '../presentation/time.ts';
import type {TableColumn} from './table.ts';

const sessionWords: Readonly<Record<Account['session'], readonly [role: StateRole, words: string]>> = {
	'signed-in': ['ok', 'signed in'],
	'signed-out': ['off', 'signed out'],
	expired: ['failed', 'expired'],
};

/** `● signed in` */
export function sessionCell(session: Account['session']): Cell {
	const [role, words] = sessionWords[session];
	return createCell(safe`${signOf(role)} ${trusted(words)}`, role);
}

/** What `users list` shows of an account; times are IST. */
export function userColumns(now: Date): ReadonlyArray<TableColumn<Account>> {
	const timeCell = (instant: Date | undefined) =>
		instant === undefined ? absentCell : createCell(formatDayClock(instant, now));
	const textCell = (text: string | undefined) =>
		text === undefined || text === '' ? absentCell : createCell(toSafeText(text));
	return [
		{title: 'USER ID', cell: ({userId}) => createCell(toSafeText(userId))},
		{title: 'TYPE', cell: ({apiKeyType}) => createCell(trusted(apiKeyType))},
		{title: 'NAME', cell: ({name}) => textCell(name)},
		{title: 'SESSION', cell: ({session}) => sessionCell(session)},
		{
			title: 'VALID UNTIL (IST)',
			cell: ({session, sessionEndsAt}) => (session === 'signed-in' ? timeCell(sessionEndsAt) : absentCell),
		},
		{title: 'LAST LOGIN (IST)', cell: ({lastLoginAt}) => timeCell(lastLoginAt)},
		{title: 'KEY', align: 'right', cell: ({encryptionKeyId}) => textCell(encryptionKeyId)},
		{title: 'API KEY ENDS', cell: ({apiKeyExpiresOn}) => textCell(apiKeyExpiresOn)},
		{title: 'SECRETS', cell: ({sealing}) => sealingCell(sealing)},
		{title: 'BROKER', cell: ({brokerEnv}) => createCell(trusted(brokerEnv))},
	];
}

function sealingCell(sealing: Account['sealing']): Cell {
	switch (sealing) {
		case 'sealed':
			return createCell(trusted('sealed'));
		case 'plain':
			return createCell(safe`${signOf('attention')} in the clear`, 'attention');
		case 'unopenable':
			return createCell(safe`${signOf('failed')} no key opens them`, 'failed');
		default:
			return absentCell;
	}
}
