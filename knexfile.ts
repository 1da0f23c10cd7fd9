import {loadConfig} from './source/config.ts';
import {knexConfig, openDatabase} from './source/database/database.ts';
import {migrationConfig} from './source/database/migrate.ts';

/**
For the Knex command line, e.g. `npm run knex -- migrate:latest`: the same database, client and list of migrations as the program's.

`mstock db migrate` does the same with more care: it refuses a newer schema, and two of them at once take turns.
*/
export default async function readKnexConfig(): Promise<object> {
	const {database: settings} = loadConfig({environment: process.env, workingDirectory: process.cwd()});
	const log = (level: string, message: string): void => {
		process.stderr.write(`${level} ${message}\n`);
	};

	// Creates the database where there is none.
	const database = await openDatabase(settings, {log});
	await database.dispose();
	return {...(await knexConfig(settings, {log})), migrations: migrationConfig(settings.client)};
}
