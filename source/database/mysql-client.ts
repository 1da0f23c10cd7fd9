import Mysql2Client, {type QueryObject} from 'knex/lib/dialects/mysql2/index.js';
import {placeOf, toDatabaseError} from './errors.ts';

type MysqlConnection = {
	readonly threadId?: number | null;
	readonly destroy: () => void;
	/** Knex's own mark: the pool throws such a connection away. */
	__knex__disposed?: unknown;
};

/**
Knex over mysql2, with a time limit for every query and with errors translated before anybody sees them.

The configuration's `userParams.place` names the server in errors and holds `queryTimeoutMs`; without it a query may take for ever.
*/
export class MysqlClient extends Mysql2Client {
	override async acquireConnection(): Promise<unknown> {
		try {
			return await super.acquireConnection();
		} catch (error) {
			throw toDatabaseError(error, placeOf(this.config));
		}
	}

	override async query(connection: unknown, query: unknown): Promise<unknown> {
		try {
			return await super.query(connection, query);
		} catch (error) {
			throw toDatabaseError(error, placeOf(this.config));
		}
	}

	override async _query(connection: unknown, query: QueryObject): Promise<QueryObject> {
		const {queryTimeoutMs} = placeOf(this.config);
		if (queryTimeoutMs === undefined) {
			return super._query(connection, query);
		}

		try {
			return await super._query(connection, {...query, options: {...query.options, timeout: queryTimeoutMs}});
		} catch (error) {
			if ((error as {readonly code?: unknown}).code === 'PROTOCOL_SEQUENCE_TIMEOUT') {
				this.giveUp(connection as MysqlConnection, error);
			}

			throw error;
		}
	}

	/**
	The late answer would be taken for the answer to the next query, so the connection is of no more use. The server is told to stop, too,
	so that it does not hold the locks of a statement nobody waits for; if that fails it finds out by itself.
	*/
	giveUp(connection: MysqlConnection, reason: unknown): void {
		const {threadId} = connection;
		connection.__knex__disposed = reason;
		connection.destroy();
		if (typeof threadId === 'number') {
			this.killSession(threadId).catch(() => {
				// As said above: the server finds out by itself.
			});
		}
	}

	async killSession(threadId: number): Promise<void> {
		const connection: unknown = await this.acquireRawConnection();
		try {
			await super._query(connection, {sql: `KILL ${threadId}`});
		} finally {
			await this.destroyRawConnection(connection);
		}
	}
}
