import {readFile} from 'node:fs/promises';
import {basename, dirname} from 'node:path';
import {ConfigurationError} from '../errors.ts';
import {editEnvText, type EnvChanges} from './env-text.ts';
import {withLock} from './lock.ts';
import {writePrivateFile} from './private-file.ts';
import {errorCode, fileTrouble} from './read-text.ts';

const newFileText =
	'# mStock Terminal writes here, line by line; what you add stays. MSTOCK_MASTER_KEY opens the vault: keep a copy of it elsewhere.\n';

/**
Set (text) or remove (`null`) values of a `.env` file, and leave every other line as it is, byte for byte.

Atomic, 0600, and under a lock beside the file, so that two processes do not undo each other's change. The caller seals what is secret.

@throws {ConfigurationError} when the file cannot be read or written; it is then as it was
@throws {DatabaseError} with the code `LOCKED` when another process does not let go of it
*/
export async function updateEnvFile(path: string, changes: EnvChanges): Promise<void> {
	await withLock(dirname(path), basename(path), async () => {
		const before = await readEnvFile(path);
		const after = editEnvText(before ?? newFileText, changes);
		if (after !== before) {
			await writePrivateFile(path, after);
		}
	});
}

async function readEnvFile(path: string): Promise<string | undefined> {
	try {
		// A byte order mark stays part of the text, because it stays part of the file.
		return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(await readFile(path));
	} catch (error) {
		if (errorCode(error) === 'ENOENT') {
			return undefined;
		}

		throw new ConfigurationError(
			`The file ${basename(path)} cannot be read, so it was not changed: ${fileTrouble(error)}.`,
			{
				hint: `Make ${path} a text file that you can read.`,
			},
		);
	}
}
