import {readFileSync} from 'node:fs';
import {inspect} from 'node:util';
import {Secret} from '../../source/domain/secret.ts';
import {isAppError} from '../../source/errors.ts';
import {parseEnvText} from '../../source/home/env-text.ts';
import {createKeyring, type Keyring} from '../../source/vault/keyring.ts';
import {unwrapKey} from '../../source/vault/wrapped-key.ts';
import type {Sink} from './canary-scan.ts';
import {queryDatabase, type TestProgram} from './with-program.ts';

export const allTables = [
	'MS01_API_Authentication_Credential',
	'SEC01_ENCRYPTION_KEY',
	'logs',
	'MS01_REQUEST_RESPONSE_LOG',
] as const;

/** Every column of every table as one sink each, the sealed ones included: what is in those must be ciphertext. */
export async function databaseSinks(t: TestProgram): Promise<readonly Sink[]> {
	const sinks: Sink[] = [];
	for (const table of allTables) {
		const rows = await queryDatabase<Readonly<Record<string, unknown>>>(t, `SELECT * FROM ${table}`);
		for (const column of Object.keys(rows[0] ?? {})) {
			sinks.push({name: `${table}.${column}`, content: rows.map(row => inspectAll(row[column])).join('\n')});
		}
	}

	return sinks;
}

/** Every file that the program wrote, byte by byte; of `.env`, the line of the master key is left out: it is kept there on purpose. */
export function fileSinks(t: TestProgram): readonly Sink[] {
	return t.home.files().map(({path, bytes}) => ({
		name: path,
		content: path.endsWith('config/.env') ? bytes.toString().replace(/^MSTOCK_MASTER_KEY=.*$/m, '') : bytes,
	}));
}

/** All that a carrier of an error might print: message, hint, JSON, stack, causes, own properties. */
export function errorSink(name: string, error: unknown): Sink {
	return {
		name: `error: ${name}`,
		content: [
			inspectAll(error),
			JSON.stringify(error, undefined, 1),
			error instanceof Error ? `${error.message}\n${error.stack}` : '',
			isAppError(error) ? JSON.stringify(error.serialize()) : '',
		].join('\n'),
	};
}

/** Anything that services hand out or stores hold, as JSON and as Node prints it. */
export function valueSink(name: string, value: unknown): Sink {
	return {name, content: `${inspectAll(value)}\n${JSON.stringify(value)}`};
}

/** Watches all stores from now on: every state that was ever there is looked at. */
export function watchStores({stores}: TestProgram): () => readonly Sink[] {
	const seen = new Map<string, string[]>();
	for (const [name, store] of Object.entries(stores)) {
		const states: string[] = [];
		seen.set(name, states);
		const look = () => {
			states.push(inspectAll(store.getSnapshot()), JSON.stringify(store.getSnapshot()));
		};

		look();
		store.subscribe(look);
	}

	return () => [...seen].map(([name, states]) => ({name: `store: ${name}`, content: states.join('\n')}));
}

/** The home's master key, the data keys, and what the sealed columns hold, in the clear: what must be nowhere else. */
export async function openEverything(
	t: TestProgram,
): Promise<{readonly masterKey: string; readonly dataKeys: readonly string[]; readonly keyring: Keyring}> {
	const env = parseEnvText(readFileSync(t.program.config.paths.envFile, 'utf8'));
	const masterKey = env.values.get('MSTOCK_MASTER_KEY') ?? '';
	const keyRows = await queryDatabase<{readonly KEY_ID: number; readonly ENCRYPTION_KEY: string}>(
		t,
		'SELECT * FROM SEC01_ENCRYPTION_KEY ORDER BY KEY_ID',
	);
	return {
		masterKey,
		dataKeys: keyRows.map(row => unwrapKey(new Secret(masterKey), row.ENCRYPTION_KEY).reveal()),
		keyring: createKeyring({
			masterKey: new Secret(masterKey),
			rows: keyRows.map(row => ({
				keyId: String(row.KEY_ID),
				storedKey: row.ENCRYPTION_KEY,
				createdAt: new Date(0),
				isMarkedActive: false,
			})),
			now: () => new Date(0),
		}),
	};
}

/** Texts as they are, because Node doubles their backslashes when it inspects them. */
function inspectAll(value: unknown): string {
	if (typeof value === 'string') {
		return value;
	}

	return Buffer.isBuffer(value)
		? value.toString('latin1')
		: inspect(value, {depth: 20, maxStringLength: Infinity, maxArrayLength: Infinity, showHidden: true});
}
