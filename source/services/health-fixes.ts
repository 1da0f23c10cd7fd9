import {toSafeText} from '../domain/safe-text.ts';
import {ConfigurationError} from '../errors.ts';
import {tightenFiles} from '../home/permissions.ts';
import {deleteRecoverySheets} from '../home/recovery-sheets.ts';
import {countOf} from './health-checks/check.ts';
import type {Machinery} from './machinery.ts';
import type {DatabaseService, KeysService} from './services.ts';

/** What this program can do about a finding by itself, by the finding's `fixAction`. Each returns a sentence about what was done. */
export function createHealthFixes(
	{config}: Machinery,
	{database, keys}: {readonly database: DatabaseService; readonly keys: KeysService},
): Readonly<Record<string, () => Promise<string>>> {
	return {
		async 'files.tighten'() {
			const {tightened, failed} = await tightenFiles(config.paths.root);
			const [first] = failed;
			if (first !== undefined) {
				throw new ConfigurationError(`${first.file.path} stays as it is: ${first.reason}.`, {
					hint: `${tightened.length} others were tightened. Change the rest as their owner.`,
				});
			}

			return `Only you can read and write ${tightened.length === 1 ? 'that one' : `those ${tightened.length} files and folders`} now.`;
		},
		async 'files.delete-recovery-sheet'() {
			const deleted = await deleteRecoverySheets(config.paths);
			return deleted.length === 0
				? 'No recovery sheet lies there any more.'
				: `${countOf(deleted.length, 'file')} deleted: ${deleted.map(path => toSafeText(path)).join(', ')}.`;
		},
		async 'database.migrate'() {
			const names = await database.migrate();
			return names.length === 0 ? 'Nothing was waiting.' : `Migrated: ${names.join(', ')}.`;
		},
		async 'database.free-lock'() {
			await database.freeLock();
			return 'The migration lock is free.';
		},
		async 'keys.generate'() {
			const key = await keys.generate('asked for in Health');
			return `Key ${key.keyId} is active; new values are sealed with it.`;
		},
	};
}
