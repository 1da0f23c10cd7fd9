import type {FilterPart} from './filter-line.tsx';

/** What every log can be narrowed to, whatever else its filter knows. */
export type LoginAndText = {readonly loginSequenceId?: string; readonly text?: string};

/** A filter without the parts that are undefined or empty, so that one which lets everything through is an empty object. */
export function withoutEmptyParts<Filter extends object>(filter: Filter): Filter {
	return Object.fromEntries(
		Object.entries(filter).filter(([, value]) => value !== undefined && value !== ''),
	) as Filter;
}

export function isFiltered(filter: object): boolean {
	return Object.keys(filter).length > 0;
}

/** The value after `present` when one goes around: none at first, then one after the other. One that is gone from the list is followed by the first. */
export function nextValue(present: string | undefined, values: readonly string[]): string | undefined {
	return values[present === undefined ? 0 : values.indexOf(present) + 1];
}

/**
For the line below the head: what the list is narrowed to besides.

@param noun the word for what is listed, e.g. `rows`
*/
export function narrowedParts({loginSequenceId, text}: LoginAndText, noun: string): readonly FilterPart[] {
	return [
		...(text === undefined ? [] : [{label: `${noun} with`, value: `"${text}"`}]),
		...(loginSequenceId === undefined ? [] : [{label: 'login', value: loginSequenceId}]),
	];
}
