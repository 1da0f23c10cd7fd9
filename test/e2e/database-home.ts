import {mysqlVariables, onServer, type Dialect} from '../helpers/with-program.ts';
import {createTempHome, type TempHome} from '../helpers/temp-home.ts';

export type DatabaseHome = AsyncDisposable & {
	readonly home: TempHome;
	/** What the program's environment needs for this database. */
	readonly variables: Readonly<Record<string, string>>;
};

/** An empty home with a database of its own, of which nothing is there yet; on MySQL it is dropped at the end. */
export async function openDatabaseHome(dialect: Dialect): Promise<DatabaseHome> {
	const home = createTempHome();
	const databaseName = `mstock_e2e_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
	return {
		home,
		variables: dialect === 'sqlite' ? {} : mysqlVariables(databaseName),
		async [Symbol.asyncDispose]() {
			home.remove();
			if (dialect === 'mysql') {
				await onServer(`DROP DATABASE IF EXISTS \`${databaseName}\``);
			}
		},
	};
}
