import {basename, dirname} from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import {ConfigurationError} from '../errors.ts';
import {makeFolder} from './make-folder.ts';
import {fileTrouble} from './read-text.ts';

/**
Write a file for this user alone (0600) in one step: a reader, or a crash, finds the old text or the new one. Missing folders are made (0700); the owner of a file that is there stays.

@throws {ConfigurationError} when it cannot be written; the old file is then untouched
*/
export async function writePrivateFile(path: string, text: string): Promise<void> {
	try {
		makeFolder(dirname(path));
		await writeFileAtomic(path, text, {mode: 0o600});
	} catch (error) {
		throw new ConfigurationError(`The file ${basename(path)} cannot be written: ${fileTrouble(error)}.`, {
			hint: `Make room, or make ${dirname(path)} a folder that you may write to.`,
		});
	}
}
