import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {packageName, readImports, readSourceFiles, resolveImport, type SourceFiles} from './helpers/source-imports.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const files = readSourceFiles(root, ['source', 'migrations']);

/** What a layer may reach: `value` at all, `type` only in types that are gone after compilation, `lazy` only through `await import()`. */
type Reach = {readonly value: readonly string[]; readonly type?: readonly string[]; readonly lazy?: readonly string[]};

const below = ['domain', 'errors'];
const edges = ['mstock', 'database', 'vault', 'logging', 'home'];

// Arrows point down. `config` is above `home`, because it reads the files there; its types travel as far as the edges.
const layers: Readonly<Record<string, Reach>> = {
	cli: {value: ['config', ...below], type: ['compose'], lazy: ['compose', 'app', 'commands']},
	shim: {value: [], lazy: ['cli']},
	compose: {
		value: ['config', 'services', 'stores', ...edges, ...below],
		lazy: ['services', 'sandbox', ...edges],
		type: ['sandbox'],
	},
	config: {value: ['home', ...below], type: ['logging']},
	app: {value: ['services', 'stores', 'presentation', ...below], type: ['compose', 'config']},
	commands: {
		value: ['services', 'stores', 'presentation', ...below],
		type: ['compose', 'config', 'sandbox'],
		lazy: ['sandbox'],
	},
	services: {value: ['stores', ...edges, ...below], type: ['config'], lazy: edges},
	stores: {value: below},
	presentation: {value: below},
	mstock: {value: below, type: ['config', 'logging']},
	database: {value: ['migrations', ...below], type: ['config', 'logging']},
	vault: {value: below, type: ['config', 'logging']},
	logging: {value: below, type: ['config']},
	home: {value: below, type: ['config', 'logging']},
	sandbox: {value: ['mstock/wire', ...below], type: ['mstock/wire']},
	migrations: {value: [], type: ['database']},
	domain: {value: ['errors']},
	errors: {value: []},
};

// A package is known in one place, so that it can be replaced in one place.
const packageHomes: Readonly<Record<string, readonly string[]>> = {
	knex: ['database', 'migrations'],
	objection: ['database'],
	mysql2: ['database'],
	axios: ['mstock'],
	cockatiel: ['mstock'],
	ws: ['mstock', 'sandbox'],
	fernet: ['vault'],
	commander: ['commands'],
	ink: ['app'],
	react: ['app'],
	'ink-select-input': ['app'],
	'ink-text-input': ['app'],
	'env-paths': ['home'],
};

// Loaded after the first frame, or never: together they cost as much as Ink itself.
const notBeforeFirstFrame = new Set([
	'axios',
	'cockatiel',
	'commander',
	'fernet',
	'knex',
	'mysql2',
	'node:http',
	'node:https',
	'node:sqlite',
	'objection',
	'otpauth',
	'ws',
	'zod',
]);

describe('imports', () => {
	test('point down, from every layer', () => {
		expect(findUpwardImports(files)).toEqual([]);
	});

	test('of a package stay in the layer that owns it', () => {
		expect(findStrayPackages(files)).toEqual([]);
	});

	test('name a file that is there, with its extension, and never compute the address', () => {
		expect(findBrokenImports(files)).toEqual([]);
	});

	test('load nothing slow before the first frame', () => {
		expect(findEarlyPackages(files, ['source/cli.tsx', 'source/app/run.tsx'])).toEqual([]);
	});
});

describe('the domain', () => {
	test('uses no package and nothing of Node', () => {
		const used = [...files]
			.filter(([path]) => layerOf(path) === 'domain' || layerOf(path) === 'errors')
			.flatMap(([path, text]) =>
				readImports(text)
					.filter(({specifier}) => resolveImport(path, specifier) === undefined)
					.map(({specifier}) => `${path} imports ${specifier}`),
			);
		expect(used).toEqual([]);
	});
});

describe('effects', () => {
	test('come from outside: nobody but compose.ts and the entry points reads the clock', () => {
		const readers = [...files]
			.filter(([path]) => !['source/compose.ts', 'source/cli.tsx', 'source/shim.ts'].includes(path))
			.filter(([, text]) => /\bDate\.now\(|\bnew Date\(\)/.test(withoutComments(text)))
			.map(([path]) => path);
		expect(readers).toEqual([]);
	});
});

describe('the check itself', () => {
	const planted: SourceFiles = new Map([
		['source/cli.tsx', "import {runTerminal} from './app/run.tsx';\n"],
		['source/app/run.tsx', "import {render} from 'ink';\nimport {load} from '../services/load.ts';\n"],
		['source/services/load.ts', "import {open} from '../database/open.ts';\n"],
		['source/database/open.ts', "import knex from 'knex';\nimport type {X} from '../app/run.tsx';\n"],
		[
			'source/domain/noun.ts',
			"import {\n\topen,\n\tshut,\n} from '../database/open.ts';\nexport const now = Date.now();\n",
		],
		['source/vault/seal.ts', "export * from '../logging/redact.ts';\nconst knex = await import('knex');\n"],
		['source/logging/redact.ts', "import type {Y} from '../nowhere.ts';\nconst z = import(`./${name}.ts`);\n"],
		['source/mstock/http.ts', "import type {LogRecord} from '../logging/redact.ts';\nimport {a} from './b';\n"],
	]);

	test('finds arrows that point up or sideways', () => {
		expect(findUpwardImports(planted)).toEqual([
			'source/cli.tsx (cli) must not import source/app/run.tsx (static)',
			'source/database/open.ts (database) must not import source/app/run.tsx (type)',
			'source/domain/noun.ts (domain) must not import source/database/open.ts (static)',
			'source/vault/seal.ts (vault) must not import source/logging/redact.ts (static)',
		]);
	});

	test('finds a package away from home, also behind await import', () => {
		expect(findStrayPackages(planted)).toEqual(['source/vault/seal.ts must not import knex']);
	});

	test('finds an address that is computed, one that leads nowhere, and one without extension', () => {
		expect(findBrokenImports(planted)).toEqual([
			'source/logging/redact.ts imports ../nowhere.ts, which is not there',
			'source/logging/redact.ts computes what it imports',
			'source/mstock/http.ts imports ./b, which is not there',
		]);
	});

	test('follows static imports from the entry to the slow package, and says by which way', () => {
		expect(findEarlyPackages(planted, ['source/cli.tsx'])).toEqual([
			'knex: source/cli.tsx > source/app/run.tsx > source/services/load.ts > source/database/open.ts',
		]);
	});
});

/** `source/app/run.tsx` -> `app`, `source/errors.ts` -> `errors`, `migrations/x.ts` -> `migrations`. */
function layerOf(path: string): string {
	const [top = '', next = ''] = path.split('/');
	return top === 'source' ? next.replace(/\.tsx?$/, '') : top;
}

function isAllowed(from: string, target: string, kind: 'static' | 'dynamic' | 'type'): boolean {
	const fromLayer = layerOf(from);
	const targetLayer = layerOf(target);
	const reach = layers[fromLayer];
	if (reach === undefined) {
		return false;
	}

	const matches = (names: readonly string[] = []) =>
		names.some(name => (name.includes('/') ? target.startsWith(`source/${name}/`) : name === targetLayer));
	return (
		fromLayer === targetLayer ||
		matches(reach.value) ||
		(kind === 'type' && matches([...(reach.type ?? []), ...(reach.lazy ?? [])])) ||
		(kind === 'dynamic' && matches(reach.lazy))
	);
}

function findUpwardImports(sources: SourceFiles): readonly string[] {
	return eachImport(sources).flatMap(({path, target, kind}) =>
		target === undefined || !sources.has(target) || isAllowed(path, target, kind)
			? []
			: [`${path} (${layerOf(path)}) must not import ${target} (${kind})`],
	);
}

function findStrayPackages(sources: SourceFiles): readonly string[] {
	return eachImport(sources).flatMap(({path, specifier, target}) => {
		const homes = target === undefined ? packageHomes[packageName(specifier)] : undefined;
		return homes === undefined || homes.includes(layerOf(path)) ? [] : [`${path} must not import ${specifier}`];
	});
}

function findBrokenImports(sources: SourceFiles): readonly string[] {
	return eachImport(sources).flatMap(({path, specifier, target}) => {
		if (specifier === '?') {
			// The shim's neighbour in dist/ exists only after the build.
			return path === 'source/shim.ts' ? [] : [`${path} computes what it imports`];
		}

		const isThere = target === undefined || sources.has(target);
		return isThere ? [] : [`${path} imports ${specifier}, which is not there`];
	});
}

function findEarlyPackages(sources: SourceFiles, entries: readonly string[]): readonly string[] {
	const findings: string[] = [];
	const seen = new Set<string>();
	const queue = entries.map(entry => [entry]);

	for (let way = queue.shift(); way !== undefined; way = queue.shift()) {
		const path = way.at(-1) ?? '';
		const text = sources.get(path);
		if (text === undefined || seen.has(path)) {
			continue;
		}

		seen.add(path);
		for (const {specifier, kind} of readImports(text)) {
			const target = resolveImport(path, specifier);
			if (kind !== 'static') {
				continue;
			}

			if (target !== undefined) {
				queue.push([...way, target]);
			} else if (notBeforeFirstFrame.has(packageName(specifier))) {
				findings.push(`${packageName(specifier)}: ${way.join(' > ')}`);
			}
		}
	}

	return findings;
}

function eachImport(sources: SourceFiles) {
	return [...sources].flatMap(([path, text]) =>
		readImports(text).map(found => ({path, ...found, target: resolveImport(path, found.specifier)})),
	);
}

function withoutComments(text: string): string {
	return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^[ \t]*\/\/.*$/gm, '');
}
