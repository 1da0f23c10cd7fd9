import {chmodSync, mkdirSync, statSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {homePaths} from '../../source/home/paths.ts';
import {findLooseFiles, tightenFiles} from '../../source/home/permissions.ts';
import {prepareHome} from '../../source/home/prepare-home.ts';
import {put, useTemporaryFolder} from './temporary-folder.ts';

const makeFolder = useTemporaryFolder();

describe('permissions', () => {
	test('of a home that this program prepared are tight, to the last folder', async () => {
		const root = join(makeFolder(), 'deep', 'home');
		await prepareHome(homePaths(root));
		put(join(root, 'config', '.env'), 'A=1');
		expect(await findLooseFiles(root)).toEqual([]);
	});

	test('that are looser are found with what they should be, and tightened without granting anything', async () => {
		const root = join(makeFolder(), 'home');
		const open = put(join(root, 'open.json'), '{}');
		const readOnly = put(join(root, 'logs', 'old.log'), '');
		const fine = put(join(root, 'logs', 'fine.log'), '');
		chmodSync(open, 0o644);
		chmodSync(readOnly, 0o440);
		chmodSync(join(root, 'logs'), 0o755);
		chmodSync(root, 0o700);

		const loose = [
			{path: join(root, 'logs'), isFolder: true, mode: 0o755, wantedMode: 0o700},
			{path: readOnly, isFolder: false, mode: 0o440, wantedMode: 0o600},
			{path: open, isFolder: false, mode: 0o644, wantedMode: 0o600},
		];
		expect(await findLooseFiles(root)).toEqual(loose);
		expect(await tightenFiles(root)).toEqual({tightened: loose, failed: []});
		expect(await findLooseFiles(root)).toEqual([]);
		expect([open, readOnly, fine].map(path => statSync(path).mode & 0o777)).toEqual([0o600, 0o400, 0o600]);
	});

	test('of what a link leads to are not touched', async () => {
		const folder = makeFolder();
		const outside = put(join(folder, 'outside', 'file'), '');
		chmodSync(outside, 0o666);
		const root = join(folder, 'home');
		mkdirSync(root, {mode: 0o700});
		symlinkSync(join(folder, 'outside'), join(root, 'link'));
		symlinkSync(outside, join(root, 'file'));
		expect(await tightenFiles(root)).toEqual({tightened: [], failed: []});
		expect(statSync(outside).mode & 0o777).toBe(0o666);
	});

	test('are no question on Windows, nor where nothing is', async () => {
		const root = makeFolder();
		chmodSync(put(join(root, 'open'), ''), 0o666);
		expect(await findLooseFiles(root, 'win32')).toEqual([]);
		expect(await findLooseFiles(join(root, 'nothing'))).toEqual([]);
	});

	test('a home that cannot be made is refused by the name of its variable', async () => {
		const file = put(join(makeFolder(), 'file'), '');
		await expect(prepareHome(homePaths(join(file, 'home')))).rejects.toMatchObject({
			kind: 'ConfigurationError',
			field: 'MSTOCK_HOME',
		});
	});
});
