import type {EncryptionKey} from '../domain/encryption-key.ts';
import {toSafeText, trusted} from '../domain/safe-text.ts';
import {absentCell, createCell} from '../presentation/cell.ts';
import {formatCount} from '../presentation/numbers.ts';
import {signOf} from '../presentation/roles.ts';
import {safe} from '../presentation/safe-template.ts';
import {formatDayClock} from '../presentation/time.ts';
import type {CommandContext, Register} from './command.ts';
import {tableLines, type TableColumn} from './table.ts';
import {toIso} from './times.ts';

type GenerateFlags = {readonly reason?: string};

export const registerKeys: Register = (root, {run}) => {
	const keys = root.command('keys').description('the data keys that seal the vault; never the keys themselves');
	keys
		.command('list')
		.description('all keys, their state, and how many rows each one seals')
		.action(async () => run(listKeys));
	keys
		.command('generate')
		.description('make a new active key; the present one will only open what it sealed')
		.option('--reason <text>', 'why, for the log')
		.action(async (flags: GenerateFlags) => run(async context => generateKey(context, flags)));
};

/** `keys list`: one array, or a table. */
export async function listKeys({io, program, isJson, now}: CommandContext): Promise<void> {
	const keys = await program.services.keys.list();
	await (isJson
		? io.output.json([keys.map(key => toKeyJson(key))])
		: io.output.spans(tableLines(keyColumns(now()), keys)));
}

async function generateKey({io, program, isJson}: CommandContext, {reason}: GenerateFlags): Promise<void> {
	const key = await program.services.keys.generate(reason);
	await (isJson
		? io.output.json([toKeyJson(key)])
		: io.output.lines([
				safe`Key ${toSafeText(key.keyId)} is the active one now. Rows change over to it when they are written next.`,
			]));
}

/** The keys that `keys` answers with under `--json`. */
export function toKeyJson(key: EncryptionKey) {
	return {
		keyId: key.keyId,
		state: key.state,
		createdAt: toIso(key.createdAt),
		expiresAt: toIso(key.expiresAt),
		wrapped: key.isWrapped,
		rows: key.rows,
	};
}

function keyColumns(now: Date): ReadonlyArray<TableColumn<EncryptionKey>> {
	return [
		{title: 'KEY', align: 'right', cell: ({keyId}) => createCell(toSafeText(keyId))},
		{title: 'STATE', cell: ({state}) => createCell(trusted(state), state === 'active' ? 'strong' : 'normal')},
		{title: 'MADE (IST)', cell: ({createdAt}) => createCell(formatDayClock(createdAt, now))},
		{
			title: 'ENDS (IST)',
			cell: ({expiresAt}) => (expiresAt === undefined ? absentCell : createCell(formatDayClock(expiresAt, now))),
		},
		{title: 'ROWS', align: 'right', cell: ({rows}) => createCell(formatCount(rows))},
		{
			title: 'KEPT',
			cell: ({isWrapped, isUsable}) =>
				isUsable
					? isWrapped
						? createCell(safe`${signOf('ok')} wrapped`, 'ok')
						: createCell(safe`${signOf('attention')} in the clear`, 'attention')
					: createCell(safe`${signOf('failed')} the master key does not open it`, 'failed'),
		},
	];
}
