import {stat} from 'node:fs/promises';
import path from 'node:path';
import {beforeEach, describe, expect, test} from 'vitest';
import {retryRead} from '../../source/database/database.ts';
import {insertCredential, listCredentials} from '../../source/database/repositories/credentials.ts';
import {insertKeyRow, listKeyRows} from '../../source/database/repositories/encryption-keys.ts';
import {DatabaseConnectionError, DatabaseError} from '../../source/errors.ts';
import {describeDatabases, useDatabase} from '../helpers/with-database.ts';

const key = {ENCRYPTION_KEY: 'k', WRAPPED: 1, IS_ACTIVE: 0} as const;

describeDatabases('a database', context => {
	beforeEach(context.clear);

	test('is created where there is none, answers, and says what it is', async () => {
		const database = await context.open(context.newSettings());

		await database.ping();
		expect(await database.describeServer()).toMatch(/^(SQLite|MariaDB|MySQL) \d+\.\d+(\.\d+)?$/);
	});

	test('counts what others change where it is SQLite, and not what it changes itself', async () => {
		const {database} = context;
		const other = await context.open(context.settings);
		const isCounted = database.client === 'sqlite';
		const before = database.changeCounter();
		expect(typeof before).toBe(isCounted ? 'number' : 'undefined');
		await insertKeyRow(database.knex, key);
		await database.transaction(async trx => {
			await insertKeyRow(trx, key);
			expect(database.changeCounter()).toBe(before);
		});
		expect(database.changeCounter()).toBe(before);
		await insertKeyRow(other.knex, key);
		expect(database.changeCounter() === before).toBe(!isCounted);
		await other.dispose();
		expect(other.changeCounter()).toBeUndefined();
	});

	test('keeps everything of a transaction, or nothing', async () => {
		const {database} = context;
		await database.transaction(async trx => {
			await insertKeyRow(trx, key);
			await insertKeyRow(trx, key);
		});
		await expect(
			database.transaction(async trx => {
				await insertKeyRow(trx, key);
				throw new Error('changed my mind');
			}),
		).rejects.toThrow('changed my mind');

		expect(await listKeyRows(database.knex)).toHaveLength(2);
	});

	test('returns what the transaction returns', async () => {
		expect(await context.database.transaction(async () => 'result')).toBe('result');
	});

	test('takes log rows in relaxed transactions, and full ones after them', async () => {
		const {database} = context;
		await database.transaction(async trx => insertKeyRow(trx, key), {durability: 'relaxed'});
		await database.transaction(async trx => insertKeyRow(trx, key));
		await insertKeyRow(database.knex, key);

		expect(await listKeyRows(database.knex)).toHaveLength(3);
	});

	test('lets two users of one database take turns writing', async () => {
		const {database} = context;
		const other = await context.open(context.settings);
		await Promise.all(
			Array.from({length: 20}, async (_, index) =>
				(index % 2 === 0 ? database : other).transaction(async trx => {
					const {length} = await listKeyRows(trx);
					await insertKeyRow(trx, {...key, ENCRYPTION_KEY: `key ${length}`});
				}),
			),
		);

		expect(await listKeyRows(database.knex)).toHaveLength(20);
	});

	test('runs a transaction again that another one got in the way of', async () => {
		const {database} = context;
		let runs = 0;
		await database.transaction(async trx => {
			runs++;
			await insertKeyRow(trx, key);
			if (runs === 1) {
				throw new DatabaseError('in the way', {code: database.client === 'mysql' ? 'ER_LOCK_DEADLOCK' : 'SQLITE_BUSY'});
			}
		});

		expect(runs).toBe(2);
		expect(await listKeyRows(database.knex)).toHaveLength(1);
	});

	test('gives a transaction up that loses every race', async () => {
		const {database} = context;
		let runs = 0;
		const hopeless = database.transaction(async () => {
			runs++;
			throw new DatabaseError('in the way', {code: database.client === 'mysql' ? 'ER_LOCK_DEADLOCK' : 'SQLITE_BUSY'});
		});

		await expect(hopeless).rejects.toThrow('in the way');
		expect(runs).toBe(5);
	});

	test('does not run a transaction again for another error', async () => {
		let runs = 0;
		await expect(
			context.database.transaction(async trx => {
				runs++;
				await trx('no_such_table').insert({a: 1});
			}),
		).rejects.toThrow(DatabaseError);

		expect(runs).toBe(1);
	});

	test('says that it is closed once it is, and may be closed twice', async () => {
		const database = await context.open(context.settings);
		await database.dispose();
		await database.dispose();

		await expect(listCredentials(database.knex)).rejects.toThrow(DatabaseConnectionError);
	});

	test('never puts a statement or a value into an error', async () => {
		const {database} = context;
		const secrets = ['hunter2-value', 'MS01_API', 'select', 'insert', 'hunter2_column'];
		const failures = await Promise.allSettled([
			database.knex('MS01_API_Authentication_Credential').insert({M_STOCK_USER_ID: 'hunter2-value'}),
			database.knex('MS01_API_Authentication_Credential').where('hunter2_column', 'hunter2-value').select(),
			database.knex('hunter2_table').insert({a: 'hunter2-value'}),
			database.knex.raw('SELEKT ? FROM logs', ['hunter2-value']),
			database.knex.raw('INSERT INTO logs (LOG_LEVEL, LOG_MESSAGE) VALUES (?, ?)', ['hunter2-value', 'hunter2-value']),
			database.transaction(async trx => {
				await trx('SEC01_ENCRYPTION_KEY').insert({KEY_ID: 5, ENCRYPTION_KEY: 'hunter2-value'});
				await trx('SEC01_ENCRYPTION_KEY').insert({KEY_ID: 5, ENCRYPTION_KEY: 'hunter2-value'});
			}),
			insertCredential(database.knex, {M_STOCK_USER_ID: 'hunter2-value'}),
		]);

		expect(failures.map(({status}) => status)).toEqual(Array.from({length: 7}, () => 'rejected'));
		for (const failure of failures) {
			const error: unknown = failure.status === 'rejected' ? failure.reason : undefined;
			const everything = [
				(error as Error).message,
				JSON.stringify(error),
				// The words of the stack's own frames are ours; its head repeats the message.
				...Object.values(error as object).map(String),
			].join('\n');
			for (const secret of secrets) {
				expect(everything.toLowerCase()).not.toContain(secret);
			}

			expect((error as Error).cause).toBeUndefined();
		}
	});
});

describe('an embedded database', () => {
	const context = useDatabase('sqlite');

	test('is a file that only its owner may read, side files included', async () => {
		const {settings} = context;
		if (settings.client !== 'sqlite') {
			throw new Error('SQLite was expected.');
		}

		await insertKeyRow(context.database.knex, key);
		const modes = await Promise.all(
			['', '-wal', '-shm'].map(async ending => (await stat(settings.file + ending)).mode & 0o777),
		);
		expect(modes).toEqual([0o600, 0o600, 0o600]);
	});

	test('makes the folder it lives in', async () => {
		const settings = context.newSettings();
		if (settings.client !== 'sqlite') {
			throw new Error('SQLite was expected.');
		}

		const file = path.join(`${settings.file}-folder`, 'deep', 'm.sqlite');
		await context.open({client: 'sqlite', file});
		expect((await stat(path.dirname(file))).mode & 0o777).toBe(0o700);
	});

	test('syncs every transaction but the relaxed ones', async () => {
		const {database} = context;
		const readMode = async (durability?: 'full' | 'relaxed') =>
			database.transaction(async trx => (await trx.raw('PRAGMA synchronous')) as unknown, {durability});

		expect(await readMode('relaxed')).toEqual([{synchronous: 1}]);
		expect(await readMode()).toEqual([{synchronous: 2}]);
		await readMode('relaxed');
		expect(await database.knex.raw('PRAGMA synchronous')).toEqual([{synchronous: 2}]);
	});

	test('waits for another process without freezing this one', async () => {
		const {database} = context;
		const other = await context.open(context.settings);
		let onTurn = (): void => {};
		// Ten turns of the event loop while the file is busy are ten that SQLite did not take.
		const tenTurns = new Promise<void>(resolve => {
			let turns = 0;
			onTurn = () => {
				turns++;
				if (turns === 10) {
					resolve();
				}
			};
		});
		let release = (): void => {};
		const held = new Promise<void>(resolve => {
			release = resolve;
		});
		let entered = (): void => {};
		const isHolding = new Promise<void>(resolve => {
			entered = resolve;
		});
		const holder = other.transaction(async trx => {
			await insertKeyRow(trx, key);
			entered();
			await held;
		});
		await isHolding;
		const waiter = database.transaction(async trx => insertKeyRow(trx, key));
		let isDone = false;
		const done = waiter.then(() => {
			isDone = true;
		});
		const clock = setInterval(onTurn, 5);
		await tenTurns;
		clearInterval(clock);
		expect(isDone).toBe(false);

		release();
		await Promise.all([holder, done]);
		expect(await listKeyRows(database.knex)).toHaveLength(3);
	});
});

describe('reading again', () => {
	const context = useDatabase('sqlite');
	const lost = new DatabaseConnectionError('lost', {isRetryable: true});

	function failingOnce(error: Error): {readonly read: () => Promise<string>; readonly reads: () => number} {
		let reads = 0;
		return {
			async read() {
				reads++;
				if (reads === 1) {
					throw error;
				}

				return 'rows';
			},
			reads: () => reads,
		};
	}

	test('helps once after a lost connection', async () => {
		const {read, reads} = failingOnce(lost);
		expect(await retryRead(context.database.knex, read)).toBe('rows');
		expect(reads()).toBe(2);
	});

	test('is not tried inside a transaction, which is lost as a whole', async () => {
		const {read, reads} = failingOnce(lost);
		await expect(context.database.transaction(async trx => retryRead(trx, read))).rejects.toBe(lost);
		expect(reads()).toBe(1);
	});

	test('is not tried for an answer that says no', async () => {
		const {read, reads} = failingOnce(new DatabaseError('no'));
		await expect(retryRead(context.database.knex, read)).rejects.toThrow('no');
		expect(reads()).toBe(1);
	});
});
