import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {ConfigurationError} from '../../source/errors.ts';
import {resolveHome} from '../../source/home/paths.ts';

describe('the home folder', () => {
	test('is MSTOCK_HOME, where relative from the working directory', () => {
		const home = (value: string) =>
			resolveHome({environment: {MSTOCK_HOME: value}, workingDirectory: '/somewhere'}).root;
		expect([home('/data/mstock'), home('here/mstock')]).toEqual(['/data/mstock', '/somewhere/here/mstock']);
	});

	test('is the per-user data folder of the platform where nothing is set', () => {
		const {root} = resolveHome({environment: {MSTOCK_HOME: ''}, workingDirectory: '/somewhere'});
		expect(root).toContain('mstock-terminal');
		expect(root.startsWith('/somewhere')).toBe(false);
	});

	test('holds every file that the program writes', () => {
		const {root, ...paths} = resolveHome({environment: {MSTOCK_HOME: '/data'}, workingDirectory: '/'});
		expect(root).toBe('/data');
		expect(paths).toEqual({
			settingsFile: join('/data', 'settings.json'),
			envFile: join('/data', 'config', '.env'),
			databaseFile: join('/data', 'mstock.sqlite'),
			logFile: join('/data', 'logs', 'mstock.log'),
			crashFile: join('/data', 'logs', 'crash.log'),
			sandboxFile: join('/data', 'sandbox.json'),
			sandboxStateFile: join('/data', 'sandbox-state.json'),
			lockFolder: join('/data', 'locks'),
		});
	});

	test('is refused where the user has none and the vault would land in the working directory', () => {
		const resolve = () =>
			resolveHome({environment: {}, workingDirectory: '/somewhere', defaultHome: () => '.local/share'});
		expect(resolve).toThrow(ConfigurationError);
	});
});
