import {
	autoId,
	createdTimestamp,
	same,
	timestamp,
	updatedTimestamp,
	varchar,
	type ColumnDefinition,
} from './columns.ts';
import {adoptTable} from './schema-tools.ts';

/** What a row cannot do without. */
const core: readonly ColumnDefinition[] = [
	{name: 'CUST_SEQ_ID', type: autoId},
	{name: 'SYS_CREATE_DATE_TIME', type: createdTimestamp},
	{name: 'SYS_UPDATE_DATE_TIME', type: updatedTimestamp},
	{name: 'M_STOCK_USER_ID', type: same('VARCHAR(100) NOT NULL')},
	{name: 'M_STOCK_PASSWORD', type: same('VARCHAR(255) NOT NULL')},
	{name: 'M_STOCK_API_KEY', type: same('VARCHAR(255) NOT NULL')},
	{
		name: 'M_STOCK_API_KEY_TYPE',
		type: {
			mysql: "ENUM('A','B') NOT NULL",
			sqlite: "VARCHAR(1) NOT NULL CHECK (M_STOCK_API_KEY_TYPE IN ('A', 'B'))",
		},
	},
];

/** What an early version of the original may lack. */
const optional: readonly ColumnDefinition[] = [
	{name: 'M_CLIENT_CODE', type: varchar(50)},
	{name: 'M_RESPONSE_USER_ID', type: varchar(50)},
	{name: 'M_RESPONSE_USER_NAME', type: varchar(100)},
	{name: 'M_ACCESS_TOKEN', type: same('TEXT NULL')},
	{name: 'M_PUBLIC_TOKEN', type: same('TEXT NULL')},
	{name: 'M_REFRESH_TOKEN', type: same('TEXT NULL')},
	{name: 'M_ENC_TOKEN', type: same('TEXT NULL')},
	{name: 'LAST_LOGIN_DATE', type: timestamp},
	{name: 'LAST_LOGOUT_DATE', type: timestamp},
	{name: 'ENCRYPTION_KEY_ID', type: same('TEXT NULL')},
];

/** The original's table of accounts: made, or adopted as it is. */
export const credentials = adoptTable({
	name: '20261124090100_credentials',
	table: 'MS01_API_Authentication_Credential',
	columns: [...core, ...optional],
	added: optional,
});
