import {same, varchar, type ColumnDefinition} from './columns.ts';
import {addColumns, dropColumns, type Migration} from './schema-tools.ts';

const table = 'MS01_API_Authentication_Credential';

const added: readonly ColumnDefinition[] = [
	{name: 'M_TOTP_SECRET', type: varchar(255)},
	{name: 'M_BROKER_ENV', type: varchar(10)},
	{name: 'SESSION_END_DATE', type: {mysql: 'TIMESTAMP(3) NULL DEFAULT NULL', sqlite: 'TIMESTAMP NULL'}},
	{name: 'SECOND_FACTOR', type: varchar(10)},
	{name: 'DISPLAY_NAME', type: varchar(100)},
	{name: 'API_KEY_EXPIRY_DATE', type: same('DATE NULL')},
	{name: 'LOGIN_SEQ_ID', type: varchar(20)},
];

/** What an account needs beyond the original: TOTP secret, broker, end of the session, second factor, a name, the end of the API key, its login. */
export const accountColumns: Migration = {
	name: '20261124090600_account_columns',

	async up(knex) {
		await addColumns(knex, table, added);
	},

	async down(knex) {
		await dropColumns(knex, table, added);
	},
};
