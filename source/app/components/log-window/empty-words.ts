import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {safe} from '../../../presentation/safe-template.ts';
import type {Status} from '../../../stores/status.ts';
import type {WindowState} from './window-state.ts';

export type EmptyLogFacts = {
	readonly window: Pick<WindowState<unknown, unknown>, 'reading' | 'problem'>;
	readonly database: Status['database'];
	readonly isFiltered: boolean;
	/** What this is a list of, e.g. `the log`. Of our own making. */
	readonly what: string;
	/** For a list that has nothing to show yet. */
	readonly invitation: readonly SafeText[];
};

/** What stands where rows would: why there are none, and what to do. */
export function emptyLogWords({window, database, isFiltered, what, invitation}: EmptyLogFacts): readonly SafeText[] {
	if (database.state === 'failed') {
		return [
			safe`${trusted(capitalised(what))} cannot be read: ${toSafeText(database.message)}`,
			toSafeText(database.hint),
		];
	}

	if (database.state === 'migration-needed') {
		return [
			safe`${trusted(capitalised(what))} cannot be read before the database is brought up to date.`,
			trusted('Health shows what would be changed, and does it.'),
		];
	}

	if (window.problem !== undefined) {
		return [toSafeText(window.problem.message), toSafeText(window.problem.hint), trusted('r reads it again')];
	}

	if (window.reading === 'first') {
		return [safe`reading ${trusted(what)}`];
	}

	return isFiltered ? [safe`Nothing in ${trusted(what)} matches.`, trusted('x shows everything again')] : invitation;
}

function capitalised(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
