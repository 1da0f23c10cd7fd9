import type {Finding, FindingState} from '../../domain/finding.ts';
import {toSafeText, trusted, type SafeText} from '../../domain/safe-text.ts';
import {createCell, type Cell} from '../cell.ts';
import type {Column} from '../column.ts';
import {signOf, type StateRole} from '../roles.ts';
import {safe} from '../safe-template.ts';

const stateRoles: Readonly<Record<FindingState, StateRole>> = {ok: 'ok', warning: 'attention', failed: 'failed'};

export function findingRole(state: FindingState): StateRole {
	return stateRoles[state];
}

/** `vault.round-trip` reads `vault round trip`. */
export function findingTitle({check}: Pick<Finding, 'check'>): SafeText {
	return toSafeText(check.replaceAll(/[.-]/g, ' '));
}

/** What was looked at, how it is, and the fix beside it. `⏎` marks a fix that Enter carries out. */
export const healthColumns: ReadonlyArray<Column<Finding>> = [
	{title: '', width: 1, priority: 0, cell: ({state}) => createCell(signOf(stateRoles[state]), stateRoles[state])},
	{title: 'CHECK', width: 22, narrowWidth: 16, priority: 0, cell: finding => createCell(findingTitle(finding))},
	{
		title: 'FOUND',
		width: 40,
		narrowWidth: 30,
		isFlexible: true,
		priority: 0,
		cell: ({detail, state}) => createCell(toSafeText(detail), state === 'ok' ? undefined : stateRoles[state]),
	},
	{title: 'FIX', width: 18, isFlexible: true, priority: 1, cell: fixCell},
];

function fixCell({fix, fixAction}: Finding): Cell {
	if (fix === '') {
		return createCell(trusted(''));
	}

	return fixAction === undefined
		? createCell(toSafeText(fix), 'dim')
		: createCell(safe`⏎ ${toSafeText(fix)}`, 'accent');
}
