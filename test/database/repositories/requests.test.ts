import {beforeEach, expect, test} from 'vitest';
import {
	countRequests,
	countRequestsOfUser,
	countRequestsOlderThan,
	deleteRequestsOlderThan,
	distinctApiNames,
	insertRequestRows,
	newestRequestId,
	readRequestPage,
} from '../../../source/database/repositories/requests.ts';
import type {RequestFilter} from '../../../source/domain/log-entry.ts';
import {describeDatabases} from '../../helpers/with-database.ts';
import {requestRow} from './request-row.ts';

describeDatabases('request rows', context => {
	beforeEach(context.clear);

	const read = async (filter: RequestFilter) =>
		(await readRequestPage(context.database.knex, filter, {from: 'tail'}, 100)).rows;

	test('come back as they were written', async () => {
		const {knex} = context.database;
		await insertRequestRows(knex, [requestRow({TRUNCATED_BYTES: 7})]);

		expect(await read({})).toEqual([
			{
				requestId: await newestRequestId(knex),
				createdAt: new Date('2026-01-05T03:45:00.013Z'),
				level: 'INFO',
				message: 'connect/login: success',
				module: 'auth',
				request: '{"username":"DEMO01"}',
				response: '{"status":"success"}',
				apiName: 'login',
				loginSequenceId: '260105091500123456',
				userId: 'DEMO01',
				httpStatus: 200,
				startedAt: new Date('2026-01-05T03:45:00.001Z'),
				durationMs: 12,
				truncatedBytes: 7,
			},
		]);
	});

	test('without an answer have nothing where the answer would be', async () => {
		await insertRequestRows(context.database.knex, [
			requestRow({response: null, HTTP_STATUS: null, STARTED_AT_MS: null, DURATION_MS: null}),
		]);

		const [entry] = await read({});
		expect(entry).toMatchObject({
			response: undefined,
			httpStatus: undefined,
			startedAt: undefined,
			durationMs: undefined,
		});
	});

	test('are found by API, login, user and time', async () => {
		const {knex} = context.database;
		await insertRequestRows(knex, [
			requestRow({message: 'one'}),
			requestRow({message: 'two', api_name: 'logout', LOGIN_SEQ_ID: null}),
			requestRow({message: 'three', M_STOCK_USER_ID: 'DEMO02', CREATED_AT_MS: Date.parse('2026-01-06T03:45:00.000Z')}),
		]);
		const messages = async (filter: RequestFilter) => (await read(filter)).map(({message}) => message);

		expect(await messages({apiName: 'logout'})).toEqual(['two']);
		expect(await messages({loginSequenceId: '260105091500123456'})).toEqual(['one', 'three']);
		expect(await messages({userId: 'DEMO02'})).toEqual(['three']);
		expect(await messages({since: new Date('2026-01-06T00:00:00.000Z')})).toEqual(['three']);
		expect(await messages({until: new Date('2026-01-06T00:00:00.000Z'), userId: 'DEMO01'})).toEqual(['one', 'two']);
		expect(await countRequests(knex, {userId: 'DEMO01'}, 1)).toEqual({count: 1, isCapped: true});
	});

	test('are searched in message, request and response, whatever the case', async () => {
		await insertRequestRows(context.database.knex, [
			requestRow({message: 'Needle here'}),
			requestRow({request: '{"x":"NEEDLE"}'}),
			requestRow({response: '<html>needle</html>'}),
			requestRow({request: null, response: null}),
		]);

		expect(await read({text: 'neEdle'})).toHaveLength(3);
		expect(await read({text: '%'})).toEqual([]);
	});

	test('tell their API names', async () => {
		const {knex} = context.database;
		await insertRequestRows(knex, [
			requestRow({api_name: 'logout'}),
			requestRow({api_name: 'login'}),
			requestRow({api_name: 'login'}),
			requestRow({api_name: null}),
		]);

		expect(await distinctApiNames(knex)).toEqual(['login', 'logout']);
	});

	test('are counted for a user, and cleaned away by age', async () => {
		const {knex} = context.database;
		await insertRequestRows(knex, [
			requestRow(),
			requestRow({CREATED_AT_MS: Date.parse('2026-02-01T00:00:00.000Z')}),
			requestRow({M_STOCK_USER_ID: null}),
		]);
		expect(await countRequestsOfUser(knex, 'DEMO01')).toBe(2);

		const before = new Date('2026-01-31T00:00:00.000Z');
		expect(await countRequestsOlderThan(knex, before)).toBe(2);
		expect(await deleteRequestsOlderThan(knex, before, 100)).toBe(2);
		expect(await deleteRequestsOlderThan(knex, before, 100)).toBe(0);
		expect(await read({})).toHaveLength(1);
	});
});
