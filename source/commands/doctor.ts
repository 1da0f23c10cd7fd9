import type {Finding} from '../domain/finding.ts';
import {toSafeText, trusted} from '../domain/safe-text.ts';
import {createCell} from '../presentation/cell.ts';
import {findingRole} from '../presentation/columns/health.ts';
import {signOf} from '../presentation/roles.ts';
import {safe} from '../presentation/safe-template.ts';
import type {CommandContext, Register} from './command.ts';
import {confirm} from './prompt.ts';
import {tableLines, type TableColumn} from './table.ts';

type DoctorFlags = {readonly fix?: boolean; readonly yes?: boolean};

export const registerDoctor: Register = (root, {run}) => {
	root
		.command('doctor')
		.description('look at everything and say what is wrong, with the fix beside it')
		.option('--fix', 'carry out the fixes that this program can do by itself, then look again')
		.option('--yes', 'with --fix: also those that delete something, without being asked')
		.action(async (flags: DoctorFlags) => run(async context => examine(context, flags)));
};

/** `doctor`: one array of findings, or a table. Exit 0 means that it could look, not that all is well. */
export async function examine(context: CommandContext, flags: DoctorFlags): Promise<void> {
	const {io, program, isJson} = context;
	const {health} = program.services;
	let findings = await health.check();
	if (flags.fix === true) {
		await fixWhatCanBe(context, findings, flags);
		findings = await health.check();
	}

	if (isJson) {
		await io.output.json([findings.map(({check, state, detail, fix}) => ({check, state, detail, fix}))]);
		return;
	}

	await io.output.spans(tableLines(findingColumns, findings));
	await io.words.lines([verdict(findings)]);
}

/** The harmless fixes first; one that deletes something asks, and where nobody can be asked it is left. */
async function fixWhatCanBe(
	context: CommandContext,
	findings: readonly Finding[],
	{yes = false}: DoctorFlags,
): Promise<void> {
	const {io, program} = context;
	const byAction = new Map(
		findings.flatMap(finding => (finding.fixAction === undefined ? [] : [[finding.fixAction, finding] as const])),
	);
	const fixes = [...byAction].sort(([, one], [, other]) => Number(isDangerous(one)) - Number(isDangerous(other)));
	for (const [action, finding] of fixes) {
		if (!isDangerous(finding) || yes || (await isWanted(context, finding))) {
			await io.words.lines([toSafeText(await program.services.health.fix(action))]);
		}
	}
}

function isDangerous({isFixDangerous}: Finding): boolean {
	return isFixDangerous === true;
}

async function isWanted(context: CommandContext, {detail, fix}: Finding): Promise<boolean> {
	const {io} = context;
	if (!io.input.isTerminal) {
		await io.words.lines([safe`${toSafeText(detail)} Left as it is: --yes does it without being asked.`]);
		return false;
	}

	const isSure = await confirm(context, `${detail} ${fix}`);
	if (!isSure) {
		await io.words.lines([trusted('Left as it is.')]);
	}

	return isSure;
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
	if (count('failed') + count('warning') > 0) {
		return safe`${count('failed')} failed, ${count('warning')} to look at.`;
	}

	const unverified = findings.filter(({isUnverified}) => isUnverified === true).map(({detail}) => detail);
	return unverified.length === 0
		? trusted('All is well.')
		: safe`All that was looked at is well; ${toSafeText(unverified.join('; '))}.`;
}
