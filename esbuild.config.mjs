// The one build step: bundles the program to dist/, split so that the first frame loads neither database nor network code.
import {rm} from 'node:fs/promises';
import {build} from 'esbuild';

const isDevelopment = process.argv.includes('--development');

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

await rm('dist', {recursive: true, force: true});

await build({
	entryPoints: {cli: 'source/cli.tsx'},
	outdir: 'dist',
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
	keepNames: true,
	sourcemap: isDevelopment,
	external: neverLoaded,
	banner: {
		js: "import {createRequire as __createRequire} from 'node:module'; const require = __createRequire(import.meta.url);",
	},
	logLevel: 'warning',
});

// The command itself is plain old JavaScript, because it also has to speak on a Node that cannot run the rest.
await build({
	entryPoints: {mstock: 'source/shim.ts'},
	outdir: 'dist',
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
