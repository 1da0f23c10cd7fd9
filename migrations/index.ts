import {schemaChanges} from './20261124090000_schema_changes.ts';
import {credentials} from './20261124090100_credentials.ts';
import {encryptionKeys} from './20261124090200_encryption_keys.ts';
import {logs} from './20261124090300_logs.ts';
import {requestLog} from './20261124090400_request_log.ts';
import {everyScript} from './20261124090500_every_script.ts';
import {accountColumns} from './20261124090600_account_columns.ts';
import {accountKeys} from './20261124090700_account_keys.ts';
import {logIndexes} from './20261124090800_log_indexes.ts';
import type {Migration} from './schema-tools.ts';

/** Every migration, in the order in which they run. The one list for the program and for the Knex command line. A new one goes to the end. */
export const migrations: readonly Migration[] = [
	schemaChanges,
	credentials,
	encryptionKeys,
	logs,
	requestLog,
	everyScript,
	accountColumns,
	accountKeys,
	logIndexes,
];
