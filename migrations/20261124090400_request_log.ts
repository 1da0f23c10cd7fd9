import {
	addColumns,
	autoId,
	createdTimestamp,
	createTable,
	dropColumns,
	dropTable,
	same,
	tableBody,
	varchar,
	type ColumnDefinition,
	type Migration,
} from './schema-tools.ts';

const table = 'MS01_REQUEST_RESPONSE_LOG';

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
export const requestLog: Migration = {
	name: '20261124090400_request_log',

	async up(knex) {
		await createTable(knex, table, tableBody(core));
		await addColumns(knex, table, added);
	},

	async down(knex) {
		await dropColumns(knex, table, added);
		await dropTable(knex, table);
	},
};
