import type {Finding} from '../domain/finding.ts';
import {toSafeText, trusted} from '../domain/safe-text.ts';
import {createCell} from '../presentation/cell.ts';
import {findingRole} from '../presentation/columns/health.ts';
import {signOf} from '../presentation/roles.ts';
import {safe} from '../presentation/safe-template.ts';
import type {CommandContext, Register} from './command.ts';
import {tableLines, type TableColumn} from './table.ts';

type DoctorFlags = {readonly fix?: boolean};

export const registerDoctor: Register = (root, {run}) => {
	root
		.command('doctor')
		.description('look at everything and say what is wrong, with the fix beside it')
		.option('--fix', 'carry out the fixes that this program can do by itself, then look again')
		.action(async (flags: DoctorFlags) => run(async context => examine(context, flags)));
};

/** `doctor`: one array of findings, or a table. Exit 0 means that it could look, not that all is well. */
export async function examine({io, program, isJson}: CommandContext, {fix}: DoctorFlags): Promise<void> {
	const {health} = program.services;
	let findings = await health.check();
	if (fix === true) {
		const actions = new Set(findings.flatMap(({fixAction}) => (fixAction === undefined ? [] : [fixAction])));
		for (const action of actions) {
			await io.words.lines([toSafeText(await health.fix(action))]);
		}

		findings = await health.check();
	}

	if (isJson) {
		await io.output.json([findings.map(({check, state, detail, fix}) => ({check, state, detail, fix}))]);
		return;
	}

	await io.output.spans(tableLines(findingColumns, findings));
	await io.words.lines([verdict(findings)]);
}

const findingColumns: ReadonlyArray<TableColumn<Finding>> = [
	{
		title: 'STATE',
		cell: ({state}) => createCell(safe`${signOf(findingRole(state))} ${trusted(state)}`, findingRole(state)),
	},
	{title: 'CHECK', cell: ({check}) => createCell(toSafeText(check))},
	{
		title: 'DETAIL',
		cell: ({detail, fix}) => createCell(toSafeText(fix === '' ? detail : `${detail} → ${fix}`)),
	},
];

function verdict(findings: readonly Finding[]) {
	const count = (state: Finding['state']) => findings.filter(finding => finding.state === state).length;
	return count('failed') + count('warning') === 0
		? trusted('All is well.')
		: safe`${count('failed')} failed, ${count('warning')} to look at.`;
}
