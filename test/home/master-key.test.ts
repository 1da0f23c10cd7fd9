import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {Secret} from '../../source/domain/secret.ts';
import {EncryptionError} from '../../source/errors.ts';
import {parseEnvText} from '../../source/home/env-text.ts';
import {loadOrCreateMasterKey} from '../../source/home/master-key.ts';
import {homePaths} from '../../source/home/paths.ts';
import {generateFernetKey} from '../../source/vault/fernet.ts';
import {put, useTemporaryFolder} from './temporary-folder.ts';

const makeFolder = useTemporaryFolder();

function neverGenerate(): Secret {
	throw new Error('a key was made');
}

describe('the master key', () => {
	test('is made once, written to the private .env, and found again', async () => {
		const paths = homePaths(makeFolder());
		const options = {paths, masterKey: undefined, hasWrappedKeys: false};
		const made = await loadOrCreateMasterKey({...options, generateKey: generateFernetKey});
		expect(made).toMatchObject({source: 'file', path: paths.envFile, wasJustMade: true});
		expect(parseEnvText(readFileSync(paths.envFile, 'utf8')).values.get('MSTOCK_MASTER_KEY')).toBe(made.key.reveal());
		expect(statSync(paths.envFile).mode & 0o777).toBe(0o600);

		const found = await loadOrCreateMasterKey({...options, hasWrappedKeys: true, generateKey: neverGenerate});
		expect(found).toMatchObject({source: 'file', path: paths.envFile, wasJustMade: false});
		expect(found.key.reveal()).toBe(made.key.reveal());
	});

	test('that the configuration gives is used as it is, and nothing is written', async () => {
		const paths = homePaths(makeFolder());
		const key = generateFernetKey();
		const options = {paths, hasWrappedKeys: true, generateKey: neverGenerate};
		expect(await loadOrCreateMasterKey({...options, masterKey: {key, source: 'environment'}})).toEqual({
			key,
			source: 'environment',
			path: undefined,
			wasJustMade: false,
		});
		expect(await loadOrCreateMasterKey({...options, masterKey: {key, source: 'file'}})).toMatchObject({
			path: paths.envFile,
		});
		expect(existsSync(paths.envFile)).toBe(false);
	});

	test.each([
		['is known before', true],
		['is found under the lock', async () => true],
	])('is never made where wrapped keys exist, which %s', async (_, hasWrappedKeys) => {
		const paths = homePaths(makeFolder());
		put(paths.envFile, '# mine\nMSTOCK_MASTER_KEY=\n');
		const error: unknown = await loadOrCreateMasterKey({
			paths,
			masterKey: undefined,
			hasWrappedKeys,
			generateKey: neverGenerate,
		}).catch((caught: unknown) => caught);
		expect(error).toBeInstanceOf(EncryptionError);
		expect(error).toMatchObject({exitCode: 5, message: expect.stringContaining('MSTOCK_MASTER_KEY')});
		expect(error).toMatchObject({hint: expect.stringMatching(/config\/\.env.*environment.*recovery sheet/)});
		expect(readFileSync(paths.envFile, 'utf8')).toBe('# mine\nMSTOCK_MASTER_KEY=\n');
	});

	test('that is damaged in the file is refused instead of replaced, without its characters', async () => {
		const paths = homePaths(makeFolder());
		put(paths.envFile, 'MSTOCK_MASTER_KEY=canary-not-a-key\n');
		const error: unknown = await loadOrCreateMasterKey({
			paths,
			masterKey: undefined,
			hasWrappedKeys: false,
			generateKey: neverGenerate,
		}).catch((caught: unknown) => caught);
		expect(error).toMatchObject({kind: 'ConfigurationError', field: 'MSTOCK_MASTER_KEY'});
		expect(String(error)).not.toContain('canary');
	});

	test('is one key when several processes make it at once', async () => {
		const root = join(makeFolder(), 'home');
		const keys = await Promise.all([makeInChild(root), makeInChild(root), makeInChild(root), makeInChild(root)]);
		expect(new Set(keys.map(({key}) => key)).size).toBe(1);
		expect(keys.filter(({wasJustMade}) => wasJustMade)).toHaveLength(1);
		const {values} = parseEnvText(readFileSync(homePaths(root).envFile, 'utf8'));
		expect(values.get('MSTOCK_MASTER_KEY')).toBe(keys[0]?.key);
	});
});

/** Make or find the key in a process of its own, as two terminals do that start together. */
async function makeInChild(root: string): Promise<{key: string; wasJustMade: boolean}> {
	const from = (path: string) => JSON.stringify(new URL(`../../source/${path}`, import.meta.url).href);
	const script = `
		const {loadOrCreateMasterKey} = await import(${from('home/master-key.ts')});
		const {homePaths} = await import(${from('home/paths.ts')});
		const {generateFernetKey} = await import(${from('vault/fernet.ts')});
		const paths = homePaths(${JSON.stringify(root)});
		const made = await loadOrCreateMasterKey({paths, masterKey: undefined, hasWrappedKeys: false, generateKey: generateFernetKey});
		process.stdout.write(JSON.stringify({key: made.key.reveal(), wasJustMade: made.wasJustMade}));
	`;
	const child = spawn(process.execPath, ['--input-type=module', '-e', script], {stdio: ['ignore', 'pipe', 'inherit']});
	let said = '';
	child.stdout.setEncoding('utf8');
	child.stdout.on('data', (chunk: string) => {
		said += chunk;
	});
	await once(child, 'close');
	return JSON.parse(said) as {key: string; wasJustMade: boolean};
}
