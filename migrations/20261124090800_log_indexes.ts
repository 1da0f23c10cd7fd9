import {addIndex, dropIndex, type IndexDefinition, type Migration} from './schema-tools.ts';

/** What the viewers filter by. Every index carries the primary key at its end, so each of them answers "the newest ids with this value" by itself. */
const indexes: readonly IndexDefinition[] = [
	{name: 'LOGS_LEVEL', table: 'logs', columns: ['LOG_LEVEL']},
	{name: 'LOGS_SOURCE', table: 'logs', columns: ['SOURCE_MODULE']},
	{name: 'LOGS_LEVEL_SOURCE', table: 'logs', columns: ['LOG_LEVEL', 'SOURCE_MODULE']},
	{name: 'LOGS_TIME', table: 'logs', columns: ['SYS_CREATE_DATE_TIME']},
	{name: 'LOGS_LOGIN', table: 'logs', columns: ['LOGIN_SEQ_ID']},
	{name: 'MS01_REQUEST_TIME', table: 'MS01_REQUEST_RESPONSE_LOG', columns: ['SYS_CREATE_DATE_TIME']},
	{name: 'MS01_REQUEST_API', table: 'MS01_REQUEST_RESPONSE_LOG', columns: ['api_name']},
	{name: 'MS01_REQUEST_LOGIN', table: 'MS01_REQUEST_RESPONSE_LOG', columns: ['LOGIN_SEQ_ID']},
	{name: 'MS01_REQUEST_USER', table: 'MS01_REQUEST_RESPONSE_LOG', columns: ['M_STOCK_USER_ID']},
];

export const logIndexes: Migration = {
	name: '20261124090800_log_indexes',

	async up(knex) {
		for (const index of indexes) {
			await addIndex(knex, index);
		}
	},

	async down(knex) {
		for (const index of [...indexes].reverse()) {
			await dropIndex(knex, index);
		}
	},
};
