import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {Secret} from '../../source/domain/secret.ts';
import {toAppError} from '../../source/errors.ts';
import {
	describeDialects,
	errorOf,
	onDatabase,
	onServer,
	openTestProgram,
	queryDatabase,
	signIn,
	type TestProgram,
} from '../helpers/with-program.ts';

type PythonTokens = {
	readonly key: string;
	readonly tokens: ReadonlyArray<{readonly plaintext: string; readonly token: string}>;
};

// Made by Python's cryptography, as the original made them; see about-these-tokens.md.
const python = JSON.parse(readFixture('vault/python-tokens.json')) as PythonTokens;
const tables = ['MS01_API_Authentication_Credential', 'SEC01_ENCRYPTION_KEY', 'logs', 'MS01_REQUEST_RESPONSE_LOG'];

/** Three users, one with a plaintext password, and one more whose token no key opens; keys in the clear; log rows with NULLs. */
const rows = `
INSERT INTO SEC01_ENCRYPTION_KEY (KEY_ID, ENCRYPTION_KEY, SYS_CREATE_DATE_TIME) VALUES
  (1, '${python.key}', '2024-11-01 10:00:00'),
  (2, 'hRfTkWlKcqXv0SlGzrPXIEWqcqZ0sMkM8mUQ0q6bWuo=', '2024-12-01 10:00:00');
INSERT INTO MS01_API_Authentication_Credential (M_STOCK_USER_ID, M_STOCK_PASSWORD, M_STOCK_API_KEY, M_STOCK_API_KEY_TYPE, M_ACCESS_TOKEN, LAST_LOGIN_DATE, ENCRYPTION_KEY_ID) VALUES
  ('DEMO01', '${tokenOf('Demo@1234')}', '${tokenOf('sandbox-key-a==')}', 'A', NULL, NULL, '1'),
  ('MA7654321', '${tokenOf('पासवर्ड ₹ 🔑')}', 'plain-api-key==', 'A', 'old.access.token', '2024-12-02 04:00:00', '1'),
  ('DEMO02', 'Demo@1234', 'sandbox-key-b==', 'B', NULL, NULL, NULL),
  ('DEMO04', 'gAAAAABnS3tAdOh7bO5E6UVfnpHPRf-mNam4GyPVJ9M_aRQImg5DapztZ2hslP5SXxG7s9jdhoPP0nAJibPSbXkDjFS-mMqsUB==', 'sandbox-key-d==', 'B', NULL, NULL, '7');
INSERT INTO logs (LOG_LEVEL, LOG_MESSAGE, SOURCE_MODULE) VALUES ('INFO', 'from before', NULL), ('ERROR', 'also from before', 'users');
INSERT INTO MS01_REQUEST_RESPONSE_LOG (log_level, message, module, request, response, api_name, LOGIN_SEQ_ID) VALUES ('INFO', 'login', 'mstock_auth_api_cli', NULL, NULL, NULL, NULL);
`;

function readFixture(path: string): string {
	return readFileSync(new URL(`../fixtures/${path}`, import.meta.url), 'utf8');
}

function tokenOf(plaintext: string): string {
	const found = python.tokens.find(recorded => recorded.plaintext === plaintext);
	if (found === undefined) {
		throw new Error(`No token was recorded for ${plaintext}.`);
	}

	return found.token;
}

async function counts(t: TestProgram): Promise<readonly number[]> {
	const found = await Promise.all(
		tables.map(
			async table =>
				(await queryDatabase<{readonly total: number}>(t, `SELECT COUNT(*) AS total FROM ${table}`))[0]?.total,
		),
	);
	return found.map(Number);
}

describeDialects('a database of the original Python system', dialect => {
	test('is adopted in place: nothing is lost, its passwords open, what is wrong with it is pointed out, and logins work', async () => {
		await using t = openTestProgram(dialect);
		const {database} = t.program.config;
		if (database.client === 'mysql') {
			await onServer(`CREATE DATABASE \`${database.database}\``);
		}

		await onDatabase(t, readFixture(`database/original-schema.${dialect}.sql`));
		await onDatabase(t, rows);
		const before = await counts(t);
		expect(before).toEqual([4, 2, 2, 1]);

		// The embedded database is ours and migrates by itself; a server with tables in it asks first, and nothing happens until then.
		const asked = await t.services.accounts.list().then(
			() => 'not asked',
			async error => [toAppError(error).code, (await t.services.database.status()).schema, await counts(t)],
		);
		expect(asked).toEqual(dialect === 'sqlite' ? 'not asked' : ['MIGRATION_NEEDED', 'original', before]);
		await t.services.database.migrate();

		const accounts = await t.services.accounts.list();
		expect(accounts.map(({userId, brokerEnv, sealing, session}) => [userId, brokerEnv, sealing, session])).toEqual([
			['DEMO01', 'sandbox', 'sealed', 'signed-out'],
			['DEMO02', 'sandbox', 'plain', 'signed-out'],
			['DEMO04', 'sandbox', 'unopenable', 'signed-out'],
			['MA7654321', 'live', 'plain', 'expired'],
		]);
		expect((await counts(t)).slice(0, 2)).toEqual(before.slice(0, 2));
		expect(await t.services.database.migrate()).toEqual([]);

		const findings = await t.services.health.check();
		expect(
			findings
				.filter(({check}) => check.startsWith('accounts.') || check.startsWith('keys.'))
				.map(({check, detail}) => `${check}: ${detail}`),
		).toEqual([
			'keys.plain: Keys 1, 2 stand in the database in the clear: whoever has the database has the passwords.',
			'accounts.plain: DEMO02 B: password, API key stand in the clear in the database.',
			'accounts.plain: DEMO04 B: API key stands in the clear in the database.',
			'accounts.plain: MA7654321 A: API key, access token stand in the clear in the database.',
			'accounts.unopenable: DEMO04 B: password cannot be opened by any known key; nothing is sent for it.',
		]);

		// The password that Python sealed, and the one that stands in the clear.
		const one = await signIn(t, 'DEMO01');
		const two = await signIn(t, 'DEMO02');
		expect([one, two]).toMatchObject([{clientCode: 'DEMO01'}, {clientCode: 'DEMO02'}]);
		const sent = (await t.control().requests()).length;
		const unopenable = accounts.find(({userId}) => userId === 'DEMO04');
		expect(await errorOf(t.services.login.start(unopenable?.accountId ?? ''))).toMatchObject({
			kind: 'EncryptionError',
			message: expect.stringContaining('DEMO04 B'),
		});
		const live = accounts.find(({userId}) => userId === 'MA7654321');
		expect(await errorOf(t.services.login.start(live?.accountId ?? ''))).toMatchObject({field: 'brokerEnv'});
		expect((await t.control().requests()).length).toBe(sent);

		// What was used is sealed now, under the key that the database says is active; entered anew, the rest is, too.
		await t.services.accounts.update(unopenable?.accountId ?? '', {password: new Secret('Demo@1234')});
		await t.services.accounts.update(live?.accountId ?? '', {password: new Secret('another')});
		expect((await t.services.accounts.list()).map(({sealing, encryptionKeyId}) => [sealing, encryptionKeyId])).toEqual(
			Array.from({length: 4}, () => ['sealed', '2']),
		);
		await t.services.accounts.update(unopenable?.accountId ?? '', {
			secondFactor: 'totp',
			totpSecret: new Secret('JBSWY3DPEHPK3PXP'),
		});
		await expect(signIn(t, 'DEMO04')).resolves.toMatchObject({clientCode: 'DEMO04'});

		const old = await t.services.logs.readLogs({text: 'from before'}, {from: 'head'}, 10);
		expect(old.rows.map(({message, source}) => [message, source])).toEqual([
			['from before', undefined],
			['also from before', 'users'],
		]);

		// Rollback takes only what was added.
		await t.services.logs.cleanPreview(1);
		const rowsNow = await counts(t);
		// Adopted tables stay with their rows, so nothing of them is counted.
		expect(await t.services.database.rollbackPreview()).toMatchObject({accounts: 0, keys: 0});
		await t.services.database.rollback();
		expect((await counts(t)).slice(0, 2)).toEqual(rowsNow.slice(0, 2));
		const [row] = await queryDatabase<Record<string, unknown>>(t, `SELECT * FROM ${tables[0]} LIMIT 1`);
		expect(Object.keys(row ?? {})).toHaveLength(17);
	});
});
