import {randomBytes} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';

/**
Replace a small JSON file as a whole: readers see the old text or the new one, never half of it. Mode 0600, its folder 0700.

@throws the error of the file system
*/
export function writeJsonFile(path: string, value: unknown): void {
	makeFolder(dirname(path));
	const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
	try {
		writeFileSync(temporary, `${JSON.stringify(value)}\n`, {mode: 0o600, flag: 'wx'});
		renameSync(temporary, path);
	} catch (error) {
		rmSync(temporary, {force: true});
		throw error;
	}
}

/**
Make a folder and those above it that are missing, with mode 0700. Step by step: Node's own `recursive` never returns from `/proc` and its like.

@throws the error of the file system
*/
export function makeFolder(path: string): void {
	if (existsSync(path)) {
		return;
	}

	if (dirname(path) !== path) {
		makeFolder(dirname(path));
	}

	try {
		mkdirSync(path, {mode: 0o700});
	} catch (error) {
		// Another process may have made it between the look and now.
		if (!existsSync(path)) {
			throw error;
		}
	}
}

/** The file's JSON; undefined where there is no file, or none that can be read as JSON. */
export function readJsonFile(path: string): unknown {
	try {
		return JSON.parse(readFileSync(path, 'utf8'));
	} catch {
		// Missing, unreadable or torn by a tool: to every caller here that is the same as not being there.
		return undefined;
	}
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
