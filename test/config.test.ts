import {existsSync, mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {loadConfig, type Config} from '../source/config.ts';
import {ConfigurationError} from '../source/errors.ts';
import {put, useTemporaryFolder} from './home/temporary-folder.ts';

const makeFolder = useTemporaryFolder();
const keyOne = 'cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=';
const keyTwo = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';

type Places = {
	readonly environment?: Readonly<Record<string, string>>;
	readonly homeEnv?: string;
	readonly workingEnv?: string;
	readonly databaseConfig?: unknown;
	readonly settings?: unknown;
};

/** A home and a working directory with these files in them. */
function lay({environment = {}, homeEnv, workingEnv, databaseConfig, settings}: Places) {
	const folder = makeFolder();
	const home = join(folder, 'home');
	const workingDirectory = join(folder, 'work');
	mkdirSync(workingDirectory);
	const files: ReadonlyArray<readonly [string, unknown]> = [
		[join(home, 'config', '.env'), homeEnv],
		[join(workingDirectory, 'config', '.env'), workingEnv],
		[join(workingDirectory, 'config', 'db_config.json'), databaseConfig],
		[join(home, 'settings.json'), settings],
	];
	for (const [path, content] of files) {
		if (content !== undefined) {
			put(path, typeof content === 'string' ? content : JSON.stringify(content));
		}
	}

	return {home, workingDirectory, environment: {MSTOCK_HOME: home, ...environment}};
}

function load(places: Places = {}): Config {
	return loadConfig(lay(places));
}

function refusal(places: Places): ConfigurationError {
	try {
		load(places);
	} catch (error) {
		if (error instanceof ConfigurationError) {
			return error;
		}

		throw error;
	}

	throw new Error('nothing was refused');
}

/** The MySQL settings with the password in the open, to compare whole objects. */
function mysqlOf({database}: Config) {
	if (database.client !== 'mysql') {
		throw new Error('not MySQL');
	}

	return {...database, password: database.password.reveal()};
}

describe('without anything set', () => {
	test('the defaults of the README hold, and nothing is written', () => {
		const {home, ...sources} = lay({});
		expect(loadConfig(sources)).toMatchObject({
			database: {client: 'sqlite', file: join(home, 'mstock.sqlite')},
			environment: 'sandbox',
			environmentSource: 'default',
			apiUrl: undefined,
			wsUrl: undefined,
			checksum: 'L',
			apiTimeoutMs: 7000,
			apiMaxRetries: 3,
			masterKey: undefined,
			legacyKey: undefined,
			encryptionKeyId: undefined,
			settings: {},
			warnings: [],
			isFirstRun: true,
		});
		expect(existsSync(home)).toBe(false);
	});

	test('the result cannot be changed', () => {
		const config = load({environment: {DB_CLIENT: 'mysql'}});
		expect([config, config.paths, config.database, config.settings, config.warnings].map(Object.isFrozen)).toEqual(
			Array.from({length: 5}, () => true),
		);
	});
});

describe('precedence', () => {
	const everywhere: Places = {
		environment: {DB_NAME: 'from_environment'},
		homeEnv: 'DB_NAME=from_home\nDB_USER=home_user\n',
		workingEnv: 'DB_NAME=from_working\nDB_USER=working_user\nDB_PORT=3311\n',
		databaseConfig: {host: 'localhost', database: 'from_json', user: 'json_user', port: 3312, password: 'json'},
	};

	test.each([
		['the environment first', {}, {database: 'from_environment', user: 'home_user', port: 3311}],
		["then home's .env", {environment: {}}, {database: 'from_home', user: 'home_user', port: 3311}],
		[
			"then the working directory's .env",
			{environment: {}, homeEnv: undefined},
			{database: 'from_working', user: 'working_user', port: 3311},
		],
		[
			'then db_config.json',
			{environment: {}, homeEnv: undefined, workingEnv: undefined},
			{database: 'from_json', user: 'json_user', port: 3312},
		],
	])('is %s', (_, less, expected) => {
		expect(mysqlOf(load({...everywhere, ...less}))).toEqual({
			client: 'mysql',
			host: 'localhost',
			password: 'json',
			ssl: 'off',
			...expected,
		});
	});

	test.each([
		['the environment', {MSTOCK_ENV: 'live'}, 'MSTOCK_ENV=sandbox', 'sandbox', 'live', 'environment'],
		["home's .env", {}, 'MSTOCK_ENV=live', 'sandbox', 'live', 'file'],
		['the saved settings', {}, '', 'live', 'live', 'settings'],
		['the default', {}, '', undefined, 'sandbox', 'default'],
	])('of the broker environment: %s decides', (_, environment, homeEnv, saved, expected, source) => {
		const config = load({environment, homeEnv, settings: {environment: saved}});
		expect([config.environment, config.environmentSource]).toEqual([expected, source]);
	});

	test('of the numbers: environment, file, settings, default', () => {
		const settings = {apiTimeoutMs: 5000, apiMaxRetries: 1};
		const homeEnv = 'API_TIMEOUT_MS=4000';
		const timeouts = [
			load({settings, homeEnv, environment: {API_TIMEOUT_MS: '3000'}}),
			load({settings, homeEnv}),
			load({settings}),
			load(),
		].map(({apiTimeoutMs, apiMaxRetries}) => [apiTimeoutMs, apiMaxRetries]);
		expect(timeouts).toEqual([
			[3000, 1],
			[4000, 1],
			[5000, 1],
			[7000, 3],
		]);
	});

	test('passes over what is empty, except a password that is empty on purpose', () => {
		const config = load({
			environment: {DB_HOST: '', DB_PASSWORD: '', DB_NAME: '  '},
			homeEnv: "DB_HOST=127.0.0.1\nDB_PASSWORD=' kept out '\nDB_NAME=home\n",
		});
		expect(mysqlOf(config)).toMatchObject({host: '127.0.0.1', password: '', database: 'home'});
		expect(mysqlOf(load({homeEnv: "DB_HOST=127.0.0.1\nDB_PASSWORD=' p w '\n"})).password).toBe(' p w ');
	});
});

describe('the working directory', () => {
	test('may bring the database and the legacy key of an original installation', () => {
		const config = load({
			workingEnv: `DB_HOST=localhost\nDB_USER=root\nDB_PASSWORD=pw\nDB_NAME=mstock\nENCRYPTION_KEY=${keyOne}\nENCRYPTION_KEY_ID=4\n`,
		});
		expect(mysqlOf(config)).toMatchObject({host: 'localhost', user: 'root', password: 'pw', database: 'mstock'});
		expect(config.legacyKey?.key.reveal()).toBe(keyOne);
		expect(config.legacyKey?.keyId).toBe('4');
		expect(config.warnings).toEqual([]);
	});

	test('may give nothing else: the rest is ignored, and said so by name', () => {
		const config = load({
			workingEnv: `MSTOCK_ENV=live\nMSTOCK_API_URL=https://evil.example\nMSTOCK_MASTER_KEY=${keyOne}\nAPI_TIMEOUT_MS=50\nM_STOCK_PASSWORD=canary\nPATH=/evil\nDB_CLIENT=sqlite\n`,
		});
		expect(config).toMatchObject({environment: 'sandbox', apiUrl: undefined, masterKey: undefined, apiTimeoutMs: 7000});
		expect(config.warnings).toEqual([
			'MSTOCK_ENV, MSTOCK_API_URL, MSTOCK_MASTER_KEY, API_TIMEOUT_MS, M_STOCK_PASSWORD and 1 more in config/.env of the working directory were ignored: only DB_* and ENCRYPTION_KEY are taken from there.',
		]);
	});

	test('that is MSTOCK_HOME itself has no second .env', () => {
		const {home, environment} = lay({homeEnv: `MSTOCK_MASTER_KEY=${keyOne}\nMSTOCK_ENV=live\n`});
		const config = loadConfig({environment, workingDirectory: home});
		expect(config.environment).toBe('live');
		expect(config.warnings).toEqual([]);
	});

	test('with lines that cannot be understood is a warning with their numbers', () => {
		expect(load({workingEnv: 'what is this\nDB_CLIENT=sqlite\n'}).warnings).toEqual([
			'Line 1 of config/.env of the working directory cannot be understood.',
		]);
	});

	test('pairs the legacy key with the id beside it, never with the id that home wrote for other tools', () => {
		const config = load({homeEnv: 'ENCRYPTION_KEY_ID=9\n', workingEnv: `ENCRYPTION_KEY=${keyOne}\n`});
		expect(config.legacyKey?.keyId).toBeUndefined();
		expect(config.encryptionKeyId).toBe('9');
	});
});

describe('the database', () => {
	test.each([
		['nothing is set', {}, 'sqlite'],
		['a host is set', {environment: {DB_HOST: 'localhost'}}, 'mysql'],
		["home's .env has a host", {homeEnv: 'DB_HOST=localhost'}, 'mysql'],
		['a db_config.json is there', {databaseConfig: {}}, 'mysql'],
		[
			'SQLite is asked for beside both',
			{environment: {DB_CLIENT: 'sqlite', DB_HOST: 'x'}, databaseConfig: {}},
			'sqlite',
		],
		[
			'SQLite is asked for and the db_config.json is broken',
			{homeEnv: 'DB_CLIENT=sqlite', databaseConfig: '{'},
			'sqlite',
		],
		['MySQL is asked for', {environment: {DB_CLIENT: 'mysql'}}, 'mysql'],
		['only a name is set', {environment: {DB_NAME: 'mstock'}}, 'sqlite'],
	])('where %s is %s', (_, places: Places, client) => {
		expect(load(places).database.client).toBe(client);
	});

	test('on MySQL has the defaults of the README', () => {
		expect(mysqlOf(load({environment: {DB_CLIENT: 'mysql'}}))).toEqual({
			client: 'mysql',
			host: 'localhost',
			port: 3306,
			user: 'root',
			password: '',
			database: 'mstock',
			ssl: 'off',
		});
	});

	test.each([
		['localhost', undefined, 'off'],
		['127.0.0.2', undefined, 'off'],
		['::1', undefined, 'off'],
		['db.example.in', undefined, 'verify'],
		['10.1.2.3', undefined, 'verify'],
		['db.example.in', 'off', 'off'],
		['localhost', 'required', 'required'],
	])('at %s with DB_SSL %s is reached with SSL %s', (host, ssl, expected) => {
		const environment = {DB_HOST: host, ...(ssl === undefined ? {} : {DB_SSL: ssl})};
		expect(mysqlOf(load({environment})).ssl).toBe(expected);
	});

	test('file is looked for from where its name stands', () => {
		const atWork = lay({workingEnv: 'DB_FILE=data/a.sqlite'});
		expect(loadConfig(atWork).database).toMatchObject({file: join(atWork.workingDirectory, 'data', 'a.sqlite')});
		const atHome = lay({homeEnv: 'DB_FILE=data/a.sqlite'});
		expect(loadConfig(atHome).database).toMatchObject({file: join(atHome.home, 'data', 'a.sqlite')});
		expect(load({environment: {DB_FILE: '/data/a.sqlite'}}).database).toMatchObject({file: '/data/a.sqlite'});
	});

	test.each([
		['is not JSON', '{"password": "canary"', /is not JSON/],
		['is a list', ['canary'], /one JSON object/],
		['has a number for a password', {password: 12_345}, /"password"/],
		['has a port that is none', {port: 'canary'}, /^DB_PORT \(in config\/db_config\.json of the working directory\)/],
	])('is refused where db_config.json %s, without a word of its content', (_, databaseConfig, message) => {
		const error = refusal({databaseConfig});
		expect(error.message).toMatch(message);
		expect(error.message + error.hint).not.toMatch(/canary|12345/);
	});

	test('takes a db_config.json with a byte order mark, and says which of its names are not known', () => {
		const config = load({databaseConfig: '\uFEFF{"host":"localhost","database":"m","charset":"utf8","port":"3307"}'});
		expect(mysqlOf(config)).toMatchObject({host: 'localhost', database: 'm', port: 3307});
		expect(config.warnings).toEqual([expect.stringMatching(/^charset in config\/db_config\.json/)]);
	});
});

describe('the broker', () => {
	test('live has the real addresses, together or one by one', () => {
		expect(load({environment: {MSTOCK_ENV: 'live'}})).toMatchObject({
			apiUrl: 'https://api.mstock.trade',
			wsUrl: 'wss://ws.mstock.trade',
		});
		expect(load({environment: {MSTOCK_ENV: 'live', MSTOCK_API_URL: 'https://proxy.example/m/'}})).toMatchObject({
			apiUrl: 'https://proxy.example/m',
			wsUrl: 'wss://ws.mstock.trade',
		});
	});

	test('simulated has only the addresses that it is given', () => {
		expect(load({environment: {MSTOCK_API_URL: 'http://127.0.0.1:8080/'}})).toMatchObject({
			apiUrl: 'http://127.0.0.1:8080',
			wsUrl: undefined,
		});
	});

	test.each([
		['sandbox', 'MSTOCK_API_URL', 'https://api.mstock.trade'],
		['sandbox', 'MSTOCK_WS_URL', 'wss://ws.mstock.trade'],
		['sandbox', 'MSTOCK_API_URL', 'http://localhost.evil.example'],
		['live', 'MSTOCK_API_URL', 'http://127.0.0.1:8080'],
		['live', 'MSTOCK_API_URL', 'http://localhost:8080'],
		['live', 'MSTOCK_WS_URL', 'ws://[::1]:8080/ws'],
	])('%s with %s at %s is refused', (environment, name, address) => {
		const error = refusal({environment: {MSTOCK_ENV: environment, [name]: address}});
		expect(error).toMatchObject({exitCode: 3, field: name, message: expect.stringContaining('MSTOCK_ENV is')});
		expect(error.message).not.toContain(address);
	});

	test('that was chosen on the screen is held to the same rule', () => {
		expect(refusal({settings: {environment: 'live'}, homeEnv: 'MSTOCK_API_URL=http://localhost:1'}).message).toMatch(
			/^MSTOCK_API_URL \(in config\/\.env of MSTOCK_HOME\) must not be on this computer/,
		);
	});

	test('live without encryption is a warning', () => {
		const config = load({environment: {MSTOCK_ENV: 'live', MSTOCK_API_URL: 'http://10.0.0.5:80'}});
		expect(config.warnings).toEqual(['MSTOCK_API_URL is not encrypted: passwords and tokens travel in the clear.']);
	});
});

describe('what is wrong', () => {
	test('is refused by name, place, reason and example, and its value is not repeated', () => {
		const error = refusal({
			environment: {API_TIMEOUT_MS: 'canary'},
			homeEnv: 'MSTOCK_MASTER_KEY=canary-key\n',
			workingEnv: 'DB_PORT=canary\n',
		});
		expect(error.serialize()).toEqual({
			kind: 'ConfigurationError',
			message:
				'DB_PORT (in config/.env of the working directory) must be a whole number from 1 to 65535. ' +
				'API_TIMEOUT_MS must be a whole number from 50 to 120000 milliseconds. ' +
				'MSTOCK_MASTER_KEY (in config/.env of MSTOCK_HOME) must be a Fernet key: 44 characters, letters, digits, "-" and "_", with "=" at the end.',
			hint: 'For example: DB_PORT=3306   API_TIMEOUT_MS=7000   MSTOCK_MASTER_KEY=(the 44 characters of your recovery sheet)',
			code: null,
			field: 'DB_PORT',
		});
		expect(error.exitCode).toBe(3);
	});

	test('is refused although a weaker place has a right one', () => {
		expect(refusal({environment: {MSTOCK_ENV: 'prod'}, homeEnv: 'MSTOCK_ENV=live'}).field).toBe('MSTOCK_ENV');
	});

	test("is refused where home's .env cannot be read: the master key may be in it", () => {
		const {home, ...sources} = lay({});
		mkdirSync(join(home, 'config', '.env'), {recursive: true});
		expect(() => loadConfig(sources)).toThrow(/config\/\.env of MSTOCK_HOME cannot be read/);
	});

	test('in settings.json is a warning, and the default holds', () => {
		const config = load({settings: {apiTimeoutMs: 'canary', theme: 'light'}});
		expect(config).toMatchObject({apiTimeoutMs: 7000, settings: {theme: 'light'}, isFirstRun: false});
		expect(config.warnings).toEqual([expect.stringMatching(/^settings\.json: it has a wrong apiTimeoutMs/)]);
		expect(config.warnings.join('')).not.toContain('canary');
	});
});

describe('keys', () => {
	test('come from the environment before the file, and say where they came from', () => {
		const homeEnv = `MSTOCK_MASTER_KEY=${keyOne}\n`;
		const fromFile = load({homeEnv}).masterKey;
		const fromEnvironment = load({homeEnv, environment: {MSTOCK_MASTER_KEY: keyTwo}}).masterKey;
		expect([fromFile?.source, fromFile?.key.reveal()]).toEqual(['file', keyOne]);
		expect([fromEnvironment?.source, fromEnvironment?.key.reveal()]).toEqual(['environment', keyTwo]);
	});

	test('and passwords are not in a config that somebody prints', () => {
		const config = load({
			environment: {MSTOCK_MASTER_KEY: keyOne, ENCRYPTION_KEY: keyTwo, DB_HOST: 'localhost', DB_PASSWORD: 'canary'},
		});
		const printed = JSON.stringify(config);
		expect([keyOne, keyTwo, 'canary'].filter(secret => printed.includes(secret))).toEqual([]);
	});
});

describe('before the first frame', () => {
	test('reading takes a few milliseconds at most', () => {
		const sources = lay({homeEnv: `MSTOCK_MASTER_KEY=${keyOne}\nM_STOCK_USER_ID=DEMO01\n`, settings: {theme: 'dark'}});
		const times = Array.from({length: 20}, () => {
			const begin = performance.now();
			loadConfig(sources);
			return performance.now() - begin;
		});
		// The best of twenty, because other work shares the machine.
		expect(Math.min(...times)).toBeLessThan(5);
	});
});
