import type {RequestFilter} from '../../../domain/log-entry.ts';
import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {nextValue, withoutEmptyParts} from '../../components/log-window/narrowing.ts';

/** All APIs, then one after the other. */
export function nextApi(filter: RequestFilter, apiNames: readonly string[]): RequestFilter {
	return withoutEmptyParts({...filter, apiName: nextValue(filter.apiName, apiNames)});
}

/** For the head line: `api: any`. */
export function filterFacts({apiName}: RequestFilter): readonly SafeText[] {
	return [safe`api: ${apiName === undefined ? trusted('any') : toSafeText(apiName)}`];
}
