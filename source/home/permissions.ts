import {chmod, lstat, readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {errorCode, fileTrouble} from './read-text.ts';

/** Something under the home that others may read, write or enter. */
export type LooseFile = {
	readonly path: string;
	readonly isFolder: boolean;
	/** The permission bits as they are, and as they should be at most: 0600 for a file, 0700 for a folder. */
	readonly mode: number;
	readonly wantedMode: number;
};

export type Tightened = {
	readonly tightened: readonly LooseFile[];
	/** What stayed loose, with the reason in words. */
	readonly failed: readonly {readonly file: LooseFile; readonly reason: string}[];
};

const folderMode = 0o700;
const fileMode = 0o600;

/** Everything under `root`, itself included, that is looser than it should be; parents before their contents. Links are not followed. Empty on Windows, which has no such bits. */
export async function findLooseFiles(
	root: string,
	platform: NodeJS.Platform = process.platform,
): Promise<readonly LooseFile[]> {
	const found: LooseFile[] = [];
	if (platform !== 'win32') {
		await look(root, found);
	}

	return found;
}

/** Take from everything under `root` what others may do with it. */
export async function tightenFiles(root: string, platform: NodeJS.Platform = process.platform): Promise<Tightened> {
	const tightened: LooseFile[] = [];
	const failed: {file: LooseFile; reason: string}[] = [];
	for (const file of await findLooseFiles(root, platform)) {
		try {
			await chmod(file.path, file.mode & file.wantedMode);
			tightened.push(file);
		} catch (error) {
			if (!isGone(error)) {
				failed.push({file, reason: fileTrouble(error)});
			}
		}
	}

	return {tightened, failed};
}

async function look(path: string, found: LooseFile[]): Promise<void> {
	try {
		const status = await lstat(path);
		const isFolder = status.isDirectory();
		if (!isFolder && !status.isFile()) {
			return;
		}

		const mode = status.mode & 0o777;
		const wantedMode = isFolder ? folderMode : fileMode;
		if ((mode & ~wantedMode) !== 0) {
			found.push({path, isFolder, mode, wantedMode});
		}

		if (isFolder) {
			for (const name of (await readdir(path)).sort()) {
				await look(join(path, name), found);
			}
		}
	} catch (error) {
		// Temporary files come and go while we look, and what we may not enter is not looser than it should be for us to say.
		if (!isGone(error) && errorCode(error) !== 'EACCES') {
			throw error;
		}
	}
}

function isGone(error: unknown): boolean {
	return errorCode(error) === 'ENOENT';
}
