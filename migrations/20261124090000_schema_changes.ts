import {changeTable, dialectOf, hasTable, type Migration} from './schema-tools.ts';

/** The list of what we made in this database, so that `down` never drops what we did not. */
export const schemaChanges: Migration = {
	name: '20261124090000_schema_changes',

	async up(knex) {
		if (await hasTable(knex, changeTable)) {
			return;
		}

		const isMysql = dialectOf(knex) === 'mysql';
		await knex.raw(
			`CREATE TABLE ${changeTable} (CHANGE_NAME VARCHAR(190) NOT NULL PRIMARY KEY, DETAIL TEXT NULL)` +
				(isMysql ? ' ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin' : ''),
		);
	},

	async down(knex) {
		await knex.raw(`DROP TABLE IF EXISTS ${changeTable}`);
	},
};
