import {toAppError} from '../errors.ts';
import type {CommandProgram} from './command.ts';
import {runCommandLine, sayError, sayUnwritten} from './index.ts';
import {createInterruption, exitCodeOf} from './interruption.ts';
import {version} from '../domain/version.ts';
import {createProcessIo, interruptOnSignals} from './process-io.ts';

type HeadlessOptions = {
	readonly process: NodeJS.Process;
	/** @throws {ConfigurationError} */
	readonly openProgram: () => Promise<CommandProgram>;
};

/** Run a headless command in this process: its streams, its signals. Resolves with the exit code. */
export async function runHeadless(argv: readonly string[], {process, openProgram}: HeadlessOptions): Promise<number> {
	const io = createProcessIo(process);
	const interruption = createInterruption();
	// On to the very end: a second Ctrl-C that meets a process about to exit must not change its exit code.
	interruptOnSignals(process, interruption, signal => process.exit(exitCodeOf(signal)));
	let opened: CommandProgram | undefined;
	const open = async () => {
		opened = await openProgram();
		return opened;
	};

	const isJson = argv.includes('--json');
	const crash = Promise.withResolvers<number>();
	const onCrash = async (error: unknown) => {
		// What nobody caught is a bug; its stack may quote anything, so it is not printed.
		opened?.recordCrash(error);
		const appError = toAppError(error);
		await sayError(appError, io, isJson);
		await sayUnwritten(opened, io);
		crash.resolve(appError.exitCode);
	};

	process.on('uncaughtException', error => {
		void onCrash(error);
	});
	const finished = runCommandLine(argv, {io, interruption, openProgram: open, version});
	return Promise.race([finished, crash.promise]);
}
