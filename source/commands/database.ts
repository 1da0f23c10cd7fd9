import {toSafeText, trusted} from '../domain/safe-text.ts';
import {createCell} from '../presentation/cell.ts';
import {formatQuantity} from '../presentation/numbers.ts';
import {signOf} from '../presentation/roles.ts';
import {safe} from '../presentation/safe-template.ts';
import type {MigrationStatus} from '../services/services.ts';
import type {CommandContext, Register} from './command.ts';
import {exitCodeOf} from './interruption.ts';
import {confirm} from './prompt.ts';
import {detailLines} from './table.ts';

type MigrateFlags = {readonly freeLock?: boolean};
type RollbackFlags = {readonly yes?: boolean};

export const registerDatabase: Register = (root, {run}) => {
	const database = root.command('db').description('the database and its migrations');
	database
		.command('status')
		.description('which server, which migrations ran, which wait')
		.action(async () => run(showStatus));
	database
		.command('migrate')
		.description('run the migrations that wait; what is there already is kept')
		.option('--free-lock', 'first free the lock that a crashed migration left behind')
		.action(async (flags: MigrateFlags) => run(async context => migrate(context, flags)));
	database
		.command('rollback')
		.description('undo the latest migrations; drops only what they made')
		.option('--yes', 'without being asked; needed where there is no terminal')
		.action(async (flags: RollbackFlags) => run(async context => rollback(context, flags)));
};

/** `db status`: `{client, server, pending, applied, lock}`. */
export async function showStatus({io, program, isJson}: CommandContext): Promise<void> {
	const {client, server, pending, applied, lock, schema} = await program.services.database.status();
	if (isJson) {
		await io.output.json([{client, server, pending, applied, lock}]);
		return;
	}

	const names = (list: readonly string[]) =>
		createCell(list.length === 0 ? trusted('none') : toSafeText(list.join(', ')));
	await io.output.spans(
		detailLines([
			['server', createCell(toSafeText(server))],
			['schema', createCell(trusted(schemaWords[schema]), schema === 'current' ? 'normal' : 'attention')],
			['applied', names(applied)],
			['pending', names(pending)],
			[
				'lock',
				lock === 'free'
					? createCell(trusted('free'))
					: createCell(safe`${signOf('attention')} held: a migration runs, or one crashed`, 'attention'),
			],
		]),
	);
}

const schemaWords: Readonly<Record<MigrationStatus['schema'], string>> = {
	empty: 'empty',
	original: 'made by the original system, not adopted yet',
	current: 'up to date',
	behind: 'behind this program',
	newer: 'newer than this program',
};

async function migrate({io, program, isJson}: CommandContext, {freeLock}: MigrateFlags): Promise<void> {
	const {database} = program.services;
	if (freeLock === true) {
		await database.freeLock();
	}

	const applied = await database.migrate();
	await (isJson
		? io.output.json([{applied}])
		: io.output.lines(
				applied.length === 0
					? [trusted('Nothing to do: the database is up to date.')]
					: applied.map(name => safe`applied ${toSafeText(name)}`),
			));
}

async function rollback(context: CommandContext, {yes}: RollbackFlags): Promise<number> {
	const {io, program, isJson} = context;
	// It may take the whole vault along, in a script as at a terminal: neither has it undone unasked.
	if (yes !== true) {
		const {server} = await program.services.database.status();
		const {accounts, keys, logs, requests} = await program.services.database.rollbackPreview();
		const losses = [
			formatQuantity(accounts, 'account'),
			formatQuantity(keys, 'data key'),
			formatQuantity(logs, 'log row'),
			formatQuantity(requests, 'request'),
		].join(', ');
		const consequence = safe`Undoes the latest migrations on ${toSafeText(server)}: columns and tables that they made are dropped with what is in them: ${toSafeText(losses)}.`;
		if (!(await confirm(context, consequence))) {
			await io.words.lines([trusted('Nothing was undone.')]);
			return exitCodeOf('SIGINT');
		}
	}

	const rolledBack = await program.services.database.rollback();
	await (isJson
		? io.output.json([{rolledBack}])
		: io.output.lines(
				rolledBack.length === 0
					? [trusted('Nothing to undo.')]
					: rolledBack.map(name => safe`undone ${toSafeText(name)}`),
			));
	return 0;
}
