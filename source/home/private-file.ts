import {mkdir} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {basename, dirname} from 'node:path';
import type writeFileAtomicType from 'write-file-atomic';
import {ConfigurationError} from '../errors.ts';
import {errorCode, fileTrouble} from './read-text.ts';

// Not an import: the package looks for `__filename`, which is gone once it is bundled into an ES module. So it stays unbundled.
const writeFileAtomic = createRequire(import.meta.url)('write-file-atomic') as typeof writeFileAtomicType;

/**
Write a file for this user alone (0600) in one step: a reader, or a crash, finds the old text or the new one. Missing folders are made (0700); the owner of a file that is there stays.

@throws {ConfigurationError} when it cannot be written; the old file is then untouched
*/
export async function writePrivateFile(path: string, text: string): Promise<void> {
	try {
		await mkdir(dirname(path), {recursive: true, mode: 0o700});
		await writeFileAtomic(path, text, {mode: 0o600});
	} catch (error) {
		if (errorCode(error) === '') {
			// Not the file system's word but a bug, here or in the package: it must not look like a full disk.
			throw error;
		}

		throw new ConfigurationError(`The file ${basename(path)} cannot be written: ${fileTrouble(error)}.`, {
			hint: `Make room, or make ${dirname(path)} a folder that you may write to.`,
		});
	}
}
