import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

/** Bundle the bare Ink program with the options that the program itself is built with; returns the file to run. */
export async function buildHello(folder: string): Promise<string> {
	await build({
		entryPoints: {hello: fileURLToPath(new URL('ink-hello.tsx', import.meta.url))},
		outdir: folder,
		outExtension: {'.js': '.mjs'},
		bundle: true,
		splitting: true,
		format: 'esm',
		platform: 'node',
		target: 'node24',
		jsx: 'automatic',
		define: {'process.env.NODE_ENV': '"production"'},
		minifySyntax: true,
		minifyWhitespace: true,
		external: ['react-devtools-core'],
		banner: {
			js: "import {createRequire as __createRequire} from 'node:module'; const require = __createRequire(import.meta.url);",
		},
		logLevel: 'warning',
	});
	return join(folder, 'hello.mjs');
}
