import type {LogFilter, StoredLogLevel} from '../../../domain/log-entry.ts';
import {storedLogLevels} from '../../../domain/log-entry.ts';
import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {safe} from '../../../presentation/safe-template.ts';
import type {FilterPart} from '../../components/log-window/filter-line.tsx';

/** A part of the filter; `undefined` takes it away. */
export type FilterChange = {readonly [Name in keyof LogFilter]: LogFilter[Name] | undefined};

/** The filter with a part of it changed; what is undefined is not in it, so that an empty filter is an empty object. */
export function changeFilter(filter: LogFilter, change: FilterChange): LogFilter {
	return Object.fromEntries(
		Object.entries({...filter, ...change}).filter(([, value]) => value !== undefined && value !== ''),
	);
}

/** INFO, WARN, ERROR, and around again. INFO is everything that the table has. */
export function nextLevel(filter: LogFilter): LogFilter {
	const present = storedLogLevels.indexOf(levelOf(filter));
	const next = storedLogLevels[(present + 1) % storedLogLevels.length];
	return changeFilter(filter, {minimumLevel: next === 'INFO' ? undefined : next});
}

/** All sources, then one after the other. A source that is gone from the list is followed by the first. */
export function nextSource(filter: LogFilter, sources: readonly string[]): LogFilter {
	const present = filter.source === undefined ? -1 : sources.indexOf(filter.source);
	return changeFilter(filter, {source: sources[present + 1]});
}

/** The login shown alone, or everything again when it is that already. */
export function toggleLogin(filter: LogFilter, loginSequenceId: string | undefined): LogFilter {
	return changeFilter(filter, {loginSequenceId: filter.loginSequenceId === undefined ? loginSequenceId : undefined});
}

export function isFiltered(filter: LogFilter): boolean {
	return Object.keys(filter).length > 0;
}

/** For the head line: `level ≥ INFO`, `source: any`. */
export function filterFacts(filter: LogFilter, isWide: boolean): readonly SafeText[] {
	const level = trusted(`${isWide ? 'level ' : ''}≥ ${levelOf(filter)}`);
	if (filter.source === undefined) {
		return isWide ? [level, trusted('source: any')] : [level];
	}

	return [level, isWide ? safe`source: ${toSafeText(filter.source)}` : toSafeText(filter.source)];
}

function levelOf({minimumLevel}: LogFilter): StoredLogLevel {
	return minimumLevel === undefined || minimumLevel === 'DEBUG' ? 'INFO' : minimumLevel;
}

/** For the line below the head: what else the list is narrowed to. */
export function filterParts({text, loginSequenceId}: LogFilter): readonly FilterPart[] {
	return [
		...(text === undefined ? [] : [{label: 'rows with', value: `"${text}"`}]),
		...(loginSequenceId === undefined ? [] : [{label: 'login', value: loginSequenceId}]),
	];
}
