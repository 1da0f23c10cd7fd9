import type {Account} from '../domain/account.ts';
import {toSafeText, trusted} from '../domain/safe-text.ts';
import {absentCell, createCell, type Cell} from '../presentation/cell.ts';
import {signOf} from '../presentation/roles.ts';
import {safe} from '../presentation/safe-template.ts';
import {apiKeyEndCell, sessionCell} from '../presentation/columns/users.ts';
import {formatDayClock} from '../presentation/time.ts';
import type {TableColumn} from './table.ts';

/** What `users list` shows of an account; times are IST. The numbers only where they are needed to tell two accounts apart. */
export function userColumns(accounts: readonly Account[], now: Date): ReadonlyArray<TableColumn<Account>> {
	const timeCell = (instant: Date | undefined) =>
		instant === undefined ? absentCell : createCell(formatDayClock(instant, now));
	const textCell = (text: string | undefined) =>
		text === undefined || text === '' ? absentCell : createCell(toSafeText(text));
	return [
		...(accounts.some(({isDuplicate}) => isDuplicate) ? [numberColumn] : []),
		{title: 'USER ID', cell: ({userId}) => createCell(toSafeText(userId))},
		{title: 'TYPE', cell: ({apiKeyType}) => createCell(trusted(apiKeyType))},
		{title: 'NAME', cell: ({name}) => textCell(name)},
		{title: 'SESSION', cell: sessionCell},
		{
			title: 'VALID UNTIL (IST)',
			cell: ({session, sessionEndsAt}) => (session === 'signed-in' ? timeCell(sessionEndsAt) : absentCell),
		},
		{title: 'LAST LOGIN (IST)', cell: ({lastLoginAt}) => timeCell(lastLoginAt)},
		{title: 'KEY', align: 'right', cell: ({encryptionKeyId}) => textCell(encryptionKeyId)},
		{title: 'API KEY ENDS', cell: account => apiKeyEndCell(account, now)},
		{title: 'SECRETS', cell: ({sealing}) => sealingCell(sealing)},
		{title: 'BROKER', cell: ({brokerEnv}) => createCell(trusted(brokerEnv))},
	];
}

const numberColumn: TableColumn<Account> = {
	title: 'NUMBER',
	align: 'right',
	cell: ({accountId, isDuplicate}) =>
		isDuplicate
			? createCell(safe`${signOf('attention')} ${toSafeText(accountId)}`, 'attention')
			: createCell(toSafeText(accountId)),
};

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
