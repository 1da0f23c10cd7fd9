import type {EncryptionKey} from '../../domain/encryption-key.ts';
import {toSafeText, trusted} from '../../domain/safe-text.ts';
import {absentCell, createCell, type Cell} from '../cell.ts';
import type {CellContext, Column} from '../column.ts';
import {formatCount} from '../numbers.ts';
import {signOf, type StateRole} from '../roles.ts';
import {safe} from '../safe-template.ts';
import {daysUntil, formatDay, formatDaysUntil} from '../time.ts';
import {tradingDayOf} from '../../domain/market-clock.ts';

/** A key that ends within this many days is due for rotation. */
const keyDueDays = 14;

const stateRoles: Readonly<Record<EncryptionKey['state'], StateRole>> = {
	active: 'ok',
	'decrypt-only': 'off',
	retired: 'off',
};

/** The data keys, as the Keys screen lists them. */
export const keyColumns: ReadonlyArray<Column<EncryptionKey>> = [
	{title: 'ID', width: 4, align: 'right', priority: 0, cell: ({keyId}) => createCell(toSafeText(keyId))},
	{title: 'STATE', width: 16, priority: 0, cell: stateCell},
	{title: 'MADE', width: 11, priority: 3, cell: ({createdAt}, {now}) => createCell(formatDay(createdAt, now))},
	{title: 'EXPIRES', width: 14, priority: 2, cell: expiryCell},
	{title: 'ROWS', width: 7, align: 'right', priority: 1, cell: ({rows}) => createCell(formatCount(rows))},
	{title: 'WRAPPED', width: 16, isFlexible: true, priority: 0, cell: wrappingCell},
];

function stateCell({state, isUsable}: EncryptionKey): Cell {
	const role = isUsable ? stateRoles[state] : 'failed';
	return createCell(safe`${signOf(role)} ${isUsable ? trusted(state) : trusted('does not open')}`, role);
}

function expiryCell({expiresAt}: EncryptionKey, {now}: CellContext): Cell {
	const days = expiresAt === undefined ? undefined : daysUntil(tradingDayOf(expiresAt), now);
	if (days === undefined) {
		return absentCell;
	}

	return days <= keyDueDays
		? createCell(safe`${signOf('attention')} ${formatDaysUntil(days)}`, 'attention')
		: createCell(formatDaysUntil(days));
}

function wrappingCell({isWrapped}: EncryptionKey): Cell {
	return isWrapped
		? createCell(trusted('yes'))
		: createCell(safe`${signOf('attention')} ${trusted('in the clear')}`, 'attention');
}
