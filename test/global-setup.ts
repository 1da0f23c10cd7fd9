import type {TestProject} from 'vitest/node';
import {startMysqlServer} from './helpers/mysql-server.ts';

declare module 'vitest' {
	export interface ProvidedContext {
		/** Where the suite's MySQL-compatible server listens, with a user who may create databases: `mysql://user:password@host:port`. */
		mysqlUrl: string;
		/** Its name and version, e.g. `MariaDB 10.11.6`. */
		mysqlServerName: string;
	}
}

/** One server for the whole run; every test file makes databases of its own on it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const server = await startMysqlServer(process.env);
	project.provide('mysqlUrl', server.url);
	project.provide('mysqlServerName', server.name);
	return server.stop;
}
