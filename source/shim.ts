/*
The `mstock` command itself. It is bundled to plain old JavaScript, so that it can still speak on a Node that cannot run the program.

A new enough Node goes on in this process. An older one hands over to the Node that came with the package, with the same terminal, and
waits: signals go down, the exit code comes up. Without either it says what is needed.
*/
import {spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

type Version = readonly [major: number, minor: number];

/** The first Node whose `node:sqlite` prints no warning; keep in step with `engines` in package.json. */
const minimum: Version = [24, 15];
const usageExitCode = 2;
/** A variable, because the type checker has never seen the bundle that stands beside this file. */
const program: string = './cli.mjs';

function isNewEnough(version: string): boolean {
	const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
	return major > minimum[0] || (major === minimum[0] && minor >= minimum[1]);
}

/** The executables of the Node packages in reach, the one for this platform first. */
function packagedNodes(): string[] {
	const platform = process.platform === 'win32' ? 'win' : process.platform;
	const executable = process.platform === 'win32' ? 'node.exe' : 'node';
	const found: string[] = [];
	for (const name of [`node-${platform}-${process.arch}`, 'node']) {
		try {
			const manifest = require.resolve(`${name}/package.json`);
			const {version} = JSON.parse(readFileSync(manifest, 'utf8')) as {version: string};
			if (isNewEnough(version)) {
				found.push(join(dirname(manifest), 'bin', executable));
			}
		} catch {
			// Not installed: optional dependencies of other platforms never are.
		}
	}

	return found;
}

function sayWhatIsNeeded(): void {
	process.stderr.write(
		`mStock Terminal needs Node ${minimum.join('.')} or newer; this is ${process.version}, and no packaged Node was found beside it.\n` +
			'Run "npm ci" again without --omit=optional, or install Node 24 from https://nodejs.org.\n',
	);
	process.exitCode = usageExitCode;
}

/** Become the first of these executables that starts; the others are for when it does not (another C library, no permission). */
function handOver(executables: readonly string[]): void {
	const [executable, ...others] = executables;
	if (executable === undefined) {
		sayWhatIsNeeded();
		return;
	}

	const child = spawn(executable, [join(__dirname, program), ...process.argv.slice(2)], {stdio: 'inherit'});
	const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
	// Listening also keeps this process alive while the child puts the terminal in order.
	const forward = (signal: NodeJS.Signals) => {
		child.kill(signal);
	};

	const stopForwarding = () => {
		for (const signal of signals) {
			process.removeListener(signal, forward);
		}
	};

	for (const signal of signals) {
		process.on(signal, forward);
	}

	let hasStarted = true;
	child.on('error', () => {
		// Also emitted when a signal could not be sent: only a child without a pid never started.
		if (child.pid === undefined && hasStarted) {
			hasStarted = false;
			stopForwarding();
			handOver(others);
		}
	});
	child.on('exit', (code, signal) => {
		stopForwarding();
		if (signal === null) {
			process.exitCode = code === null ? 1 : code;
		} else {
			process.kill(process.pid, signal);
		}
	});
}

if (isNewEnough(process.versions.node)) {
	import(program).catch((error: unknown) => {
		process.stderr.write(
			`mStock Terminal could not start: ${error instanceof Error ? error.message : 'unknown reason'}\n`,
		);
		process.exitCode = 1;
	});
} else {
	handOver(packagedNodes());
}
