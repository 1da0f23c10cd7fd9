import {beforeEach, describe, expect, test} from 'vitest';
import type {KeyRow} from '../../../source/database/models/encryption-key.ts';
import {
	activateKeyRow,
	activeKeyRow,
	insertKeyRow,
	listKeyRows,
	lockKeyRows,
	updateKeyRow,
} from '../../../source/database/repositories/encryption-keys.ts';
import {describeDatabases} from '../../helpers/with-database.ts';

function keyRow(keyId: number, isActive: KeyRow['IS_ACTIVE']): KeyRow {
	return {KEY_ID: keyId, ENCRYPTION_KEY: 'k', SYS_CREATE_DATE_TIME: null, WRAPPED: null, IS_ACTIVE: isActive};
}

describe('the active key', () => {
	test('is the one that is marked', () => {
		expect(activeKeyRow([keyRow(1, 1), keyRow(2, 0), keyRow(3, null)])?.KEY_ID).toBe(1);
	});

	test('is the newest in an adopted database, where none is marked', () => {
		expect(activeKeyRow([keyRow(1, null), keyRow(12, null), keyRow(9, null)])?.KEY_ID).toBe(12);
	});

	test('is nobody where there is no key', () => {
		expect(activeKeyRow([])).toBeUndefined();
	});
});

describeDatabases('key rows', context => {
	beforeEach(context.clear);

	test('a new active key makes the others decrypt-only', async () => {
		const {database} = context;
		const first = await insertKeyRow(database.knex, {ENCRYPTION_KEY: 'wrapped-1', WRAPPED: 1, IS_ACTIVE: 1});
		const second = await database.transaction(async trx =>
			insertKeyRow(trx, {ENCRYPTION_KEY: 'wrapped-2', WRAPPED: 1, IS_ACTIVE: 1}),
		);

		expect(await listKeyRows(database.knex)).toEqual([
			{
				KEY_ID: Number(first),
				ENCRYPTION_KEY: 'wrapped-1',
				SYS_CREATE_DATE_TIME: expect.any(Date),
				WRAPPED: 1,
				IS_ACTIVE: 0,
			},
			{
				KEY_ID: Number(second),
				ENCRYPTION_KEY: 'wrapped-2',
				SYS_CREATE_DATE_TIME: expect.any(Date),
				WRAPPED: 1,
				IS_ACTIVE: 1,
			},
		]);
	});

	test('an older key can be made the active one again', async () => {
		const {database} = context;
		const first = await insertKeyRow(database.knex, {ENCRYPTION_KEY: '1', WRAPPED: 1, IS_ACTIVE: 1});
		await insertKeyRow(database.knex, {ENCRYPTION_KEY: '2', WRAPPED: 1, IS_ACTIVE: 1});

		expect(await database.transaction(async trx => activateKeyRow(trx, first))).toBe(true);

		expect((await listKeyRows(database.knex)).map(row => row.IS_ACTIVE)).toEqual([1, 0]);
	});

	test('a plain key of the original can be stored wrapped, and keeps its id', async () => {
		const {database} = context;
		await database.knex('SEC01_ENCRYPTION_KEY').insert({KEY_ID: 41, ENCRYPTION_KEY: 'plain'});

		expect(await updateKeyRow(database.knex, '41', {ENCRYPTION_KEY: 'wrapped', WRAPPED: 1})).toBe(true);
		expect(await updateKeyRow(database.knex, '42', {ENCRYPTION_KEY: 'wrapped', WRAPPED: 1})).toBe(false);

		expect(await database.transaction(async trx => lockKeyRows(trx))).toMatchObject([
			{KEY_ID: 41, ENCRYPTION_KEY: 'wrapped', WRAPPED: 1, IS_ACTIVE: null},
		]);
	});
});
