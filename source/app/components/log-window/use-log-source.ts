import {useEffect, useMemo, useState} from 'react';
import type {Page, PageAnchor} from '../../../domain/log-entry.ts';
import type {LogsService} from '../../../services/services.ts';
import {useStore} from '../../hooks/use-store.ts';
import {useTerminal, type Terminal} from '../../terminal-context.ts';
import type {FilterPart} from './filter-line.tsx';
import type {LogWindow} from './log-window.ts';
import {isFiltered, narrowedParts, withoutEmptyParts, type LoginAndText} from './narrowing.ts';
import {useLogWindow} from './use-log-window.ts';
import {useRowCount, type RowCount} from './use-row-count.ts';
import type {RowShape} from './window-state.ts';

/** Where the rows of a log screen come from. The same object each time, or everything is read anew. */
export type LogSource<Row, Filter> = RowShape<Row> & {
	/** The word for what is listed, e.g. `rows`. */
	readonly noun: string;
	readonly read: (logs: LogsService, filter: Filter, anchor: PageAnchor, limit: number) => Promise<Page<Row>>;
	readonly count: (logs: LogsService, filter: Filter) => Promise<RowCount>;
	/** Lets the rows of one login through, or all of them. */
	readonly ofLogin: (loginSequenceId: string | undefined) => Filter;
	/** Where the person was, for when they come back. */
	readonly places: KeptPlaces<Row, Filter>;
	/** See `LogWindowOptions`. */
	readonly pageRows: number;
	readonly overlapRows: number;
};

/** What was let through and which row was marked when the screen was left, for as long as its terminal runs. No mark: the newest row was followed. */
export type KeptPlaces<Row, Filter> = WeakMap<Terminal, {readonly filter: Filter; readonly marked: Row | undefined}>;

export type OpenLog<Row, Filter> = {
	readonly window: LogWindow<Row, Filter>;
	readonly filter: Filter;
	/** The login that the marked row belongs to. */
	readonly markedSequence: string | undefined;
	/** The part of `LogViewProps` that follows from the window. */
	readonly view: {
		readonly window: LogWindow<Row, Filter>;
		readonly parts: readonly FilterPart[];
		readonly isFiltered: boolean;
		readonly count: RowCount | undefined;
		readonly searchedText: string;
		readonly onSearch: (text: string) => void;
		readonly onShowAll: () => void;
	};
};

/** What Logs and Requests do alike: a live window, counted, searched, and narrowed to the login for which one came here. */
export function useLogSource<Row extends {readonly loginSequenceId: string | undefined}, Filter extends LoginAndText>(
	source: LogSource<Row, Filter>,
): OpenLog<Row, Filter> {
	const terminal = useTerminal();
	const {program, navigation} = terminal;
	const {logs} = program.services;
	const {noun, idOf, startsGroup, pageRows, overlapRows, ofLogin, places} = source;
	const subject = useStore(navigation, state => state.subject);
	const [kept] = useState(() => (subject?.loginSequenceId === undefined ? places.get(terminal) : undefined));
	const window = useLogWindow<Row, Filter>(service => ({
		filter: kept?.filter ?? ofLogin(subject?.loginSequenceId),
		startAt: kept?.marked,
		read: async (present, anchor, limit) => source.read(service, present, anchor, limit),
		idOf,
		startsGroup,
		pageRows,
		overlapRows,
	}));
	const filter = useStore(window.state, state => state.filter);
	const markedSequence = useStore(window.state, state => state.rows[state.selected]?.loginSequenceId);
	// A text is looked for from the newest row on; how often it occurs in all would take a look at every row.
	const count = useMemo(
		() => (present: Filter) => (present.text === undefined ? source.count(logs, present) : undefined),
		[source, logs],
	);
	const rowCount = useRowCount(window, count);

	useEffect(
		() => () => {
			const {filter: last, reading, isFollowing} = window.state.getSnapshot();
			// Who only passed by, on the way through the menu, has not moved.
			const marked = reading === 'first' ? kept?.marked : isFollowing ? undefined : window.getSelected();
			places.set(terminal, {filter: last, marked});
		},
		[terminal, places, window, kept],
	);

	useEffect(() => {
		if (subject === undefined) {
			return;
		}

		const {loginSequenceId} = subject;
		if (loginSequenceId !== undefined && window.state.getSnapshot().filter.loginSequenceId !== loginSequenceId) {
			window.setFilter(() => ofLogin(loginSequenceId));
		}

		navigation.update(state => ({...state, subject: undefined}));
	}, [subject, navigation, window, ofLogin]);

	return {
		window,
		filter,
		markedSequence,
		view: {
			window,
			parts: narrowedParts(filter, noun),
			isFiltered: isFiltered(filter),
			count: rowCount,
			searchedText: filter.text ?? '',
			onSearch(text) {
				window.setFilter(present => withoutEmptyParts({...present, text}));
			},
			onShowAll() {
				window.setFilter(() => ofLogin(undefined));
			},
		},
	};
}
