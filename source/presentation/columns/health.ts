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

/** What was not looked at is off: it must not look like a thing that was found to be well. */
function signRole({state, isUnverified}: Finding): StateRole {
	return isUnverified === true ? 'off' : findingRole(state);
}

/** At most fourteen columns each. */
const checkNames: Readonly<Record<string, string>> = {
	'database.connection': 'database',
	'database.migrations': 'migrations',
	'vault.round-trip': 'vault',
	'keys.data': 'data keys',
	'keys.unusable': 'data keys',
	'keys.plain': 'data keys',
	'keys.environment-id': 'key id',
	'accounts.sealing': 'accounts',
	'accounts.plain': 'accounts',
	'accounts.unopenable': 'accounts',
	'accounts.duplicates': 'duplicates',
	'accounts.api-key': 'API key',
	'broker.connection': 'broker',
	'broker.clock': 'clock',
	'broker.address': 'address',
	'broker.window': 'broker window',
	'files.permissions': 'file modes',
	'files.recovery-sheet': 'recovery sheet',
	'logs.sinks': 'log',
	'calendar.holidays': 'calendar',
};

/** What was looked at, in a word or two: `vault` for `vault.round-trip`. A check without such a name is read without its dots. */
export function findingTitle({check}: Pick<Finding, 'check'>): SafeText {
	return toSafeText(checkNames[check] ?? check.replaceAll(/[.-]/g, ' '));
}

/** What Enter does about it, in a word or two; the whole sentence stands in the detail and in the question. */
const fixWords: Readonly<Record<string, string>> = {
	'files.tighten': 'set 0600',
	'files.delete-recovery-sheet': 'delete it',
	'database.migrate': 'migrate',
	'database.free-lock': 'free the lock',
	'keys.generate': 'make a key',
};

/** What was looked at, how it is, and the fix beside it. `⏎` marks a fix that Enter carries out; where there is nothing to fix, what was found has the room. */
export const healthColumns = createColumns(false);

/** The same for findings that are too old to be believed: no state in its own colour. */
export const staleHealthColumns = createColumns(true);

function createColumns(isStale: boolean): ReadonlyArray<Column<Finding>> {
	return [
		{
			title: '',
			width: 1,
			priority: 0,
			cell: finding => createCell(signOf(signRole(finding)), isStale ? 'stale' : signRole(finding)),
		},
		{title: 'CHECK', width: 14, priority: 0, cell: finding => createCell(findingTitle(finding))},
		{
			title: 'FOUND',
			width: 40,
			narrowWidth: 27,
			isFlexible: true,
			priority: 0,
			cell: ({detail, state}) =>
				createCell(toSafeText(detail), state === 'ok' ? undefined : isStale ? 'stale' : findingRole(state)),
		},
		{title: 'FIX', width: 15, priority: 1, cell: fixCell},
	];
}

function fixCell({fix, fixAction}: Finding): Cell {
	if (fixAction !== undefined) {
		return createCell(safe`⏎ ${trusted(fixWords[fixAction] ?? 'fix it')}`, 'accent');
	}

	return fix === '' ? createCell(trusted('')) : createCell(trusted('see below'), 'dim');
}
