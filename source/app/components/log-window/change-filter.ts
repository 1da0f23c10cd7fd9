import {type FilterPart} from './filter-line.tsx';

/** What every log can be narrowed to. */
export type LogScreenFilter = {readonly text?: string; readonly loginSequenceId?: string};

/** The filter with parts of it changed; what is undefined or empty is not in it, so that an empty filter is an empty object. */
export function changeFilter<Filter extends object, Change extends {readonly [Name in keyof Filter]?: unknown}>(
	filter: Filter,
	change: Change,
): Filter {
	return filter;
}
