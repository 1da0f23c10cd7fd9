import {
	countLogs,
	countLogsOlderThan,
	deleteLogsOlderThan,
	distinctSources,
	readLogPage,
} from '../database/repositories/logs.ts';
import {
	countRequests,
	countRequestsOlderThan,
	deleteRequestsOlderThan,
	distinctApiNames,
	readRequestPage,
} from '../database/repositories/requests.ts';
import {ValidationError} from '../errors.ts';
import {createAppendWatch} from './append-watch.ts';
import {formatIst} from './ist-words.ts';
import type {Machinery} from './machinery.ts';
import type {LogsService} from './services.ts';

/** Counting further costs seconds on a table of millions; the screen says "10,000+". */
const countCap = 10_000;
/** Rows per transaction of a cleanup: short locks, and the screen stays alive. */
const deleteBatch = 500;
const dayMs = 24 * 60 * 60_000;
const maximumDays = 36_500;

export function createLogsService(machinery: Machinery): LogsService {
	const {logger, now} = machinery;
	const knex = async () => (await machinery.database()).knex;
	const watch = createAppendWatch(machinery.database, machinery.appended, machinery.sleep);
	machinery.onDispose(watch.stop);

	const deleteAll = async (deleteSome: 'logs' | 'requests', before: Date, onDeleted: (count: number) => void) => {
		const {transaction} = await machinery.database();
		const deleteBatchOf = deleteSome === 'logs' ? deleteLogsOlderThan : deleteRequestsOlderThan;
		let total = 0;
		for (;;) {
			const deleted = await transaction(async trx => deleteBatchOf(trx, before, deleteBatch));
			total += deleted;
			onDeleted(deleted);
			if (deleted < deleteBatch) {
				return total;
			}
		}
	};

	return {
		readLogs: async (filter, anchor, limit) => readLogPage(await knex(), filter, anchor, limit),
		readRequests: async (filter, anchor, limit) => readRequestPage(await knex(), filter, anchor, limit),
		countLogs: async filter => countLogs(await knex(), filter, countCap),
		countRequests: async filter => countRequests(await knex(), filter, countCap),
		sources: async () => distinctSources(await knex()),
		apiNames: async () => distinctApiNames(await knex()),

		onAppended: async listener => watch.subscribe(listener),

		async cleanPreview(olderThanDays) {
			if (!Number.isSafeInteger(olderThanDays) || olderThanDays < 0 || olderThanDays > maximumDays) {
				const reason = `The number of days is a whole number from 0 to ${maximumDays}.`;
				throw new ValidationError(reason, {fields: {olderThanDays: reason}, hint: 'For example 30.'});
			}

			const before = new Date(now().getTime() - olderThanDays * dayMs);
			await logger.flush();
			const executor = await knex();
			const [logs, requests] = await Promise.all([
				countLogsOlderThan(executor, before),
				countRequestsOlderThan(executor, before),
			]);
			return {logs, requests, before};
		},

		async clean(before, onProgress) {
			let deleted = 0;
			const progress = (count: number) => {
				deleted += count;
				onProgress?.(deleted);
			};

			await logger.flush();
			const logs = await deleteAll('logs', before, progress);
			const requests = await deleteAll('requests', before, progress);
			logger.warn('logs', `${logs} log rows and ${requests} requests from before ${formatIst(before)} IST deleted`);
			machinery.appended.notify();
			return {logs, requests};
		},
	};
}
