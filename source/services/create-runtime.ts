import {createAccountsService} from './accounts.ts';
import {createMachinery, type MachineryOptions, type RunningMachinery} from './create-machinery.ts';
import {createDatabaseService} from './database-service.ts';
import {createHealthService} from './health.ts';
import {createKeysService} from './keys.ts';
import {createLoginService} from './login.ts';
import {createLogsService} from './logs.ts';
import type {Services} from './services.ts';
import {createSessionsService} from './sessions.ts';
import {createSettingsService} from './settings.ts';

export type Runtime = {readonly services: Services; readonly machinery: RunningMachinery};

/** All services over one machinery. Opens nothing yet. */
export function createRuntime(options: MachineryOptions): Runtime {
	const machinery = createMachinery(options);
	const sessions = createSessionsService(machinery);
	const database = createDatabaseService(machinery);
	const keys = createKeysService(machinery);
	return {
		machinery,
		services: {
			accounts: createAccountsService(machinery, sessions),
			login: createLoginService(machinery),
			sessions,
			logs: createLogsService(machinery),
			keys,
			health: createHealthService(machinery, {database, keys}),
			database,
			settings: createSettingsService(machinery),
		},
	};
}
