import {chmod, mkdir, writeFile} from 'node:fs/promises';
import {createServer, type Server} from 'node:net';
import path from 'node:path';
import {createServer as createMysqlServer} from 'mysql2';
import {afterEach, describe, expect, test} from 'vitest';
import {openDatabase, type Database} from '../../source/database/database.ts';
import {toDatabaseError} from '../../source/database/errors.ts';
import {insertKeyRow, listKeyRows} from '../../source/database/repositories/encryption-keys.ts';
import {rawRows} from '../../source/database/raw-rows.ts';
import type {DatabaseSettings} from '../../source/config.ts';
import {Secret} from '../../source/domain/secret.ts';
import {AppError, DatabaseError, InternalError} from '../../source/errors.ts';
import {mysqlSettings, useDatabase} from '../helpers/with-database.ts';

const options = {log: () => {}};
const key = {ENCRYPTION_KEY: 'k', WRAPPED: 1, IS_ACTIVE: 0} as const;

async function failure(work: Promise<unknown>): Promise<AppError> {
	const error: unknown = await work.then(
		() => undefined,
		(error: unknown) => error,
	);
	if (!(error instanceof AppError)) {
		throw new TypeError('An AppError was expected.', {cause: error});
	}

	return error;
}

/** What a person reads, after a look at what holds for every error: two sentences, no cause, no password. */
function words(error: AppError): {readonly kind: string; readonly message: string} {
	if (!/^[A-Z/].*\.$/.test(error.message) || !/^[A-Z].*\.$/.test(error.hint) || error.cause !== undefined) {
		throw new Error(`Not fit to be shown: ${error.message} | ${error.hint}`);
	}

	if (`${error.message} ${error.hint}`.includes('s3cret-password')) {
		throw new Error('An error holds the password.');
	}

	return {kind: error.kind, message: error.message};
}

function connectionError(message: RegExp): {readonly kind: string; readonly message: unknown} {
	return {kind: 'DatabaseConnectionError', message: expect.stringMatching(message)};
}

function answerError(message: RegExp): {readonly kind: string; readonly message: unknown} {
	return {kind: 'DatabaseError', message: expect.stringMatching(message)};
}

describe('a MySQL server', () => {
	const context = useDatabase('mysql');
	const servers: Server[] = [];

	afterEach(async () => {
		await Promise.all(
			servers.splice(0).map(
				async server =>
					new Promise(resolve => {
						server.close(resolve);
					}),
			),
		);
	});

	const settings = (changes: Partial<Extract<DatabaseSettings, {client: 'mysql'}>>): DatabaseSettings => ({
		...mysqlSettings('mstock_test_never_made'),
		...changes,
	});

	async function sessionId(database: Database): Promise<number> {
		const [row] = await rawRows<{id: number}>(database.knex, 'SELECT CONNECTION_ID() AS id');
		return row?.id ?? 0;
	}

	test('that is not there is named with its address', async () => {
		const server = createServer();
		const port = await listen(server);
		await new Promise(resolve => {
			server.close(resolve);
		});

		const error = await failure(openDatabase(settings({port}), options));

		expect(words(error)).toEqual(connectionError(new RegExp(`No database server answers at .*:${port}/`)));
		expect(error.code).toBe('ECONNREFUSED');
	});

	test('that refuses the password says so without repeating it', async () => {
		const error = await failure(
			openDatabase(settings({user: 'nobody', password: new Secret('s3cret-password')}), options),
		);

		expect(words(error)).toEqual(connectionError(/did not accept the user or the password/));
		expect(error.code).toBe('ER_ACCESS_DENIED_ERROR');
	});

	test('that does not know TLS is not talked to in the clear when TLS is required', async () => {
		const fake = createMysqlServer(connection => {
			connection.serverHandshake({
				protocolVersion: 10,
				serverVersion: '10.11.0',
				connectionId: 1,
				statusFlags: 2,
				characterSet: 45,
				// Everything but CLIENT_SSL.
				capabilityFlags: 0xff_ff_f7_ff,
			});
			connection.on('error', () => {
				// The client hangs up in the middle of the handshake, as it should.
			});
		});
		// Its types know neither the callbacks nor the socket server inside.
		const {_server: server} = fake as unknown as {readonly _server: Server};
		servers.push(server);

		const error = await failure(openDatabase(settings({port: await listen(server), ssl: 'required'}), options));

		expect(words(error)).toEqual(connectionError(/does not offer an encrypted connection/));
	});

	test('on which the database may not be created says what to ask for', async () => {
		const {knex} = context.database;
		const user = `reader_${process.pid}`;
		await knex.raw(`CREATE USER '${user}'@'%' IDENTIFIED BY 's3cret-password'`);
		try {
			const error = await failure(openDatabase(settings({user, password: new Secret('s3cret-password')}), options));
			expect(error).toBeInstanceOf(AppError);
			expect(words(error)).toEqual(answerError(/may not do this/));
		} finally {
			await knex.raw(`DROP USER '${user}'@'%'`);
		}
	});

	test('that speaks something else, or nothing, is not waited for', async () => {
		const server = createServer(socket => {
			socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
		});
		servers.push(server);

		const error = await failure(openDatabase(settings({port: await listen(server)}), options));
		expect(error).toBeInstanceOf(AppError);
		expect(error.exitCode).toBe(4);
	});

	test('that kills the session in the middle of a query is said to be lost', async () => {
		const victim = await context.open(context.settings);
		const id = await sessionId(victim);
		const sleeping = failure(rawRows(victim.knex, 'SELECT SLEEP(20)'));
		await untilSleeping(context.database, id);
		await context.database.knex.raw(`KILL ${id}`);

		expect(words(await sleeping)).toEqual(connectionError(/connection to the database at .* was lost/));
		await victim.ping();
	});

	test('that killed an idle session is connected to again by the next read', async () => {
		const victim = await context.open(context.settings);
		const id = await sessionId(victim);
		await context.database.knex.raw(`KILL ${id}`);

		expect(await listKeyRows(victim.knex)).toEqual([]);
		expect(await sessionId(victim)).not.toBe(id);
	});

	test('that loses a transaction half-way reports the loss, and the write is not sent again', async () => {
		const victim = await context.open(context.settings);
		let runs = 0;
		const error = await failure(
			victim.transaction(async trx => {
				runs++;
				const [row] = await rawRows<{id: number}>(trx, 'SELECT CONNECTION_ID() AS id');
				await insertKeyRow(trx, key);
				await context.database.knex.raw(`KILL ${row?.id ?? 0}`);
				await insertKeyRow(trx, key);
			}),
		);

		expect(words(error)).toEqual(connectionError(/was lost/));
		expect(runs).toBe(1);
		expect(await listKeyRows(victim.knex)).toEqual([]);
	});

	test('that takes too long is given up, and stops working on it', async () => {
		const impatient = await openDatabase(context.settings, {...options, queryTimeoutMs: 300});
		try {
			const id = await sessionId(impatient);
			const error = await failure(rawRows(impatient.knex, 'SELECT SLEEP(20)'));

			expect(words(error)).toEqual(connectionError(/took longer than 0\.3 s/));
			expect(error.isRetryable).toBe(false);
			await untilGone(context.database, id);
			await impatient.ping();
		} finally {
			await impatient.dispose();
		}
	});

	test('gives long work a connection without a time limit', async () => {
		const impatient = await openDatabase(context.settings, {...options, queryTimeoutMs: 200});
		try {
			const rows = await impatient.withoutTimeLimit(async knex => rawRows(knex, 'SELECT SLEEP(0.5) AS interrupted'));
			expect(rows).toEqual([{interrupted: 0}]);
		} finally {
			await impatient.dispose();
		}
	});

	test('that finds two transactions in a deadlock lets both come through in the end', async () => {
		const {database} = context;
		await database.knex('SEC01_ENCRYPTION_KEY').delete();
		await database.knex('SEC01_ENCRYPTION_KEY').insert([
			{KEY_ID: 1, ENCRYPTION_KEY: 'one'},
			{KEY_ID: 2, ENCRYPTION_KEY: 'two'},
		]);
		let runs = 0;
		let bothHoldOne = (): void => {};
		const barrier = new Promise<void>(resolve => {
			bothHoldOne = resolve;
		});
		let holding = 0;
		const crossing = async (first: number, second: number) =>
			database.transaction(async trx => {
				runs++;
				await trx('SEC01_ENCRYPTION_KEY')
					.where('KEY_ID', first)
					.update({ENCRYPTION_KEY: `by ${first}`});
				holding++;
				if (holding === 2) {
					bothHoldOne();
				}

				await barrier;
				await trx('SEC01_ENCRYPTION_KEY')
					.where('KEY_ID', second)
					.update({ENCRYPTION_KEY: `by ${first}`});
			});

		await Promise.all([crossing(1, 2), crossing(2, 1)]);

		expect(runs).toBe(3);
		const values = (await listKeyRows(database.knex)).map(row => row.ENCRYPTION_KEY);
		expect(new Set(values).size).toBe(1);
	});

	test('keeps instants to the millisecond whatever zone it lives in', async () => {
		const {database} = context;
		const at = new Date('2026-06-30T23:59:59.987Z');
		await database.knex.raw("SET GLOBAL time_zone = '+05:30'").catch(() => {
			// Without the privilege for it on a server that was given, the server's own zone has to do.
		});
		try {
			const other = await context.open(context.settings);
			await other.knex.raw('CREATE TABLE instants (at TIMESTAMP(3) NULL)');
			await other.knex('instants').insert({at});
			expect(await other.knex('instants').select()).toEqual([{at}]);
			expect(await rawRows(other.knex, 'SELECT UNIX_TIMESTAMP(at) * 1000 AS ms FROM instants')).toMatchObject([
				{ms: expect.toSatisfy((ms: unknown) => Number(ms) === at.getTime())},
			]);
		} finally {
			await database.knex.raw("SET GLOBAL time_zone = 'SYSTEM'").catch(() => {
				// As above.
			});
		}
	});
});

describe('an embedded database', () => {
	const context = useDatabase('sqlite');

	function file(): string {
		const settings = context.newSettings();
		return settings.client === 'sqlite' ? settings.file : '';
	}

	test('whose file is something else says so', async () => {
		const other = file();
		await writeFile(other, 'This is a letter to my aunt, long enough to be taken for a header. '.repeat(20));

		const error = await failure(openDatabase({client: 'sqlite', file: other}, options));

		expect(words(error)).toEqual(answerError(/is damaged, or not a database/));
		expect(error.code).toBe('SQLITE_NOTADB');
	});

	test('whose place is a folder cannot be opened', async () => {
		const folder = file();
		await mkdir(folder);

		const error = await failure(openDatabase({client: 'sqlite', file: folder}, options));

		expect(words(error)).toEqual(connectionError(/cannot be opened/));
	});

	test('whose folder cannot be made cannot be opened', async () => {
		const blocked = file();
		await writeFile(blocked, '');
		await chmod(blocked, 0o600);

		const error = await failure(openDatabase({client: 'sqlite', file: path.join(blocked, 'm.sqlite')}, options));

		expect(words(error)).toEqual(connectionError(/cannot be opened/));
	});
});

describe('translating', () => {
	const place = {client: 'mysql', name: 'root@db:3306/mstock'} as const;

	test('lets our own errors through', () => {
		const ours = new DatabaseError('ours');
		expect(toDatabaseError(ours, place)).toBe(ours);
	});

	test('keeps nothing of a driver error but its code', () => {
		const raw = Object.assign(new Error("insert into `x` values ('token-abc') - Duplicate entry 'token-abc'"), {
			code: 'ER_SOMETHING_NEW',
			errno: 9999,
			sql: "insert into `x` values ('token-abc')",
			sqlMessage: "Duplicate entry 'token-abc'",
		});

		const error = toDatabaseError(raw, place);

		expect(error.code).toBe('ER_SOMETHING_NEW');
		expect(JSON.stringify([error, error.message, error.hint, error.stack])).not.toContain('token-abc');
	});

	test('calls what is no driver error a bug, without its text', () => {
		const error = toDatabaseError(new TypeError('cannot read token-abc\nof undefined'), place);

		expect(error).toBeInstanceOf(InternalError);
		const trace = String((error.cause as Error).stack);
		expect(`${error.message} ${error.hint} ${trace}`).not.toContain('token-abc');
		expect(trace).toContain('errors.test.ts');
	});

	test.each([
		[{code: 'ER_DISK_FULL'}, /disk of the database is full/],
		[{code: 'ER_RECORD_FILE_FULL'}, /disk of the database is full/],
		[{code: 'ER_LOCK_WAIT_TIMEOUT'}, /kept the same rows locked/],
		[{code: 'ER_NO_SUCH_TABLE'}, /lacks a table or a column/],
		[{code: 'ER_DATA_TOO_LONG'}, /does not fit its column/],
		[{code: 'ER_OPTION_PREVENTS_STATEMENT'}, /read-only/],
		[{code: 'ER_CON_COUNT_ERROR'}, /no connection left/],
		[{code: 'HANDSHAKE_NO_SSL_SUPPORT'}, /does not offer an encrypted connection/],
		[{code: 'DEPTH_ZERO_SELF_SIGNED_CERT'}, /certificate of the database .* cannot be verified/],
		[{code: 'ER_BAD_DB_ERROR'}, /no such database/],
		[{code: 'ER_BAD_NULL_ERROR'}, /breaks a rule/],
		[{code: 'ENOTFOUND'}, /host of .* cannot be reached/],
		[{code: 'ETIMEDOUT'}, /did not answer in time/],
		[{fatal: true}, /was lost/],
	])('has words for %j of MySQL', (fields, message) => {
		const error = toDatabaseError(Object.assign(new Error('x'), fields), place);
		expect(words(error).message).toMatch(message);
		expect(error.exitCode).toBe(4);
	});

	test.each([
		[13, /disk of the database is full/],
		[5, /kept the database file busy/],
		[8, /cannot be written/],
		[10, /Reading or writing the database file .* failed/],
		[11, /is damaged/],
		[1299, /breaks a rule/],
		[2067, /holds such a row already/],
	])('has words for result %i of SQLite', (errcode, message) => {
		const error = toDatabaseError(Object.assign(new Error('x'), {code: 'ERR_SQLITE_ERROR', errcode}), {
			client: 'sqlite',
			name: '/m.sqlite',
		});
		expect(words(error).message).toMatch(message);
		expect(error.exitCode).toBe(4);
	});

	test('says that a full pool is busy', () => {
		const error = toDatabaseError(new Error('Knex: Timeout acquiring a connection. The pool is probably full.'), place);
		expect(words(error)).toEqual(connectionError(/All connections .* are busy/));
	});
});

async function listen(server: Server): Promise<number> {
	return new Promise(resolve => {
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			resolve(typeof address === 'object' && address !== null ? address.port : 0);
		});
	});
}

async function processes(database: Database): Promise<ReadonlyArray<{id: number; info: string | null}>> {
	return rawRows(database.knex, 'SELECT ID AS id, INFO AS info FROM information_schema.PROCESSLIST');
}

async function untilSleeping(database: Database, id: number): Promise<void> {
	await until(async () =>
		(await processes(database)).some(row => row.id === id && row.info?.includes('SLEEP') === true),
	);
}

async function untilGone(database: Database, id: number): Promise<void> {
	await until(async () => (await processes(database)).every(row => row.id !== id));
}

async function until(condition: () => Promise<boolean>): Promise<void> {
	const deadline = Date.now() + 10_000;
	while (!(await condition())) {
		if (Date.now() > deadline) {
			throw new Error('It did not happen in ten seconds.');
		}
	}
}
