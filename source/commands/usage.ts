import {CommanderError, type Command} from 'commander';
import {toSafeText} from '../domain/safe-text.ts';
import {UsageError} from '../errors.ts';

/** What the command line asked for instead of a deed: its help or its version. Not an error. */
export function isHelpShown(error: unknown): boolean {
	return (
		error instanceof CommanderError &&
		['commander.helpDisplayed', 'commander.help', 'commander.version'].includes(error.code) &&
		error.exitCode === 0
	);
}

/**
The parser's complaint in our words. What stands behind a `=` or after the last argument is not shown: it may be a secret that somebody
put there although no flag and no argument takes one.
*/
export function toUsageError(root: Command, argv: readonly string[], error: CommanderError): UsageError {
	const path = commandPath(root, argv);
	const hint = `"${path} --help" shows what it takes.`;
	if (error.code === 'commander.help') {
		return new UsageError(`"${path}" needs to know what to do.`, {hint});
	}

	const complaint = error.message
		.replace(/^error: /, '')
		.replace(/=.*(?='$)/s, '=…')
		.replace(/( but got \d+): .*$/s, '$1')
		.replace(/^unknown command '(.*)'.*$/s, "there is no command '$1'")
		.replace(/\n.*$/s, '');
	return new UsageError(toSafeText(sentence(complaint)), {hint});
}

function sentence(text: string): string {
	const trimmed = text.trim();
	return `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}${trimmed.endsWith('.') ? '' : '.'}`;
}

/** `mstock users add`: as far as the words of the command line name commands. */
function commandPath(root: Command, argv: readonly string[]): string {
	let command = root;
	const names = [root.name()];
	for (const word of argv) {
		const next = command.commands.find(candidate => candidate.name() === word);
		if (next !== undefined) {
			command = next;
			names.push(word);
		}
	}

	return names.join(' ');
}
