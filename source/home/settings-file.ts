import {constants} from 'node:fs';
import {chmod, copyFile} from 'node:fs/promises';
import {basename, dirname} from 'node:path';
import type {Settings} from '../domain/settings.ts';
import {ConfigurationError, ValidationError} from '../errors.ts';
import {withLock} from './lock.ts';
import {writePrivateFile} from './private-file.ts';
import {errorCode, fileTrouble, readText} from './read-text.ts';
import {isSettingName, parseSettings, settingsProblems} from './settings-text.ts';

/**
Change some settings and keep the others, also those that a newer version wrote. `undefined` makes one unchosen. Returns what holds now.

A file with something broken in it is copied to `settings.json.broken` first (`.broken-2` and so on), so nothing of it is lost.

@throws {ValidationError} with a reason per field; nothing is written then
@throws {ConfigurationError} when the file cannot be read or written
*/
export async function updateSettingsFile(path: string, changes: Partial<Settings>): Promise<Settings> {
	const fields = settingsProblems(changes);
	if (Object.keys(fields).length > 0) {
		throw new ValidationError(
			`${Object.entries(fields)
				.map(([name, reason]) => `${name} ${reason}`)
				.join('; ')}.`,
			{fields, hint: 'Nothing was saved. Correct it and save again.'},
		);
	}

	return withLock(dirname(path), basename(path), async () => {
		const file = readText(path);
		const parsed = file.state === 'read' ? parseSettings(file.text) : undefined;
		if (file.state === 'failed' || (parsed && parsed.problems.length > 0)) {
			await keepAside(path);
		}

		const unknownOnes = Object.entries(parsed?.raw ?? {}).filter(([name]) => !isSettingName(name));
		const merged = {...Object.fromEntries(unknownOnes), ...parsed?.settings, ...changes};
		const text = `${JSON.stringify(merged, undefined, '\t')}\n`;
		await writePrivateFile(path, text);
		return parseSettings(text).settings;
	});
}

async function keepAside(path: string): Promise<void> {
	for (let copy = 1; copy < 1000; copy++) {
		const aside = `${path}.broken${copy === 1 ? '' : `-${copy}`}`;
		try {
			await copyFile(path, aside, constants.COPYFILE_EXCL);
			await chmod(aside, 0o600);
			return;
		} catch (error) {
			if (errorCode(error) !== 'EEXIST') {
				throw new ConfigurationError(
					`The file ${basename(path)} is broken and cannot be kept aside, so nothing was saved: ${fileTrouble(error)}.`,
					{hint: `Move ${path} away, then save again.`},
				);
			}
		}
	}
}
