import {join, resolve, isAbsolute} from 'node:path';
import envPaths from 'env-paths';
import type {HomePaths} from '../config.ts';
import {ConfigurationError} from '../errors.ts';

export const homeFolderName = 'mstock-terminal';

export type HomeSources = {
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** What a relative `MSTOCK_HOME` starts from. */
	readonly workingDirectory: string;
	/** The platform's per-user data folder for this program. @default what `env-paths` says */
	readonly defaultHome?: () => string;
};

/**
Where everything is that the program writes: `MSTOCK_HOME`, or the per-user data folder of the platform. Creates nothing.

@throws {ConfigurationError} when neither gives an absolute folder
*/
export function resolveHome({environment, workingDirectory, defaultHome = platformHome}: HomeSources): HomePaths {
	const given = environment['MSTOCK_HOME'] ?? '';
	if (given.includes('\0')) {
		throw homeError('MSTOCK_HOME cannot be a folder: it has a NUL character in it.');
	}

	const root = given === '' ? defaultHome() : resolve(workingDirectory, given);
	if (!isAbsolute(root)) {
		// An empty HOME makes the platform's answer relative, and the vault would land wherever the person happens to stand.
		throw homeError('The home folder of this user cannot be found, and MSTOCK_HOME is not set.');
	}

	return homePaths(root);
}

/** The layout inside a home folder. `root` is absolute. */
export function homePaths(root: string): HomePaths {
	return {
		root,
		settingsFile: join(root, 'settings.json'),
		envFile: join(root, 'config', '.env'),
		databaseFile: join(root, 'mstock.sqlite'),
		logFile: join(root, 'logs', 'mstock.log'),
		crashFile: join(root, 'logs', 'crash.log'),
		sandboxFile: join(root, 'sandbox.json'),
		sandboxStateFile: join(root, 'sandbox-state.json'),
		lockFolder: join(root, 'locks'),
	};
}

function platformHome(): string {
	return envPaths(homeFolderName, {suffix: ''}).data;
}

function homeError(message: string): ConfigurationError {
	return new ConfigurationError(message, {
		field: 'MSTOCK_HOME',
		hint: 'Set MSTOCK_HOME to a folder of your own. For example: MSTOCK_HOME=/home/me/.local/share/mstock-terminal',
	});
}
