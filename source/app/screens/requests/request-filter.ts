import type {RequestFilter} from '../../../domain/log-entry.ts';
import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {safe} from '../../../presentation/safe-template.ts';
import type {FilterPart} from '../../components/log-window/filter-line.tsx';

/** A part of the filter; `undefined` takes it away. */
type FilterChange = {readonly [Name in keyof RequestFilter]: RequestFilter[Name] | undefined};

/** The filter with a part of it changed; what is undefined or empty is not in it. */
export function changeFilter(filter: RequestFilter, change: FilterChange): RequestFilter {
	return Object.fromEntries(
		Object.entries({...filter, ...change}).filter(([, value]) => value !== undefined && value !== ''),
	);
}

/** All APIs, then one after the other. */
export function nextApi(filter: RequestFilter, apiNames: readonly string[]): RequestFilter {
	const present = filter.apiName === undefined ? -1 : apiNames.indexOf(filter.apiName);
	return changeFilter(filter, {apiName: apiNames[present + 1]});
}

export function isFiltered(filter: RequestFilter): boolean {
	return Object.keys(filter).length > 0;
}

/** For the head line: `api: any`. */
export function filterFacts({apiName}: RequestFilter): readonly SafeText[] {
	return [safe`api: ${apiName === undefined ? trusted('any') : toSafeText(apiName)}`];
}

/** For the line below the head: what else the list is narrowed to. */
export function filterParts({text, loginSequenceId}: RequestFilter): readonly FilterPart[] {
	return [
		...(text === undefined ? [] : [{label: 'requests with', value: `"${text}"`}]),
		...(loginSequenceId === undefined ? [] : [{label: 'login', value: loginSequenceId}]),
	];
}
