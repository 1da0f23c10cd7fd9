import {autoId, createdTimestamp, same, updatedTimestamp, varchar, type ColumnDefinition} from './columns.ts';
import {adoptTable} from './schema-tools.ts';

const core: readonly ColumnDefinition[] = [
	{name: 'LOG_ID', type: autoId},
	{name: 'SYS_CREATE_DATE_TIME', type: createdTimestamp},
	{name: 'SYS_UPDATE_DATE_TIME', type: updatedTimestamp},
	{
		name: 'LOG_LEVEL',
		type: {
			mysql: "ENUM('INFO','WARN','ERROR') NOT NULL",
			sqlite: "VARCHAR(5) NOT NULL CHECK (LOG_LEVEL IN ('INFO', 'WARN', 'ERROR'))",
		},
	},
	{name: 'LOG_MESSAGE', type: same('TEXT NOT NULL')},
	{name: 'SOURCE_MODULE', type: varchar(100)},
];

const added: readonly ColumnDefinition[] = [
	{name: 'LOGIN_SEQ_ID', type: varchar(20)},
	{name: 'CREATED_AT_MS', type: same('BIGINT NULL')},
];

/** The original's table of log rows: made, or adopted as it is, with the login they belong to and a time to the millisecond. */
export const logs = adoptTable({
	name: '20261124090300_logs',
	table: 'logs',
	columns: core,
	added,
});
