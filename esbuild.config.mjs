// The one build step: bundles the program to dist/, split so that the first frame loads neither database nor network code.
import {readFile, rm} from 'node:fs/promises';
import {parseArgs} from 'node:util';
import {build} from 'esbuild';

const {values: options} = parseArgs({
	options: {development: {type: 'boolean', default: false}, outdir: {type: 'string', default: 'dist'}},
});
const {development: isDevelopment, outdir} = options;

// Database drivers that Knex names but this program never loads, and Ink's optional developer tools.
const neverLoaded = [
	'better-sqlite3',
	'mysql',
	'sqlite3',
	'pg',
	'pg-query-stream',
	'pg-native',
	'oracledb',
	'tedious',
	'mariadb',
	'mariadb/callback',
	'react-devtools-core',
];

// Bundled CommonJS packages still ask for these three.
const commonJsInEsm = [
	"import {createRequire as __createRequire} from 'node:module';",
	"import {fileURLToPath as __fileURLToPath} from 'node:url';",
	'const require = __createRequire(import.meta.url);',
	'const __filename = __fileURLToPath(import.meta.url);',
	"const __dirname = __fileURLToPath(new URL('.', import.meta.url));",
].join(' ');

// Ink's layout engine fetches its own WebAssembly from a data URL, which loads Node's whole HTTP client before the first frame.
// Without a fetch in sight it decodes the same bytes by itself.
const layoutWithoutFetch = {
	name: 'layout-without-fetch',
	setup({onLoad}) {
		onLoad({filter: /yoga-wasm-base64-esm\.js$/}, async ({path}) => ({
			contents: `const fetch = undefined;\n${await readFile(path, 'utf8')}`,
		}));
	},
};

// Knex's table of all dialects would bring every one of them into reach, drivers included. We hand Knex our client classes ourselves.
const onlyOurDialects = {
	name: 'only-our-dialects',
	setup({onLoad}) {
		onLoad({filter: /knex[\\/]lib[\\/]dialects[\\/]index\.js$/}, () => ({
			contents: 'exports.getDialectByNameOrAlias = name => { throw new Error(`no dialect by name: ${name}`); };',
		}));
	},
};

await rm(outdir, {recursive: true, force: true});

await build({
	entryPoints: {cli: 'source/cli.tsx'},
	outdir,
	outExtension: {'.js': '.mjs'},
	bundle: true,
	splitting: true,
	chunkNames: 'chunks/[name]-[hash]',
	format: 'esm',
	platform: 'node',
	target: 'node24',
	jsx: 'automatic',
	define: {'process.env.NODE_ENV': isDevelopment ? '"development"' : '"production"'},
	minifySyntax: !isDevelopment,
	minifyWhitespace: !isDevelopment,
	sourcemap: isDevelopment,
	external: neverLoaded,
	plugins: [layoutWithoutFetch, onlyOurDialects],
	banner: {js: commonJsInEsm},
	logLevel: 'warning',
});

// The command itself is plain old JavaScript, because it also has to speak on a Node that cannot run the rest.
await build({
	entryPoints: {mstock: 'source/shim.ts'},
	outdir,
	outExtension: {'.js': '.cjs'},
	bundle: true,
	format: 'cjs',
	platform: 'node',
	target: 'node12',
	external: ['./cli.mjs'],
	supported: {'dynamic-import': true},
	banner: {js: '#!/usr/bin/env node'},
	logLevel: 'warning',
});
