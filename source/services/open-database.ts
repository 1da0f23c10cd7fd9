import {dirname} from 'node:path';
import type {Config, DatabaseSettings} from '../config.ts';
import {openDatabase as openEdge, type Database} from '../database/database.ts';
import {migrate, migrationStatus, type DatabaseMigrationStatus} from '../database/migrate.ts';
import {ConfigurationError, DatabaseError, toAppError, type AppError} from '../errors.ts';
import {makeFolder} from '../home/make-folder.ts';
import {prepareHome} from '../home/prepare-home.ts';
import {fileTrouble} from '../home/read-text.ts';
import type {Logger} from '../logging/log-record.ts';
import type {Store} from '../stores/create-store.ts';
import type {Status} from '../stores/status.ts';
import {createRepeatedMessages} from './repeated-messages.ts';
import type {MigrationStatus} from './services.ts';

/** After a failure the next call within this time gets the same error at once; later ones try again. */
const retryAfterMs = 2000;

/** The database of this program: opened when first needed, migrated where that goes without asking. */
export type DatabaseHandle = {
	/** @throws {DatabaseError} when the schema is not the one that this program needs */
	readonly current: () => Promise<Database>;
	readonly any: () => Promise<Database>;
	readonly refresh: () => Promise<MigrationStatus>;
	readonly reopen: () => Promise<void>;
	readonly close: () => Promise<void>;
};

type Opened = {readonly database: Database; status: MigrationStatus};

export type DatabaseHandleOptions = {
	readonly config: Config;
	readonly status: Store<Status>;
	readonly logger: Logger;
	readonly now: () => Date;
	/** Called whenever the database has become usable. */
	readonly onReady: () => void;
};

export function createDatabaseHandle({config, status, logger, now, onReady}: DatabaseHandleOptions): DatabaseHandle {
	const {client} = config.database;
	let opening: Promise<Opened> | undefined;
	let failure: {readonly error: AppError; readonly at: number} | undefined;
	let isClosed = false;

	// While the server is away, Knex says the same sixteen times a second.
	const sayOnce = createRepeatedMessages<'WARN' | 'ERROR' | 'DEBUG'>({
		now,
		write(level, message) {
			logger[level === 'ERROR' ? 'error' : level === 'WARN' ? 'warn' : 'debug']('database', message);
		},
	});

	const show = (database: Status['database']) => {
		status.update(state => ({...state, database}));
	};

	const publish = ({schema, server, pending}: MigrationStatus) => {
		if (schema === 'current') {
			show({state: 'ready', client, server});
			onReady();
		} else if (schema === 'newer') {
			const {message, hint} = schemaError('newer');
			show({state: 'failed', client, message, hint});
		} else {
			show({state: 'migration-needed', client, pending});
		}
	};

	const open = async (): Promise<Opened> => {
		show({state: 'opening'});
		await prepareHome(config.paths);
		prepareFolder(config.database);
		const database = await openEdge(config.database, {
			log: sayOnce,
		});
		try {
			let migrationState = await migrationStatus(database);
			if (goesWithoutAsking(migrationState)) {
				const names = await migrate(database);
				migrationState = await migrationStatus(database);
				if (names.length > 0) {
					logger.info('database', `${migrationState.server}: ${names.length} migrations run`);
				}
			}

			publish(migrationState);
			return {database, status: migrationState};
		} catch (error) {
			await database.dispose();
			throw error;
		}
	};

	const opened = async (): Promise<Opened> => {
		if (isClosed) {
			throw new DatabaseError('The program is ending; the database is closed.');
		}

		if (failure !== undefined && now().getTime() - failure.at < retryAfterMs) {
			throw failure.error;
		}

		opening ??= open();
		try {
			return await opening;
		} catch (error) {
			opening = undefined;
			const appError = toAppError(error);
			// Many may have waited for the same attempt; it failed once.
			if (failure?.error !== appError) {
				failure = {error: appError, at: now().getTime()};
				const {message, hint} = appError;
				show({state: 'failed', client, message, hint});
				logger.error('database', message, {error});
			}

			throw appError;
		}
	};

	const close = async () => {
		const closing = opening;
		opening = undefined;
		failure = undefined;
		try {
			await (await closing)?.database.dispose();
		} catch {
			// It never opened, or was lost already: there is nothing to close.
		}
	};

	return {
		async current() {
			const {database, status: migrationState} = await opened();
			if (migrationState.schema !== 'current') {
				throw schemaError(migrationState.schema);
			}

			return database;
		},

		any: async () => (await opened()).database,

		async refresh() {
			const present = await opened();
			try {
				const migrationState = await migrationStatus(present.database);
				const hasChanged = JSON.stringify(migrationState) !== JSON.stringify(present.status);
				present.status = migrationState;
				if (hasChanged || status.getSnapshot().database.state === 'failed') {
					publish(migrationState);
				}

				return migrationState;
			} catch (error) {
				const {message, hint} = toAppError(error);
				show({state: 'failed', client, message, hint});
				throw error;
			}
		},

		async reopen() {
			await close();
			await opened();
		},

		async close() {
			isClosed = true;
			await close();
		},
	};
}

/** The file of the database may be anywhere. @throws {ConfigurationError} when its folder cannot be made */
function prepareFolder(settings: DatabaseSettings): void {
	if (settings.client !== 'sqlite' || settings.file === ':memory:') {
		return;
	}

	try {
		makeFolder(dirname(settings.file));
	} catch (error) {
		throw new ConfigurationError(`The folder of the database file cannot be made: ${fileTrouble(error)}.`, {
			field: 'DB_FILE',
			hint: 'Set DB_FILE to a file in a folder that you may write to.',
		});
	}
}

/** Nothing of somebody else's is changed unasked: the embedded database is ours, and an empty one has nothing in it. */
function goesWithoutAsking({needsConsent, pending, schema}: DatabaseMigrationStatus): boolean {
	return !needsConsent && pending.length > 0 && schema !== 'newer';
}

function schemaError(schema: MigrationStatus['schema']): DatabaseError {
	if (schema === 'newer') {
		return new DatabaseError('The database was made by a newer version of this program, and is not touched.', {
			code: 'SCHEMA_NEWER',
			hint: 'Update this program, or set DB_NAME or DB_FILE to another database.',
		});
	}

	return new DatabaseError(
		schema === 'original'
			? 'The database is the one of the original Python system; it has not been adopted yet.'
			: 'The database has tables already, and a migration is waiting.',
		{
			code: 'MIGRATION_NEEDED',
			hint: 'Run "mstock db migrate" (in the terminal: Health). Nothing in it is lost; "mstock db status" shows what will run.',
		},
	);
}
