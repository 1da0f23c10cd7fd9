import type {Knex} from 'knex';
import {MysqlClient} from './mysql-client.ts';
import {mysqlConnection, type MysqlSettings} from './mysql-connection.ts';

export {createMysqlDatabase} from './mysql-connection.ts';

/** What Knex is told about MySQL alone. In a file of its own, because it is loaded only where there is a MySQL. */
export function mysqlConfig(settings: MysqlSettings): Pick<Knex.Config, 'client' | 'connection' | 'pool'> {
	return {
		client: MysqlClient,
		connection: mysqlConnection(settings) as Knex.MySql2ConnectionConfig,
		pool: {
			min: 0,
			max: 5,
			// Looking each second for connections to close would cost an idle program as much as all else that it does.
			reapIntervalMillis: 20_000,
			afterCreate(connection: unknown, done: (error: Error | null, connection: unknown) => void) {
				prepareSession(connection as SessionConnection, done);
			},
		},
	};
}

type SessionConnection = {query: (sql: string, done: (error: Error | null) => void) => void};

/** Both halves of UTC: the driver converts (`timezone: 'Z'`), the server must think the same. Waiting for a lock ends well before the time limit of a query. */
function prepareSession(connection: SessionConnection, done: (error: Error | null, connection: unknown) => void): void {
	connection.query("SET time_zone = '+00:00', innodb_lock_wait_timeout = 5", error => {
		done(error, connection);
	});
}
