import {expect, test} from 'vitest';
import {isFiltered, nextValue, withoutEmptyParts} from '../../../../source/app/components/log-window/narrowing.ts';

test('going around visits every value once, then none, and begins again', () => {
	const visited = Array.from({length: 5}).reduce<Array<string | undefined>>(
		seen => [...seen, nextValue(seen.at(-1), ['auth', 'broker'])],
		[],
	);
	expect(visited).toEqual(['auth', 'broker', undefined, 'auth', 'broker']);
});

test('a value that is gone from the list is followed by the first', () => {
	expect([nextValue('gone', ['auth']), nextValue('gone', []), nextValue(undefined, [])]).toEqual([
		'auth',
		undefined,
		undefined,
	]);
});

test('a filter is one as long as something is left in it', () => {
	const emptied = withoutEmptyParts({text: '', loginSequenceId: undefined});
	expect([emptied, isFiltered(emptied), isFiltered(withoutEmptyParts({text: 'x'}))]).toEqual([{}, false, true]);
});
