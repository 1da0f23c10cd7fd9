import {chmodSync, mkdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {acquireLock} from '../../source/home/lock.ts';
import {makeFolder} from '../../source/home/make-folder.ts';
import {homePaths} from '../../source/home/paths.ts';
import {prepareHome} from '../../source/home/prepare-home.ts';
import {writePrivateFile} from '../../source/home/private-file.ts';
import {put, useTemporaryFolder} from './temporary-folder.ts';

const makeTemporaryFolder = useTemporaryFolder();

describe('making a folder', () => {
	test('makes those above it, too, private, and leaves what is there as it is', () => {
		const root = join(makeTemporaryFolder(), 'there');
		mkdirSync(root);
		chmodSync(root, 0o755);
		const folder = join(root, 'a', 'b', 'c');
		makeFolder(folder);
		makeFolder(folder);
		const modes = [root, join(root, 'a'), join(root, 'a', 'b'), folder].map(path => statSync(path).mode & 0o777);
		expect(modes).toEqual([0o755, 0o700, 0o700, 0o700]);
	});

	test('fails where a file is in the way', () => {
		const file = put(join(makeTemporaryFolder(), 'file'), '');
		expect(() => {
			makeFolder(file);
		}).toThrow(/EEXIST/);
		expect(() => {
			makeFolder(join(file, 'a'));
		}).toThrow(/ENOTDIR|EEXIST/);
	});

	// Node's recursive mkdir never comes back from there.
	test.runIf(process.platform === 'linux')('fails at once where no folder can ever be made', async () => {
		const paths = homePaths('/proc/nope');
		await expect(prepareHome(paths)).rejects.toMatchObject({kind: 'ConfigurationError', exitCode: 3});
		await expect(acquireLock(paths.lockFolder, 'turn')).rejects.toMatchObject({kind: 'ConfigurationError'});
		await expect(writePrivateFile(paths.envFile, '')).rejects.toMatchObject({kind: 'ConfigurationError'});
	});
});
