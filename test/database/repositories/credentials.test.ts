import {beforeEach, expect, test} from 'vitest';
import {isUniqueViolation} from '../../../source/database/errors.ts';
import {
	countCredentialsByKeyId,
	deleteCredential,
	findCredential,
	insertCredential,
	listCredentials,
	lockCredential,
	updateCredential,
	type CredentialValues,
} from '../../../source/database/repositories/credentials.ts';
import {ValidationError} from '../../../source/errors.ts';
import {describeDatabases} from '../../helpers/with-database.ts';

const base: CredentialValues = {
	M_STOCK_USER_ID: 'DEMO01',
	M_STOCK_PASSWORD: 'sealed-password',
	M_STOCK_API_KEY: 'sealed-api-key',
	M_STOCK_API_KEY_TYPE: 'A',
};

async function failure(work: Promise<unknown>): Promise<unknown> {
	return work.then(
		() => undefined,
		(error: unknown) => error,
	);
}

describeDatabases('credential rows', context => {
	beforeEach(context.clear);

	test('a row comes back with every column as it was written', async () => {
		const {knex} = context.database;
		const values = {
			...base,
			M_CLIENT_CODE: 'C1',
			M_RESPONSE_USER_ID: 'R1',
			M_RESPONSE_USER_NAME: 'दिल्ली ₹ 🚀',
			M_ACCESS_TOKEN: 'a'.repeat(10_000),
			M_PUBLIC_TOKEN: 'p',
			M_REFRESH_TOKEN: 'r',
			M_ENC_TOKEN: 'e',
			LAST_LOGIN_DATE: new Date('2026-01-05T03:45:00.000Z'),
			LAST_LOGOUT_DATE: new Date('2026-01-05T09:00:01.000Z'),
			ENCRYPTION_KEY_ID: '7',
			M_TOTP_SECRET: 'totp',
			M_BROKER_ENV: 'sandbox',
			SESSION_END_DATE: new Date('2026-01-05T15:45:00.123Z'),
			SECOND_FACTOR: 'totp',
			DISPLAY_NAME: 'Mine',
			API_KEY_EXPIRY_DATE: '2026-03-31',
			LOGIN_SEQ_ID: '260105091500123456',
		} as const satisfies CredentialValues;
		const accountId = await insertCredential(knex, values);

		expect(await findCredential(knex, accountId)).toEqual({
			...values,
			CUST_SEQ_ID: Number(accountId),
			ACCOUNT_KEY: 'demo01/A',
			SYS_CREATE_DATE_TIME: expect.any(Date),
			SYS_UPDATE_DATE_TIME: expect.any(Date),
		});
	});

	test('what is not given is null', async () => {
		const {knex} = context.database;
		const accountId = await insertCredential(knex, base);

		const row = await findCredential(knex, accountId);
		expect(row).toMatchObject({
			M_CLIENT_CODE: null,
			LAST_LOGIN_DATE: null,
			SESSION_END_DATE: null,
			API_KEY_EXPIRY_DATE: null,
			ENCRYPTION_KEY_ID: null,
		});
	});

	test('the database stamps a new row with the present, in UTC', async () => {
		const {knex} = context.database;
		const before = Date.now();
		const row = await findCredential(knex, await insertCredential(knex, base));

		expect(row?.SYS_CREATE_DATE_TIME?.getTime()).toBeGreaterThanOrEqual(before - 1000);
		expect(row?.SYS_CREATE_DATE_TIME?.getTime()).toBeLessThanOrEqual(Date.now() + 1000);
	});

	test('a change moves the update time and leaves the creation time', async () => {
		const {knex} = context.database;
		const accountId = await insertCredential(knex, base);
		const long = new Date('2020-01-01T00:00:00.000Z');
		await knex('MS01_API_Authentication_Credential').update({SYS_CREATE_DATE_TIME: long, SYS_UPDATE_DATE_TIME: long});

		expect(await updateCredential(knex, accountId, {DISPLAY_NAME: 'New'})).toBe(true);

		const row = await findCredential(knex, accountId);
		expect(row?.SYS_CREATE_DATE_TIME).toEqual(long);
		expect(row?.SYS_UPDATE_DATE_TIME?.getTime()).toBeGreaterThan(Date.now() - 60_000);
	});

	test('login and logout times are cut to whole seconds, as the original holds them', async () => {
		const {knex} = context.database;
		const accountId = await insertCredential(knex, base);
		await updateCredential(knex, accountId, {
			LAST_LOGIN_DATE: new Date('2026-01-05T03:45:00.999Z'),
			LAST_LOGOUT_DATE: new Date('2026-01-05T03:45:59.501Z'),
		});

		expect(await findCredential(knex, accountId)).toMatchObject({
			LAST_LOGIN_DATE: new Date('2026-01-05T03:45:00.000Z'),
			LAST_LOGOUT_DATE: new Date('2026-01-05T03:45:59.000Z'),
		});
	});

	test('rows are listed oldest first', async () => {
		const {knex} = context.database;
		const ids = [
			await insertCredential(knex, {...base, M_STOCK_USER_ID: 'Z'}),
			await insertCredential(knex, {...base, M_STOCK_USER_ID: 'A'}),
		];

		expect((await listCredentials(knex)).map(row => String(row.CUST_SEQ_ID))).toEqual(ids);
	});

	test('a second row of the same user id and type is refused, whatever its case', async () => {
		const {knex} = context.database;
		await insertCredential(knex, base);

		const error = await failure(insertCredential(knex, {...base, M_STOCK_USER_ID: ' demo01 '}));

		expect(isUniqueViolation(error)).toBe(true);
		expect(await listCredentials(knex)).toHaveLength(1);
	});

	test('one person may hold an A and a B key', async () => {
		const {knex} = context.database;
		await insertCredential(knex, base);
		await insertCredential(knex, {...base, M_STOCK_API_KEY_TYPE: 'B'});

		expect((await listCredentials(knex)).map(row => row.ACCOUNT_KEY)).toEqual(['demo01/A', 'demo01/B']);
	});

	test('the account key follows a change of type, and the old one is free again', async () => {
		const {database} = context;
		const accountId = await insertCredential(database.knex, base);
		await database.transaction(async trx => updateCredential(trx, accountId, {M_STOCK_API_KEY_TYPE: 'B'}));
		await insertCredential(database.knex, base);

		expect((await listCredentials(database.knex)).map(row => row.ACCOUNT_KEY)).toEqual(['demo01/B', 'demo01/A']);
	});

	test('a change of type onto an existing account is refused and changes nothing', async () => {
		const {database} = context;
		await insertCredential(database.knex, {...base, M_STOCK_API_KEY_TYPE: 'B'});
		const accountId = await insertCredential(database.knex, base);

		const error = await failure(
			database.transaction(async trx =>
				updateCredential(trx, accountId, {M_STOCK_API_KEY_TYPE: 'B', DISPLAY_NAME: 'Changed'}),
			),
		);

		expect(isUniqueViolation(error)).toBe(true);
		expect(await findCredential(database.knex, accountId)).toMatchObject({
			M_STOCK_API_KEY_TYPE: 'A',
			DISPLAY_NAME: null,
		});
	});

	test('when the first of adopted duplicates goes, the next one takes over its account key', async () => {
		const {database} = context;
		const first = await insertCredential(database.knex, base);
		await database.knex('MS01_API_Authentication_Credential').insert([base, {...base, M_STOCK_USER_ID: 'other'}]);

		await database.transaction(async trx => deleteCredential(trx, first));

		expect((await listCredentials(database.knex)).map(row => row.ACCOUNT_KEY)).toEqual(['demo01/A', null]);
	});

	test('a row that is gone is neither found, changed nor deleted', async () => {
		const {knex} = context.database;

		expect(await findCredential(knex, '999999')).toBeUndefined();
		expect(await lockCredential(knex, '999999')).toBeUndefined();
		expect(await updateCredential(knex, '999999', {DISPLAY_NAME: 'x'})).toBe(false);
		expect(await updateCredential(knex, '999999', {M_STOCK_API_KEY_TYPE: 'B'})).toBe(false);
		expect(await deleteCredential(knex, '999999')).toBe(false);
	});

	test('an id that is no number is refused in words', async () => {
		await expect(findCredential(context.database.knex, '1 OR 1=1')).rejects.toThrow(ValidationError);
	});

	test('a value longer than its column is refused with the column, and without the value', async () => {
		const {knex} = context.database;
		const tooLong = 'S3cret'.repeat(50);

		const error = await failure(insertCredential(knex, {...base, M_STOCK_PASSWORD: tooLong}));

		expect(error).toBeInstanceOf(ValidationError);
		expect((error as ValidationError).fields).toEqual({
			M_STOCK_PASSWORD: expect.stringContaining('255'),
		});
		expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain('S3cret');
	});

	test('a missing password and a wrong key type are refused by name', async () => {
		const {knex} = context.database;
		const {M_STOCK_PASSWORD: _password, ...withoutPassword} = base;

		await expect(insertCredential(knex, withoutPassword)).rejects.toMatchObject({field: 'M_STOCK_PASSWORD'});
		await expect(insertCredential(knex, {...base, M_STOCK_API_KEY_TYPE: 'C' as 'A'})).rejects.toMatchObject({
			field: 'M_STOCK_API_KEY_TYPE',
		});
	});

	test('rows are counted by the key they name, as text', async () => {
		const {knex} = context.database;
		await insertCredential(knex, {...base, M_STOCK_USER_ID: 'a', ENCRYPTION_KEY_ID: '1'});
		await insertCredential(knex, {...base, M_STOCK_USER_ID: 'b', ENCRYPTION_KEY_ID: '12'});
		await insertCredential(knex, {...base, M_STOCK_USER_ID: 'c', ENCRYPTION_KEY_ID: '12'});
		await insertCredential(knex, {...base, M_STOCK_USER_ID: 'd'});

		expect(await countCredentialsByKeyId(knex)).toEqual(
			new Map([
				['1', 1],
				['12', 2],
			]),
		);
	});
});
