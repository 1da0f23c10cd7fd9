/*
What `mstock` runs: without arguments the terminal, with arguments a headless command.

It stands before the first frame, so it loads neither of them until it knows which one is meant.
*/
import {loadConfig} from './config.ts';
import {toSafeText} from './domain/safe-text.ts';
import {toAppError, UsageError} from './errors.ts';

// Whatever this program or a library of it writes is for this user alone, side files of the database included.
process.umask(0o077);

// Node opens a debugger on this signal, without asking who calls; whoever reaches it reads the vault. A listener takes that away.
process.on('SIGUSR1', () => {});

const argv = process.argv.slice(2);

async function openProgram(options: {readonly openAfter?: Promise<void>} = {}) {
	const config = loadConfig({environment: process.env, workingDirectory: process.cwd()});
	const {createProgram, createStores} = await import('./compose.ts');
	return createProgram(config, createStores(config.settings), options);
}

async function openTerminal(): Promise<number> {
	// Asked before Ink is loaded: it would paint into a file or a pipe without a word.
	if (!(process.stdin.isTTY && process.stdout.isTTY)) {
		throw new UsageError('The terminal needs a terminal: standard input and output are not both one.', {
			hint: 'Use a headless command: users, login, logout, session, logs, requests, keys, db, doctor, sandbox. "mstock --help" says what they do.',
		});
	}

	const painted = Promise.withResolvers<void>();
	const [program, {runTerminal}] = await Promise.all([
		openProgram({openAfter: painted.promise}),
		import('./app/run.tsx'),
	]);
	return runTerminal(program, {onPainted: painted.resolve});
}

async function main(): Promise<number> {
	if (argv.length === 0) {
		return openTerminal();
	}

	const {runHeadless} = await import('./commands/run-headless.ts');
	return runHeadless(argv, {process, openProgram: async () => openProgram()});
}

let exitCode: number;
try {
	exitCode = await main();
} catch (error) {
	const appError = toAppError(error);
	const lines = [appError.message, appError.hint].filter(line => line !== '');
	process.stderr.write(lines.map(line => `${toSafeText(line)}\n`).join(''));
	({exitCode} = appError);
}

// Said outright: a timer or a socket that somebody left open must not keep a finished command alive.
process.exit(exitCode);
