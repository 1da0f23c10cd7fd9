import {mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterEach} from 'vitest';

/** A fresh folder per test, gone afterwards. Call at the top of a file; the result makes a folder each time it is called. */
export function useTemporaryFolder(): () => string {
	const folders: string[] = [];
	afterEach(() => {
		for (const folder of folders.splice(0)) {
			rmSync(folder, {recursive: true, force: true});
		}
	});

	return () => {
		const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mstock-home-')));
		folders.push(folder);
		return folder;
	};
}

/** Write a file with the folders it needs. Returns its path. */
export function put(path: string, text: string | Uint8Array, mode = 0o600): string {
	mkdirSync(dirname(path), {recursive: true, mode: 0o700});
	writeFileSync(path, text, {mode});
	return path;
}
