import {mkdirSync} from 'node:fs';
import {DatabaseSync} from 'node:sqlite';
import mysql from 'mysql2/promise';
import {beforeEach, describe, inject} from 'vitest';
import {createProgram, createStores, type Program, type ProgramOptions} from '../../source/compose.ts';
import {loadConfig} from '../../source/config.ts';
import {Secret} from '../../source/domain/secret.ts';
import {isAppError, type AppError} from '../../source/errors.ts';
import {createControlClient, type ControlClient} from '../../source/sandbox/control-client.ts';
import {readSandboxFile} from '../../source/sandbox/sandbox-file.ts';
import type {LoginOptions} from '../../source/services/services.ts';
import type {Session} from '../../source/stores/login-flow.ts';
import {createTempHome, type TempHome} from './temp-home.ts';

export type Dialect = 'sqlite' | 'mysql';

/** A whole program over a home of its own: real database, real vault, real sandbox. Dispose with `await using`. */
export type TestProgram = AsyncDisposable & {
	readonly program: Program;
	readonly services: Program['services'];
	readonly stores: Program['stores'];
	readonly home: TempHome;
	/** Variables that a second process on the same home and database needs. */
	readonly environment: Readonly<Record<string, string>>;
	/** Another program over the same home and database, as a second process would be. */
	readonly another: (options?: TestProgramOptions) => Program;
	/** The sandbox's control side. There once something has talked to the broker. */
	readonly control: () => ControlClient;
};

export type TestProgramOptions = ProgramOptions & {
	readonly environment?: Readonly<Record<string, string>>;
};

/** Open a program on a fresh database of this dialect; the MySQL database is dropped again at the end. */
export function openTestProgram(
	dialect: Dialect,
	{environment = {}, ...options}: TestProgramOptions = {},
): TestProgram {
	const home = createTempHome();
	const databaseName = `mstock_program_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
	const variables = {
		MSTOCK_HOME: home.mstockHome,
		...(dialect === 'sqlite' ? {DB_CLIENT: 'sqlite'} : mysqlVariables(databaseName)),
		...environment,
	};
	mkdirSync(home.mstockHome, {mode: 0o700});
	const programs: Program[] = [];
	const open = (extra: TestProgramOptions = {}): Program => {
		const {environment: more = {}, ...programOptions} = extra;
		const config = loadConfig({environment: {...variables, ...more}, workingDirectory: home.workingDirectory});
		const program = createProgram(config, createStores(config.settings), {...options, ...programOptions});
		programs.push(program);
		return program;
	};

	const program = open();
	return {
		program,
		services: program.services,
		stores: program.stores,
		home,
		environment: variables,
		another: open,
		control() {
			const running = readSandboxFile(program.config.paths.sandboxFile);
			if (running === undefined) {
				throw new Error('No sandbox runs for this home yet.');
			}

			return createControlClient(running.controlUrl);
		},
		async [Symbol.asyncDispose]() {
			for (const each of programs.toReversed()) {
				await each.dispose();
			}

			if (dialect === 'mysql') {
				await onServer(`DROP DATABASE IF EXISTS \`${databaseName}\``);
			}

			home.remove();
		},
	};
}

/** The same tests on both databases; counted as database tests. */
export function describeDialects(title: string, define: (dialect: Dialect) => void): void {
	describe.each(['sqlite', 'mysql'] as const)(`${title} (%s)`, dialect => {
		beforeEach(({task}) => {
			task.meta.dialect = dialect;
		});
		define(dialect);
	});
}

/** Sign a demo account in with the code that the sandbox's phone shows, or the one of the stored secret. */
export async function signIn(
	{services, stores}: TestProgram,
	userId: string,
	options?: LoginOptions,
): Promise<Session> {
	const account = await services.accounts.resolve({userId});
	const started = await services.login.start(account.accountId, options);
	if (started.state === 'already-signed-in') {
		return started.session;
	}

	if (started.secondFactor === 'totp') {
		return services.login.submitStoredTotp();
	}

	const message = await until(`the OTP of ${userId}`, () => stores.status.getSnapshot().sandboxMessage);
	return services.login.submitCode(new Secret(message.otp));
}

/** The error that a promise rejects with; fails when it does not. */
export async function errorOf(promise: Promise<unknown>): Promise<AppError> {
	const outcome: unknown = await promise.then(
		() => undefined,
		(error: unknown) => error,
	);
	if (!isAppError(outcome)) {
		throw new Error('An AppError was expected.', {cause: outcome});
	}

	return outcome;
}

/** Variables for a database on the suite's server. */
export function mysqlVariables(databaseName: string): Readonly<Record<string, string>> {
	const url = new URL(inject('mysqlUrl'));
	return {
		DB_CLIENT: 'mysql',
		DB_HOST: url.hostname,
		DB_PORT: url.port,
		DB_USER: decodeURIComponent(url.username),
		DB_PASSWORD: decodeURIComponent(url.password),
		DB_NAME: databaseName,
	};
}

/** Run one statement on the suite's server. */
export async function onServer(sql: string, database?: string): Promise<unknown> {
	const connection = await mysql.createConnection({
		uri: inject('mysqlUrl'),
		multipleStatements: true,
		...(database === undefined ? {} : {database}),
	});
	try {
		const [rows] = await connection.query(sql);
		return rows;
	} finally {
		await connection.end();
	}
}

/** Look again and again until `look` gives something, or fail after `deadlineMs` with what was waited for. */
export async function until<Value>(
	what: string,
	look: () => Value | undefined | false | Promise<Value | undefined | false>,
	deadlineMs = 5000,
): Promise<Value> {
	const deadline = performance.now() + deadlineMs;
	for (;;) {
		const value = await look();
		if (value !== undefined && value !== false) {
			return value;
		}

		if (performance.now() > deadline) {
			throw new Error(`Waited ${deadlineMs} ms in vain for ${what}.`);
		}

		await new Promise(resolve => {
			setTimeout(resolve, 10);
		});
	}
}

/** Do something to the program's database behind its back, as another process would. */
export async function onDatabase(t: TestProgram, sql: string): Promise<void> {
	const {database} = t.program.config;
	if (database.client === 'mysql') {
		await onServer(sql, database.database);
		return;
	}

	const file = new DatabaseSync(database.file, {timeout: 5000});
	try {
		file.exec(sql);
	} finally {
		file.close();
	}
}

/** Read the program's database behind its back. */
export async function queryDatabase<Row>(t: TestProgram, sql: string): Promise<readonly Row[]> {
	const {database} = t.program.config;
	if (database.client === 'mysql') {
		return (await onServer(sql, database.database)) as Row[];
	}

	const file = new DatabaseSync(database.file, {timeout: 5000});
	try {
		return file.prepare(sql).all() as Row[];
	} finally {
		file.close();
	}
}
