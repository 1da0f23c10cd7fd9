import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {ValidationError} from '../../source/errors.ts';
import {readSettingsFile} from '../../source/home/read-settings.ts';
import {updateSettingsFile} from '../../source/home/settings-file.ts';
import {put, useTemporaryFolder} from './temporary-folder.ts';

const makeFolder = useTemporaryFolder();

describe('settings.json', () => {
	test('keeps what was chosen, and only what was changed changes', async () => {
		const path = join(makeFolder(), 'settings.json');
		expect(readSettingsFile(path)).toEqual({settings: {}, warnings: [], isAbsent: true});
		await updateSettingsFile(path, {theme: 'light', apiTimeoutMs: 9000});
		expect(await updateSettingsFile(path, {environment: 'live', apiTimeoutMs: undefined})).toEqual({
			theme: 'light',
			environment: 'live',
		});
		expect(readSettingsFile(path)).toEqual({
			settings: {theme: 'light', environment: 'live'},
			warnings: [],
			isAbsent: false,
		});
		expect(statSync(path).mode & 0o777).toBe(0o600);
	});

	test('keeps what a newer version wrote', async () => {
		const path = put(join(makeFolder(), 'settings.json'), '{"theme":"dark","chartStyle":{"kind":"candles"}}');
		await updateSettingsFile(path, {theme: 'light'});
		expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({theme: 'light', chartStyle: {kind: 'candles'}});
		expect(readdirSync(join(path, '..')).sort()).toEqual(['settings.json', 'settings.json.lock']);
	});

	test.each([
		['not JSON', '{"theme": "canary", ', 'is not JSON'],
		['no object', '["canary"]', 'must hold one JSON object'],
		['not text', Buffer.from([0xff, 0xfe, 0x00]), 'not UTF-8'],
	])(
		'that is %s is a warning with the reason, and is kept aside before it is written again',
		async (_, text, reason) => {
			const path = put(join(makeFolder(), 'settings.json'), text);
			const before = readFileSync(path);
			const {settings, warnings} = readSettingsFile(path);
			expect(settings).toEqual({});
			expect(warnings).toEqual([expect.stringContaining(reason)]);
			expect(warnings.join('')).not.toContain('canary');
			expect(readFileSync(path)).toEqual(before);

			await updateSettingsFile(path, {theme: 'dark'});
			expect(readSettingsFile(path).settings).toEqual({theme: 'dark'});
			expect(readFileSync(`${path}.broken`)).toEqual(before);
		},
	);

	test('with one wrong value loses that value only, and never an earlier broken file', async () => {
		const folder = makeFolder();
		const path = put(join(folder, 'settings.json'), '{"theme":"canary","apiMaxRetries":2,"environment":"live"}');
		put(`${path}.broken`, 'the earlier one');
		const {settings, warnings} = readSettingsFile(path);
		expect(settings).toEqual({apiMaxRetries: 2, environment: 'live'});
		expect(warnings).toEqual([expect.stringContaining('theme, which must be dark, light or no-color')]);

		await updateSettingsFile(path, {apiMaxRetries: 3});
		expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({apiMaxRetries: 3, environment: 'live'});
		expect(readFileSync(`${path}.broken`, 'utf8')).toBe('the earlier one');
		expect(readFileSync(`${path}.broken-2`, 'utf8')).toContain('canary');
	});

	test('refuses a value that does not fit, with a reason per field, and writes nothing', async () => {
		const path = join(makeFolder(), 'settings.json');
		const error: unknown = await updateSettingsFile(path, {apiTimeoutMs: 1, apiMaxRetries: 99}).catch(
			(caught: unknown) => caught,
		);
		expect(error).toBeInstanceOf(ValidationError);
		expect(error).toMatchObject({
			fields: {
				apiTimeoutMs: 'must be a whole number from 50 to 120000',
				apiMaxRetries: 'must be a whole number from 0 to 10',
			},
		});
		expect(existsSync(path)).toBe(false);
	});

	test('loses no change of several made at once', async () => {
		const path = join(makeFolder(), 'settings.json');
		await Promise.all([
			updateSettingsFile(path, {theme: 'dark'}),
			updateSettingsFile(path, {apiMaxRetries: 5}),
			updateSettingsFile(path, {isWelcomed: true}),
			updateSettingsFile(path, {activeAccountId: '7'}),
		]);
		expect(readSettingsFile(path).settings).toEqual({
			theme: 'dark',
			apiMaxRetries: 5,
			isWelcomed: true,
			activeAccountId: '7',
		});
	});
});
