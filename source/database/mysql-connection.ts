import mysql from 'mysql2';
import type {DatabaseSettings} from '../config.ts';
import {toDatabaseError, type DatabasePlace} from './errors.ts';

export type MysqlSettings = Extract<DatabaseSettings, {readonly client: 'mysql'}>;

const connectTimeoutMs = 7000;

/** What mysql2 is told, and why it is told is in the comments. */
export function mysqlConnection(settings: MysqlSettings): mysql.ConnectionOptions {
	return {
		host: settings.host,
		port: settings.port,
		user: settings.user,
		password: settings.password.reveal(),
		database: settings.database,
		charset: 'utf8mb4',
		connectTimeout: connectTimeoutMs,
		// Instants are UTC here; the session's time zone is set to match in the pool.
		timezone: 'Z',
		// A calendar date has no zone and must not be turned into an instant.
		dateStrings: ['DATE'],
		// Ids beyond 2^53 come as strings instead of wrong numbers.
		supportBigNumbers: true,
		multipleStatements: false,
		...tls(settings),
	};
}

function tls({ssl}: MysqlSettings): {readonly ssl?: mysql.SslOptions} {
	return ssl === 'off' ? {} : {ssl: {rejectUnauthorized: ssl === 'verify', verifyIdentity: ssl === 'verify'}};
}

/**
Create the database if it is not there yet. A user who may not create databases can still use one that exists.

@throws {DatabaseConnectionError}
*/
export async function createMysqlDatabase(settings: MysqlSettings, place: DatabasePlace): Promise<void> {
	const connection = mysqlConnection(settings);
	try {
		await once(connection, undefined);
	} catch (error) {
		if ((error as {readonly code?: unknown}).code !== 'ER_BAD_DB_ERROR') {
			throw toDatabaseError(error, place);
		}

		try {
			await once(
				{...connection, database: undefined},
				`CREATE DATABASE IF NOT EXISTS ${mysql.escapeId(settings.database)} CHARACTER SET utf8mb4`,
			);
		} catch (creationError) {
			throw toDatabaseError(creationError, place);
		}
	}
}

/** Connect, run one statement if any, and leave. Errors are the driver's own. */
function once(options: mysql.ConnectionOptions, sql: string | undefined): Promise<void> {
	return new Promise((resolve, reject) => {
		const connection = mysql.createConnection(options);
		const finish = (error: unknown): void => {
			connection.destroy();
			if (error === null || error === undefined) {
				resolve();
			} else {
				reject(error);
			}
		};

		// Without a listener a connection error would end the process.
		connection.on('error', finish);
		connection.connect(error => {
			if (error !== null || sql === undefined) {
				finish(error);
			} else {
				connection.query(sql, finish);
			}
		});
	});
}
