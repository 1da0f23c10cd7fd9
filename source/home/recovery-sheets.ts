import {readdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import type {HomePaths} from '../config.ts';
import {ConfigurationError} from '../errors.ts';
import {errorCode, fileTrouble} from './read-text.ts';

const sheetName = /^recovery-sheet-.*\.txt$/;

/** Where a recovery sheet is saved: it names its day, `YYYY-MM-DD`. */
export function recoverySheetPath({root}: Pick<HomePaths, 'root'>, day: string): string {
	return join(root, `recovery-sheet-${day}.txt`);
}

/** The recovery sheets that lie in the home, oldest first. They hold the master key in print. */
export async function findRecoverySheets({root}: Pick<HomePaths, 'root'>): Promise<readonly string[]> {
	try {
		const names = await readdir(root);
		return names
			.filter(name => sheetName.test(name))
			.sort()
			.map(name => join(root, name));
	} catch (error) {
		if (errorCode(error) === 'ENOENT') {
			return [];
		}

		throw new ConfigurationError(`The home folder cannot be looked through: ${fileTrouble(error)}.`, {
			hint: `Make ${root} a folder that you can read.`,
		});
	}
}

/** Delete the recovery sheets of the home, and return their paths. @throws {ConfigurationError} naming the one that stays */
export async function deleteRecoverySheets(paths: Pick<HomePaths, 'root'>): Promise<readonly string[]> {
	const sheets = await findRecoverySheets(paths);
	for (const path of sheets) {
		try {
			await rm(path, {force: true});
		} catch (error) {
			throw new ConfigurationError(`${path} stays where it is: ${fileTrouble(error)}.`, {
				hint: 'Delete it yourself, as its owner.',
			});
		}
	}

	return sheets;
}
