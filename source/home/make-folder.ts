import {mkdirSync, statSync} from 'node:fs';
import {dirname} from 'node:path';
import {errorCode} from './read-text.ts';

/**
Make a folder and those above it that are missing, for this user alone (0700). Folders that are there stay as they are. `path` is absolute.

Node's own `recursive` never returns where a file system says "not there" to every new folder, as `/proc` does; this one fails at once.

@throws the error of the file system
*/
export function makeFolder(path: string): void {
	const missing: string[] = [];
	for (let folder = path; !isFolder(folder); folder = dirname(folder)) {
		missing.push(folder);
		if (folder === dirname(folder)) {
			break;
		}
	}

	for (const folder of missing.reverse()) {
		try {
			mkdirSync(folder, {mode: 0o700});
		} catch (error) {
			// Another process may have made it between the look and now.
			if (errorCode(error) !== 'EEXIST' || !isFolder(folder)) {
				throw error;
			}
		}
	}
}

/** @throws the error of the file system when it cannot be looked at, or a part of the path is a file */
function isFolder(path: string): boolean {
	try {
		return statSync(path).isDirectory();
	} catch (error) {
		if (errorCode(error) === 'ENOENT') {
			return false;
		}

		throw error;
	}
}
