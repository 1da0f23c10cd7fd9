import type {Knex} from 'knex';
import {retryRead, type Executor} from '../database.ts';

/** How many rows a query finds that has no SELECT yet. */
export async function countOf(executor: Executor, rows: Knex.QueryBuilder): Promise<number> {
	return retryRead(executor, async () => {
		const [row]: Array<{total: number}> = await rows.clone().count({total: '*'});
		return row?.total ?? 0;
	});
}
