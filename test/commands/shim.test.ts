import {spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {fileURLToPath} from 'node:url';
import {buildSync} from 'esbuild';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';

const shimSource = fileURLToPath(new URL('../../source/shim.ts', import.meta.url));

// What the shim starts: says who it is, then does as the argument tells.
const standIn = `
const [task] = process.argv.slice(2);
if (task === 'wait') {
	setInterval(() => {}, 1000);
	process.on('SIGTERM', () => { console.log('SIGTERM'); process.exit(143); });
	process.on('SIGINT', () => { console.log('SIGINT'); process.exit(130); });
}

console.log(JSON.stringify({pid: process.pid, version: process.version, arguments: process.argv.slice(2)}));
if (task === 'wait') {
	// Until a signal comes.
} else if (task === 'die') {
	process.kill(process.pid, 'SIGKILL');
} else if (task === 'echo') {
	process.stdin.pipe(process.stdout);
} else {
	process.exitCode = Number(task);
}
`;

let root: string;
const children = new Set<ChildProcess>();

beforeAll(() => {
	root = realpathSync(mkdtempSync(join(tmpdir(), 'mstock-shim-')));
});

afterAll(() => {
	for (const child of children) {
		child.kill('SIGKILL');
	}

	rmSync(root, {recursive: true, force: true});
});

type PackagedNode = {readonly version: string; readonly isBroken?: boolean};

/** The package installed in a folder of its own, with these Node packages beside it. */
function install(name: string, packagedNode?: PackagedNode): string {
	const dist = join(root, name, 'node_modules', 'mstock-terminal', 'dist');
	mkdirSync(dist, {recursive: true});
	buildSync({
		entryPoints: [shimSource],
		outfile: join(dist, 'mstock.cjs'),
		bundle: true,
		format: 'cjs',
		platform: 'node',
		target: 'node12',
		supported: {'dynamic-import': true},
	});
	writeFileSync(join(dist, 'cli.mjs'), standIn);
	if (packagedNode !== undefined) {
		const home = join(root, name, 'node_modules', `node-${process.platform}-${process.arch}`);
		mkdirSync(join(home, 'bin'), {recursive: true});
		writeFileSync(join(home, 'package.json'), JSON.stringify({version: packagedNode.version}));
		const executable = join(home, 'bin', 'node');
		rmSync(executable, {force: true});
		if (packagedNode.isBroken) {
			// No permission to run it, not even for root.
			writeFileSync(executable, 'not a program', {mode: 0o644});
		} else {
			symlinkSync(process.execPath, executable);
		}
	}

	return join(dist, 'mstock.cjs');
}

/** Start the shim; `version` is what its Node says it is. */
function start(shim: string, version: string, task: string) {
	const preload = join(root, `version-${version}.cjs`);
	writeFileSync(
		preload,
		`Object.defineProperty(process.versions, 'node', {value: '${version}'}); Object.defineProperty(process, 'version', {value: 'v${version}'});`,
	);
	const child = spawn(process.execPath, ['--require', preload, shim, task, 'second argument'], {
		env: {PATH: ''},
		stdio: ['pipe', 'pipe', 'pipe'],
	});
	children.add(child);
	const finished = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]).then(
		([stdout, stderr, [exitCode, signal]]) => ({
			stdout,
			stderr,
			exitCode: exitCode as number | null,
			signal: signal as string | null,
		}),
	);
	return {child, finished};
}

describe('on a Node that is new enough', () => {
	test.each(['24.15.0', '25.0.0', '24.100.1'])('%s goes on in the same process', async version => {
		const {child, finished} = start(install('same'), version, '7');
		const {stdout, exitCode} = await finished;
		expect(exitCode).toBe(7);
		expect(JSON.parse(stdout)).toMatchObject({pid: child.pid, arguments: ['7', 'second argument']});
	});
});

describe('on an older Node', () => {
	test.each(['24.14.9', '20.20.2', '12.22.0'])('%s hands over to the packaged one', async version => {
		const {child, finished} = start(install('packaged', {version: '24.21.0'}), version, '7');
		const {stdout, stderr, exitCode} = await finished;
		expect({exitCode, stderr}).toEqual({exitCode: 7, stderr: ''});
		const said = JSON.parse(stdout) as {pid: number; version: string};
		expect(said).toMatchObject({version: process.version, arguments: ['7', 'second argument']});
		expect(said.pid).not.toBe(child.pid);
	});

	test('passes standard input through', async () => {
		const {child, finished} = start(install('packaged', {version: '24.21.0'}), '20.20.2', 'echo');
		child.stdin.end('over to you');
		expect((await finished).stdout).toContain('over to you');
	});

	test.each([
		['SIGTERM', 143],
		['SIGINT', 130],
	] as const)('passes %s on and waits for the exit code', async (signal, exitCode) => {
		const {child, finished} = start(install('packaged', {version: '24.21.0'}), '20.20.2', 'wait');
		await once(child.stdout, 'readable');
		child.kill(signal);
		expect(await finished).toMatchObject({exitCode, signal: null, stdout: expect.stringContaining(signal)});
	});

	test('dies of the same signal', async () => {
		const {finished} = start(install('packaged', {version: '24.21.0'}), '20.20.2', 'die');
		expect(await finished).toMatchObject({exitCode: null, signal: 'SIGKILL'});
	});

	test.each([
		['there is none', 'none', undefined],
		['it is too old itself', 'old', {version: '24.14.0'}],
		['it does not start', 'broken', {version: '24.21.0', isBroken: true}],
	])('says what is needed where %s: exit 2', async (_what, name, packagedNode) => {
		const {finished} = start(install(name, packagedNode), '20.20.2', '7');
		expect(await finished).toMatchObject({
			exitCode: 2,
			stdout: '',
			stderr: expect.stringContaining('needs Node 24.15 or newer; this is v20.20.2'),
		});
	});
});
