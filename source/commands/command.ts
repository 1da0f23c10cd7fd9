import type {Command} from 'commander';
import type {Program} from '../compose.ts';
import type {Input} from './input.ts';
import type {Output} from './output.ts';
import type {Interruption} from './interruption.ts';

/** Where a command reads and writes. `output` is for results, `words` for everything said beside them (stderr). */
export type CommandIo = {
	readonly input: Input;
	readonly output: Output;
	readonly words: Output;
};

/** What of the configuration commands look at. */
export type CommandConfig = Pick<Program['config'], 'environment' | 'apiUrl' | 'paths' | 'warnings'>;

/** What of the program commands use. */
export type CommandProgram = Pick<
	Program,
	'services' | 'stores' | 'now' | 'recordCrash' | 'unwrittenLogRows' | 'dispose'
> & {
	readonly config: CommandConfig;
};

/** All that a command gets. Nothing else of the process is within its reach. */
export type CommandContext = {
	readonly program: CommandProgram;
	readonly io: CommandIo;
	readonly now: () => Date;
	/** Results as JSON instead of words. */
	readonly isJson: boolean;
	readonly interruption: Interruption;
};

/** A command at work. It resolves with nothing when all went well, or with an exit code of its own. */
export type Deed = (context: CommandContext) => Promise<number | void>;

/**
Carries a deed out with the program behind it.

`run` stops waiting for a deed once the person interrupts; `serve` leaves it to the deed to notice and to end in good order.
*/
export type Runner = {
	readonly run: (deed: Deed) => Promise<void>;
	readonly serve: (deed: Deed) => Promise<void>;
};

/** How a command enters the command line: it adds itself below `parent` and hands its deed to the runner. */
export type Register = (parent: Command, runner: Runner) => void;
