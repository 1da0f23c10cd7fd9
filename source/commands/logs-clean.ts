import {trusted} from '../domain/safe-text.ts';
import {formatQuantity} from '../presentation/numbers.ts';
import {safe} from '../presentation/safe-template.ts';
import {formatTimestamp} from '../presentation/time.ts';
import type {CommandContext, Register} from './command.ts';
import {exitCodeOf} from './interruption.ts';
import {wholeNumber} from './options.ts';
import {confirm} from './prompt.ts';
import {toIso} from './times.ts';

type CleanFlags = {readonly olderThan: number; readonly yes?: boolean};

const maximumDays = 36_500;

export const registerClean: Register = (logs, {run}) => {
	logs
		.command('clean')
		.description('delete old rows of both log tables')
		.requiredOption('--older-than <days>', 'rows older than so many days', wholeNumber('older-than', 0, maximumDays))
		.option('--yes', 'without being asked')
		.action(async (flags: CleanFlags) => run(async context => cleanLogs(context, flags)));
};

/** `logs clean`: says how many rows go, asks, deletes them, and says how many went. */
export async function cleanLogs(context: CommandContext, {olderThan, yes}: CleanFlags): Promise<number> {
	const {io, program, isJson} = context;
	const {logs} = program.services;
	const preview = await logs.cleanPreview(olderThan);
	const rows = safe`${formatQuantity(preview.logs, 'log row')} and ${formatQuantity(preview.requests, 'request row')} from before ${formatTimestamp(preview.before)} IST`;
	if (yes !== true && !(await confirm(context, safe`Deletes ${rows}. This cannot be undone.`))) {
		await io.words.lines([trusted('Nothing was deleted.')]);
		return exitCodeOf('SIGINT');
	}

	const deleted = await logs.clean(preview.before);
	await (isJson
		? io.output.json([{before: toIso(preview.before), logs: deleted.logs, requests: deleted.requests}])
		: io.output.lines([
				safe`Deleted ${formatQuantity(deleted.logs, 'log row')} and ${formatQuantity(deleted.requests, 'request row')}.`,
			]));
	return 0;
}
