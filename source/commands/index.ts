import {Command, CommanderError} from 'commander';
import {multilineSafeText, toSafeText, trusted} from '../domain/safe-text.ts';
import {isAppError, toAppError, type AppError} from '../errors.ts';
import {formatQuantity} from '../presentation/numbers.ts';
import {safe} from '../presentation/safe-template.ts';
import type {CommandIo, CommandProgram, Deed, Register} from './command.ts';
import {registerDatabase} from './database.ts';
import {registerDoctor} from './doctor.ts';
import {exitCodeOf, Interrupted, type Interruption} from './interruption.ts';
import {registerKeys} from './keys.ts';
import {registerLogin} from './login.ts';
import {registerLogout} from './logout.ts';
import {registerLogs} from './logs.ts';
import {OutputClosed} from './output.ts';
import {registerRequests} from './requests.ts';
import {registerSandbox} from './sandbox.ts';
import {registerSession} from './session.ts';
import {isHelpShown, toUsageError} from './usage.ts';
import {registerUsers} from './users.ts';

/** Every command, in the order of the help. */
const commands: readonly Register[] = [
	registerUsers,
	registerLogin,
	registerLogout,
	registerSession,
	registerLogs,
	registerRequests,
	registerKeys,
	registerDatabase,
	registerDoctor,
	registerSandbox,
];

export type CommandLineOptions = {
	readonly io: CommandIo;
	readonly interruption: Interruption;
	/** Called for commands that need the program, not for help. @throws {ConfigurationError} */
	readonly openProgram: () => Promise<CommandProgram>;
	readonly version: string;
};

/**
Run one headless command and say how it went: results on stdout, words on stderr. Resolves with the exit code; never rejects.

With `--json` an error is a document on stdout, too: `{"error": {kind, message, hint, code, field?}}`.
*/
export async function runCommandLine(argv: readonly string[], options: CommandLineOptions): Promise<number> {
	const {io} = options;
	const isJson = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : undefined).includes('--json');
	let exitCode = 0;
	let help = '';
	let opened: CommandProgram | undefined;

	const carryOut = async (deed: Deed) => {
		const program = await options.openProgram();
		opened = program;
		try {
			await sayWarnings(program, io);
			const {interruption} = options;
			exitCode = (await deed({program, io, now: program.now, isJson, interruption})) ?? 0;
		} catch (error) {
			if (isBug(error)) {
				program.recordCrash(error);
			}

			throw error;
		} finally {
			await program.dispose();
		}
	};

	const root = new Command('mstock')
		.description('mStock Terminal. Without a command it opens the terminal; every command here is in it, too.')
		.option('--json', 'results and errors as JSON')
		.version(options.version, '--version', 'print the version')
		.helpOption('--help, -h', 'print this help')
		.configureHelp({showGlobalOptions: true})
		.configureOutput({
			writeOut(text) {
				help += text;
			},
			writeErr() {
				// Complaints come as errors, in our words.
			},
			getOutHasColors: () => false,
		})
		.exitOverride();
	const runner = {
		run: async (deed: Deed) => carryOut(async context => options.interruption.race(deed(context))),
		serve: carryOut,
	};
	for (const register of commands) {
		register(root, runner);
	}

	try {
		await root.parseAsync(argv, {from: 'user'});
		return exitCode;
	} catch (error) {
		if (isHelpShown(error)) {
			return sayHelp(help, io);
		}

		if (error instanceof OutputClosed) {
			return 0;
		}

		if (error instanceof Interrupted) {
			return exitCodeOf(error.signal);
		}

		const appError = error instanceof CommanderError ? toUsageError(root, argv, error) : toAppError(error);
		await sayError(appError, io, isJson);
		return appError.exitCode;
	} finally {
		await sayUnwritten(opened, io);
	}
}

/** What the database never got, and whether the log file has it. Says nothing where nothing is missing. */
export async function sayUnwritten(program: CommandProgram | undefined, io: CommandIo): Promise<void> {
	const {count, isInFile} = program?.unwrittenLogRows() ?? {count: 0, isInFile: true};
	if (program !== undefined && count > 0) {
		const file = toSafeText(program.config.paths.logFile);
		const rows = formatQuantity(count, 'log row');
		await io.words.lines([
			isInFile
				? safe`${rows} could not be written to the database; ${trusted(count === 1 ? 'it is' : 'they are')} in ${file}`
				: safe`${rows} could be written neither to the database nor to ${file}`,
		]);
	}
}

/** What was ignored or doubtful in the configuration. */
async function sayWarnings({config}: CommandProgram, io: CommandIo): Promise<void> {
	await io.words.lines(config.warnings.map(warning => toSafeText(warning)));
}

/** Whether it is an error that nobody expected: its stack is wanted then. */
function isBug(error: unknown): boolean {
	return !(
		isAppError(error) ||
		error instanceof OutputClosed ||
		error instanceof Interrupted ||
		error instanceof CommanderError
	);
}

async function sayHelp(help: string, io: CommandIo): Promise<number> {
	try {
		await io.output.lines(multilineSafeText(help.replace(/\n$/, '')));
	} catch {
		// Whoever closed stdout has read enough.
	}

	return 0;
}

/** An error as a person and, with `--json`, as a program reads it. */
export async function sayError(error: AppError, io: CommandIo, isJson: boolean): Promise<void> {
	if (isJson) {
		try {
			await io.output.json([{error: error.serialize()}]);
		} catch {
			// Whoever closed stdout does not want to know; stderr hears it all the same.
		}
	}

	await io.words.lines([error.message, error.hint].filter(line => line !== '').map(line => toSafeText(line)));
}
