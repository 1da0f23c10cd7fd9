import {autoId, createdTimestamp, same, type ColumnDefinition} from './columns.ts';
import {adoptTable} from './schema-tools.ts';

const columns: readonly ColumnDefinition[] = [
	{name: 'KEY_ID', type: autoId},
	{name: 'ENCRYPTION_KEY', type: same('VARCHAR(255) NOT NULL')},
	{name: 'SYS_CREATE_DATE_TIME', type: createdTimestamp},
];

/** New needs of a key: whether it is wrapped by the master key, and which one seals. Null on the original's rows: plain, and the newest seals. */
const added: readonly ColumnDefinition[] = [
	{name: 'WRAPPED', type: same('TINYINT NULL')},
	{name: 'IS_ACTIVE', type: same('TINYINT NULL')},
];

/** The original's table of data keys: made, or adopted as it is, with two more columns. */
export const encryptionKeys = adoptTable({
	name: '20261124090200_encryption_keys',
	table: 'SEC01_ENCRYPTION_KEY',
	columns,
	added,
});
