import {existsSync, mkdirSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {ConfigurationError} from '../../source/errors.ts';
import {updateEnvFile} from '../../source/home/env-file.ts';
import {parseEnvText} from '../../source/home/env-text.ts';
import {put, useTemporaryFolder} from './temporary-folder.ts';

const makeFolder = useTemporaryFolder();

describe('the .env file', () => {
	test('is made with its folder, for this user alone, with a word about itself', async () => {
		const path = join(makeFolder(), 'home', 'config', '.env');
		await updateEnvFile(path, {M_STOCK_USER_ID: 'DEMO01', M_STOCK_RESPONSE_USER_NAME: "ASHA O'NEIL"});
		const text = readFileSync(path, 'utf8');
		expect(text).toMatch(/^# mStock Terminal writes here/);
		expect(Object.fromEntries(parseEnvText(text).values)).toEqual({
			M_STOCK_USER_ID: 'DEMO01',
			M_STOCK_RESPONSE_USER_NAME: "ASHA O'NEIL",
		});
		expect(statSync(path).mode & 0o777).toBe(0o600);
		expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
	});

	test('keeps bytes that are not ours, the byte order mark included, and becomes private', async () => {
		const path = put(join(makeFolder(), '.env'), '\uFEFF# mine\r\nOTHER = "x"\r\nA=1\r\n', 0o644);
		await updateEnvFile(path, {A: '2'});
		expect(readFileSync(path, 'utf8')).toBe('\uFEFF# mine\r\nOTHER = "x"\r\nA=2\r\n');
		expect(statSync(path).mode & 0o777).toBe(0o600);
	});

	test('is not touched when nothing changes', async () => {
		const path = put(join(makeFolder(), '.env'), 'A=1\n');
		const before = statSync(path).ino;
		await updateEnvFile(path, {A: '1', B: null});
		expect(statSync(path).ino).toBe(before);
	});

	test('loses no change of twenty made at once', async () => {
		const path = join(makeFolder(), '.env');
		const names = Array.from({length: 20}, (_, index) => `NAME_${index}`);
		await Promise.all(names.map(name => updateEnvFile(path, {[name]: name.toLowerCase()})));
		const {values} = parseEnvText(readFileSync(path, 'utf8'));
		expect(new Map(names.map(name => [name, name.toLowerCase()]))).toEqual(
			new Map([...values].sort(([one], [other]) => names.indexOf(one) - names.indexOf(other))),
		);
	});

	test('that is not text is left alone, and the error says so without its content', async () => {
		const bytes = Buffer.from([0x41, 0x3d, 0xff, 0xfe]);
		const path = put(join(makeFolder(), '.env'), bytes);
		await expect(updateEnvFile(path, {A: '2'})).rejects.toThrow(/not UTF-8/);
		expect(readFileSync(path)).toEqual(bytes);
	});

	test('that cannot be written leaves what was there, no temporary file, and an error without the value', async () => {
		const folder = makeFolder();
		const path = join(folder, '.env');
		mkdirSync(path);
		const error: unknown = await updateEnvFile(path, {A: 'canary-value'}).catch((caught: unknown) => caught);
		expect(error).toBeInstanceOf(ConfigurationError);
		expect(String(error)).not.toContain('canary-value');
		expect(readdirSync(folder).filter(name => name !== '.env.lock')).toEqual(['.env']);
		expect(existsSync(path)).toBe(true);
	});
});
