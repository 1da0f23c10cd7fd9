import {execFile} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {expect, test} from 'vitest';
import type {DatabaseSettings} from '../../source/config.ts';
import {migrations} from '../../migrations/index.ts';
import {migrationStatus} from '../../source/database/migrate.ts';
import {describeDatabases} from '../helpers/with-database.ts';
import {createTempHome} from '../helpers/temp-home.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

function environmentOf(settings: DatabaseSettings): Readonly<Record<string, string>> {
	return settings.client === 'sqlite'
		? {DB_CLIENT: 'sqlite', DB_FILE: settings.file}
		: {
				DB_CLIENT: 'mysql',
				DB_HOST: settings.host,
				DB_PORT: String(settings.port),
				DB_USER: settings.user,
				DB_PASSWORD: settings.password.reveal(),
				DB_NAME: settings.database,
				DB_SSL: settings.ssl,
			};
}

describeDatabases('the Knex command line', context => {
	test('runs the same migrations under the same names as the program', {timeout: 120_000}, async () => {
		const settings = context.newSettings();
		await using home = createTempHome();
		const knex = async (command: string): Promise<string> => {
			const {stdout} = await promisify(execFile)(
				process.execPath,
				['--import', 'tsx', 'node_modules/knex/bin/cli.js', '--knexfile', 'knexfile.ts', command],
				{cwd: root, env: home.environment({...environmentOf(settings), NO_COLOR: '1'})},
			);
			return stdout;
		};

		expect(await knex('migrate:latest')).toContain(`${migrations.length} migrations`);

		const database = await context.open(settings);
		expect(await migrationStatus(database)).toMatchObject({
			schema: 'current',
			applied: migrations.map(({name}) => name),
		});
		expect(await knex('migrate:rollback')).toContain(`rolled back: ${migrations.length} migrations`);
		expect(await migrationStatus(database)).toMatchObject({schema: 'empty', applied: []});
	});
});
