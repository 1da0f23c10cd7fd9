import {dirname} from 'node:path';
import type {HomePaths} from '../config.ts';
import {ConfigurationError} from '../errors.ts';
import {makeFolder} from './make-folder.ts';
import {fileTrouble} from './read-text.ts';

/**
Make the folders of a home, for this user alone (0700). Folders that are there stay as they are: looser ones are a finding of `doctor`.

@throws {ConfigurationError} when a folder cannot be made
*/
export async function prepareHome(paths: HomePaths): Promise<void> {
	try {
		for (const folder of [paths.root, dirname(paths.envFile), dirname(paths.logFile), paths.lockFolder]) {
			makeFolder(folder);
		}
	} catch (error) {
		throw new ConfigurationError(`The folder ${paths.root} cannot be prepared: ${fileTrouble(error)}.`, {
			field: 'MSTOCK_HOME',
			hint: 'Set MSTOCK_HOME to a folder that you may write to.',
		});
	}
}
