import type {Config} from './config.ts';
import {InternalError} from './errors.ts';
import type {Logger} from './logging/log-record.ts';
import {lazyServices} from './services/lazy-services.ts';
import type {Services} from './services/services.ts';
import {createStores, type Stores} from './stores/stores.ts';

export {createStores};
export type {Stores};

export type Program = {
	readonly config: Config;
	readonly stores: Stores;
	readonly services: Services;
	/** The clock of the whole program. */
	readonly now: () => Date;
	/** Log from the skins. What is logged before the log is open is kept and written once it is. */
	readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
	/** Write a bug's stack, redacted, to the crash file: synchronous, never throws, for when everything else is lost. */
	readonly recordCrash: (error: unknown) => void;
	/** Flush the logs, close the database, let go of the sandbox. Safe to call twice. */
	readonly dispose: () => Promise<void>;
};

export type ProgramOptions = {
	/** The clock of the whole program. @default the system's */
	readonly now?: () => Date;
	/** Random bytes' worth of `[0, 1)`, for jitter and sequence ids. @default Math.random */
	readonly random?: () => number;
};

/**
Build the program. Cheap and synchronous: nothing heavy is loaded or opened before the first service call.

The services are ready to be called at once; the first call of any of them opens database, vault, log and broker, and every call waits for that.
What went wrong there is shown in the status store and thrown by each call, until `services.database.reconnect()` succeeds.
*/
export function createProgram(config: Config, stores: Stores, _options: ProgramOptions = {}): Program {
	return {
		config,
		stores,
		services: lazyServices(async () => {
			throw new InternalError('not built yet');
		}),
		async dispose() {
			// Nothing is open yet.
		},
	};
}
