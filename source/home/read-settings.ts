import type {Settings} from '../domain/settings.ts';
import {readText} from './read-text.ts';
import {parseSettings, settingsWarning} from './settings-text.ts';

export type SettingsRead = {
	readonly settings: Settings;
	/** Sentences for a person: what in the file does not count, and why. */
	readonly warnings: readonly string[];
	/** True where there is no file at all: nothing was ever chosen. */
	readonly isAbsent: boolean;
};

/** Read `settings.json`, now and without throwing: what is broken is told and the default holds. */
export function readSettingsFile(path: string): SettingsRead {
	const file = readText(path);
	if (file.state === 'absent') {
		return {settings: {}, warnings: [], isAbsent: true};
	}

	const {settings, problems} =
		file.state === 'read' ? parseSettings(file.text) : {settings: {}, problems: [`cannot be read: ${file.reason}`]};
	return {settings, warnings: problems.map(problem => settingsWarning(problem)), isAbsent: false};
}
