/*
What `mstock` runs: without arguments the terminal, with arguments a headless command.

It stands before the first frame, so it loads neither of them until it knows which one is meant.
*/
import {toSafeText} from './domain/safe-text.ts';
import {toAppError, UsageError} from './errors.ts';

const argv = process.argv.slice(2);

async function main(): Promise<number> {
	if (argv.length > 0) {
		const {runCommandLine} = await import('./commands/index.ts');
		return runCommandLine(argv);
	}

	throw new UsageError('not built yet');
}

try {
	process.exitCode = await main();
} catch (error) {
	const {message, hint, exitCode} = toAppError(error);
	process.stderr.write(
		[message, hint]
			.filter(line => line !== '')
			.map(line => `${toSafeText(line)}\n`)
			.join(''),
	);
	process.exitCode = exitCode;
}
