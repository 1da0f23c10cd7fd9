// Knex ships no types for its dialects. These are the members that our two clients override, as Knex 3.3 has them.

declare module 'knex/lib/dialects/better-sqlite3/index.js' {
	import type {Knex} from 'knex';

	export type QueryObject = {
		sql: string;
		bindings?: readonly unknown[];
		response?: unknown;
		context?: {lastID: number | bigint; changes: number | bigint};
	};

	export default class BetterSqlite3Client extends Knex.Client {
		_query(connection: unknown, query: QueryObject): Promise<QueryObject>;
		_driver(): unknown;
		override query(connection: unknown, query: unknown): Promise<unknown>;
		override acquireConnection(): Promise<unknown>;
	}
}

declare module 'knex/lib/dialects/mysql2/index.js' {
	import type {Knex} from 'knex';

	export type QueryObject = {sql: string; options?: Record<string, unknown>};

	export default class Mysql2Client extends Knex.Client {
		_query(connection: unknown, query: QueryObject): Promise<QueryObject>;
		override query(connection: unknown, query: unknown): Promise<unknown>;
		override acquireConnection(): Promise<unknown>;
	}
}
