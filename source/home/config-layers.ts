import {realpathSync} from 'node:fs';
import {join} from 'node:path';
import {ConfigurationError} from '../errors.ts';
import {parseEnvText} from './env-text.ts';
import {readText} from './read-text.ts';
import {settingRules, type SettingName} from './setting-rules.ts';

/** One place that settings come from. Values are as written there, untrimmed. */
export type ConfigLayer = {
	readonly kind: 'environment' | 'file';
	/** How a message names the place: `config/.env of the working directory`; empty for the environment. */
	readonly where: string;
	/** What a relative path in it starts from. */
	readonly folder: string;
	readonly values: ReadonlyMap<string, string>;
};

export type ConfigLayers = {
	/** The strongest first. */
	readonly layers: readonly ConfigLayer[];
	readonly hasDatabaseConfigFile: boolean;
	readonly warnings: readonly string[];
};

export type LayerSources = {
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly workingDirectory: string;
	readonly home: {readonly root: string; readonly envFile: string};
};

type Warn = (sentence: string) => void;

// What an installation of the original may bring along. Anything more would let any folder that a person stands in redirect the broker.
const workingDirectoryNames = new Set<string>([
	'DB_CLIENT',
	'DB_HOST',
	'DB_PORT',
	'DB_USER',
	'DB_PASSWORD',
	'DB_NAME',
	'DB_SSL',
	'DB_FILE',
	'ENCRYPTION_KEY',
	'ENCRYPTION_KEY_ID',
]);

const databaseConfigNames: Readonly<Record<string, SettingName>> = {
	host: 'DB_HOST',
	port: 'DB_PORT',
	user: 'DB_USER',
	password: 'DB_PASSWORD',
	database: 'DB_NAME',
};

const databaseConfigExample = '{"host": "localhost", "user": "root", "password": "...", "database": "mstock"}';

/**
Read every place that settings come from, the strongest first: environment (flags are put into it), home's `.env`, then the working directory's `config/.env` and `config/db_config.json`.

@throws {ConfigurationError} when home's `.env` or db_config.json is there and cannot be read
*/
export function readConfigLayers({environment, workingDirectory, home}: LayerSources): ConfigLayers {
	const warnings: string[] = [];
	const warn: Warn = sentence => warnings.push(sentence);
	const environmentLayer: ConfigLayer = {
		kind: 'environment',
		where: '',
		folder: workingDirectory,
		values: new Map(
			Object.keys(settingRules).flatMap(name => {
				const value = environment[name];
				return value === undefined ? [] : [[name, value]];
			}),
		),
	};
	const homeLayer = readHomeEnv(home, warn);
	// Whoever stands in MSTOCK_HOME has home's own file before them, not a second installation.
	const isAtHome = isSameFolder(workingDirectory, home.root);
	const workingLayer = isAtHome ? undefined : readWorkingEnv(workingDirectory, warn);

	const client = [environmentLayer, homeLayer, workingLayer]
		.map(layer => layer?.values.get('DB_CLIENT')?.trim() ?? '')
		.find(value => value !== '');
	// Where SQLite is wanted in so many words, a db_config.json that lies around is nobody's business.
	const databaseLayer = client === 'sqlite' ? undefined : readDatabaseConfig(workingDirectory, warn);

	return {
		layers: [environmentLayer, homeLayer, workingLayer, databaseLayer].filter(layer => layer !== undefined),
		hasDatabaseConfigFile: databaseLayer !== undefined,
		warnings,
	};
}

function readHomeEnv(home: LayerSources['home'], warn: Warn): ConfigLayer | undefined {
	const where = 'config/.env of MSTOCK_HOME';
	const file = readText(home.envFile);
	if (file.state === 'failed') {
		// The master key may be in it: going on without would look like a lost vault.
		throw new ConfigurationError(`The file ${where} cannot be read: ${file.reason}.`, {
			field: 'MSTOCK_HOME',
			hint: `Make ${home.envFile} a text file that you can read, or set MSTOCK_HOME to another folder.`,
		});
	}

	if (file.state === 'absent') {
		return undefined;
	}

	const {values, malformedLines} = parseEnvText(file.text);
	warnOfLines(where, malformedLines, warn);
	return {kind: 'file', where, folder: home.root, values};
}

function readWorkingEnv(workingDirectory: string, warn: Warn): ConfigLayer | undefined {
	const where = 'config/.env of the working directory';
	const file = readText(join(workingDirectory, 'config', '.env'));
	if (file.state === 'failed') {
		warn(`The file ${where} was ignored: ${file.reason}.`);
	}

	if (file.state !== 'read') {
		return undefined;
	}

	const {values, malformedLines} = parseEnvText(file.text);
	warnOfLines(where, malformedLines, warn);
	const ignored = [...values.keys()].filter(name => !workingDirectoryNames.has(name));
	if (ignored.length > 0) {
		warn(
			`${listNames(ignored)} in ${where} ${ignored.length === 1 ? 'was' : 'were'} ignored: only DB_* and ENCRYPTION_KEY are taken from there.`,
		);
	}

	return {
		kind: 'file',
		where,
		folder: workingDirectory,
		values: new Map([...values].filter(([name]) => workingDirectoryNames.has(name))),
	};
}

function readDatabaseConfig(workingDirectory: string, warn: Warn): ConfigLayer | undefined {
	const where = 'config/db_config.json of the working directory';
	const file = readText(join(workingDirectory, 'config', 'db_config.json'));
	if (file.state === 'absent') {
		return undefined;
	}

	if (file.state === 'failed') {
		throw databaseConfigError(`cannot be read: ${file.reason}.`);
	}

	const parsed = parseObject(file.text);
	const values = new Map<string, string>();
	const ignored: string[] = [];
	for (const [key, value] of Object.entries(parsed)) {
		const name = Object.hasOwn(databaseConfigNames, key) ? databaseConfigNames[key] : undefined;
		if (name === undefined) {
			ignored.push(key);
		} else if (typeof value === 'string' || (name === 'DB_PORT' && typeof value === 'number')) {
			values.set(name, String(value));
		} else if (value !== null) {
			throw databaseConfigError(`must have text under "${key}".`);
		}
	}

	if (ignored.length > 0) {
		warn(`${listNames(ignored)} in ${where} ${ignored.length === 1 ? 'was' : 'were'} ignored: it is not known there.`);
	}

	return {kind: 'file', where, folder: workingDirectory, values};
}

function parseObject(text: string): object {
	let parsed: unknown;
	try {
		parsed = JSON.parse(text);
	} catch {
		// The parser's message quotes the text, and that holds a password.
		throw databaseConfigError('is not JSON.');
	}

	if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
		throw databaseConfigError('must hold one JSON object.');
	}

	return parsed;
}

function databaseConfigError(ending: string): ConfigurationError {
	return new ConfigurationError(`The file config/db_config.json of the working directory ${ending}`, {
		field: 'db_config.json',
		hint: `For example: ${databaseConfigExample}. Or set DB_CLIENT=sqlite to use the embedded database.`,
	});
}

function warnOfLines(where: string, lines: readonly number[], warn: Warn): void {
	if (lines.length > 0) {
		warn(`${lines.length === 1 ? 'Line' : 'Lines'} ${lines.slice(0, 5).join(', ')} of ${where} cannot be understood.`);
	}
}

function listNames(names: readonly string[]): string {
	const shown = names.slice(0, 5).join(', ');
	return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}

function isSameFolder(one: string, other: string): boolean {
	try {
		return realpathSync(one) === realpathSync(other);
	} catch {
		// One of them does not exist yet, so they are not the same.
		return false;
	}
}
