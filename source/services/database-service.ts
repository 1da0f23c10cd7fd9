import {freeMigrationLock, migrate, rollback} from '../database/migrate.ts';
import {rollbackLosses} from '../database/rollback-losses.ts';
import type {Machinery} from './machinery.ts';
import type {DatabaseService} from './services.ts';

export function createDatabaseService(machinery: Machinery): DatabaseService {
	const {logger} = machinery;

	return {
		status: async () => machinery.refreshDatabase(),

		async migrate() {
			const names = await migrate(await machinery.anyDatabase());
			await machinery.refreshDatabase();
			logger.info('database', names.length === 0 ? 'nothing to migrate' : `migrations run: ${names.join(', ')}`);
			return names;
		},

		rollbackPreview: async () => rollbackLosses(await machinery.anyDatabase()),

		async rollback() {
			const names = await rollback(await machinery.anyDatabase());
			await machinery.refreshDatabase();
			logger.warn(
				'database',
				names.length === 0 ? 'nothing to roll back' : `migrations rolled back: ${names.join(', ')}`,
			);
			return names;
		},

		async freeLock() {
			await freeMigrationLock(await machinery.anyDatabase());
			await machinery.refreshDatabase();
			logger.warn('database', 'the migration lock was freed');
		},

		reconnect: async () => machinery.reopenDatabase(),
	};
}
