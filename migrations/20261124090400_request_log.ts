import {autoId, createdTimestamp, same, varchar, type ColumnDefinition} from './columns.ts';
import {adoptTable} from './schema-tools.ts';

const core: readonly ColumnDefinition[] = [
	{name: 'id', type: autoId},
	{name: 'log_level', type: same('VARCHAR(20) NOT NULL')},
	{name: 'message', type: same('VARCHAR(255) NOT NULL')},
	{name: 'module', type: same('VARCHAR(100) NOT NULL')},
	{name: 'request', type: same('TEXT NULL')},
	{name: 'response', type: same('TEXT NULL')},
	{name: 'api_name', type: varchar(100)},
	{name: 'SYS_CREATE_DATE_TIME', type: createdTimestamp},
];

const added: readonly ColumnDefinition[] = [
	// The original's own, which its early versions lacked.
	{name: 'LOGIN_SEQ_ID', type: varchar(20)},
	{name: 'DURATION_MS', type: same('INT NULL')},
	{name: 'HTTP_STATUS', type: same('INT NULL')},
	{name: 'STARTED_AT_MS', type: same('BIGINT NULL')},
	{name: 'CREATED_AT_MS', type: same('BIGINT NULL')},
	{name: 'M_STOCK_USER_ID', type: varchar(100)},
	{name: 'TRUNCATED_BYTES', type: same('INT NULL')},
];

/** The original's table of exchanges with the broker: made, or adopted as it is, with how long each took and how it ended. */
export const requestLog = adoptTable({
	name: '20261124090400_request_log',
	table: 'MS01_REQUEST_RESPONSE_LOG',
	columns: core,
	added,
});
