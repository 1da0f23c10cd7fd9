import type {LogFilter, StoredLogLevel} from '../../../domain/log-entry.ts';
import {storedLogLevels} from '../../../domain/log-entry.ts';
import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {nextValue, withoutEmptyParts} from '../../components/log-window/narrowing.ts';

/** INFO, WARN, ERROR, and around again. INFO is everything that the table has. */
export function nextLevel(filter: LogFilter): LogFilter {
	const present = storedLogLevels.indexOf(levelOf(filter));
	const next = storedLogLevels[(present + 1) % storedLogLevels.length];
	return withoutEmptyParts({...filter, minimumLevel: next === 'INFO' ? undefined : next});
}

/** All sources, then one after the other. */
export function nextSource(filter: LogFilter, sources: readonly string[]): LogFilter {
	return withoutEmptyParts({...filter, source: nextValue(filter.source, sources)});
}

/** The login shown alone, or everything again when it is that already. */
export function toggleLogin(filter: LogFilter, loginSequenceId: string | undefined): LogFilter {
	return withoutEmptyParts({
		...filter,
		loginSequenceId: filter.loginSequenceId === undefined ? loginSequenceId : undefined,
	});
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
