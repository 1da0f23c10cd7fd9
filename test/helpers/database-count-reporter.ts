import {sqliteVersion} from './sqlite-version.ts';
import type {Reporter, TestCase, TestModule, Vitest} from 'vitest/node';

declare module 'vitest' {
	export interface TaskMeta {
		/** The database that `describeDatabases` ran this test on. */
		dialect?: 'sqlite' | 'mysql';
	}
}

/**
Says at the end how many database tests ran on which server, and fails a whole run in which the two numbers differ: then something works on
one database only, or was tested on one only.
*/
export class DatabaseCountReporter implements Reporter {
	#vitest: Vitest | undefined;

	onInit(vitest: Vitest): void {
		this.#vitest = vitest;
	}

	onTestRunEnd(modules: readonly TestModule[]): void {
		const tests = modules.flatMap(module => [...module.children.allTests()]);
		const onSqlite = countRun(tests, 'sqlite');
		const onMysql = countRun(tests, 'mysql');
		if (onSqlite + onMysql === 0) {
			return;
		}

		const server = this.#vitest?.getRootProject().getProvidedContext().mysqlServerName ?? 'MySQL';
		process.stdout.write(`\n database tests: ${onSqlite} on SQLite ${sqliteVersion()}, ${onMysql} on ${server}\n`);
		if (onSqlite !== onMysql && this.#vitest?.config.testNamePattern === undefined) {
			process.stdout.write(' The two numbers must be equal.\n');
			process.exitCode = 1;
		}
	}
}

function countRun(tests: readonly TestCase[], dialect: 'sqlite' | 'mysql'): number {
	return tests.filter(test => test.meta().dialect === dialect && test.result().state !== 'skipped').length;
}
