import {Box} from 'ink';
import {useLayoutEffect, useMemo, type ReactNode} from 'react';
import type {SafeText} from '../../../domain/safe-text.ts';
import type {Column} from '../../../presentation/column.ts';
import {useKeyContext} from '../../hooks/use-key-context.ts';
import {useLocalStore} from '../../hooks/use-local-store.ts';
import {useStore} from '../../hooks/use-store.ts';
import {useContentSize, useTerminal} from '../../terminal-context.ts';
import type {Span} from '../line.tsx';
import {logViewBindings, logWindowBindings} from './bindings.ts';
import type {LogWindow} from './log-window.ts';
import {DetailPane, detailBindings} from './detail-pane.tsx';
import {FilterLine, SearchField, searchBindings, type FilterPart} from './filter-line.tsx';
import {NoRows} from './no-rows.tsx';
import type {RowCount} from './use-row-count.ts';
import {WindowHead} from './window-head.tsx';
import {WindowRows} from './window-rows.tsx';

export const logViewTables = [logWindowBindings, logViewBindings, searchBindings, detailBindings];

export type LogViewProps<Row, Filter> = {
	readonly window: LogWindow<Row, Filter>;
	readonly title: string;
	/** What this is a list of, e.g. `the log`. */
	readonly what: string;
	readonly invitation: readonly SafeText[];
	readonly columns: ReadonlyArray<Column<Row>>;
	readonly timeOf: (row: Row) => Date;
	/** The line above a group; see `LogWindowOptions.startsGroup`. */
	readonly heading?: (rows: readonly Row[], index: number) => readonly Span[];
	/** Everything about one row, for the pane. The same function each time. */
	readonly detail: (row: Row, columns: number) => RowDetail;
	/** For the head line: what the filter lets through. */
	readonly facts: readonly SafeText[];
	/** For the line below: what it is narrowed to besides. */
	readonly parts: readonly FilterPart[];
	readonly isFiltered: boolean;
	readonly count: RowCount | undefined;
	readonly progress?: SafeText;
	readonly searchedText: string;
	readonly onSearch: (text: string) => void;
	readonly onShowAll: () => void;
	/** Stands below the list in place of the pane; the list is then out of reach. */
	readonly form?: {readonly rows: number; readonly element: ReactNode};
};

type RowDetail = {readonly title: SafeText; readonly lines: ReadonlyArray<readonly Span[]>};

type ViewState = {
	readonly isSearching: boolean;
	/** `focused`: the arrows scroll the open row. */
	readonly pane: 'closed' | 'open' | 'focused';
	/** The most rows that an entry has needed since the pane was opened: going through the list must not make it jump. */
	readonly paneRows: number;
};

/** A log on the whole screen: head, filter, rows, and everything about the marked one below. What Logs and Requests have in common. */
export function LogView<Row extends object, Filter>(props: LogViewProps<Row, Filter>) {
	const {window, form, isFiltered} = props;
	const {navigation} = useTerminal();
	const {columns, rows} = useContentSize();
	const isInContent = useStore(navigation, state => state.focus === 'content' && state.overlay === undefined);
	// Only what this component shows itself: moving through the rows repaints them, not the whole screen.
	const hasRows = useStore(window.state, state => state.rows.length > 0);
	const isFollowing = useStore(window.state, state => state.isFollowing);
	const isBroken = useStore(window.state, state => state.problem !== undefined);
	const [{isSearching, pane, paneRows: widestPane}, store] = useLocalStore<ViewState>(() => ({
		isSearching: false,
		pane: 'closed',
		paneRows: 0,
	}));
	const show = (change: Partial<ViewState>) => {
		store.update(state => ({...state, ...change}));
	};

	const isPaneOpen = pane !== 'closed' && hasRows && form === undefined;
	const isPaneFocused = isPaneOpen && pane === 'focused';
	const openRow = useStore(window.state, state => (isPaneOpen ? state.rows[state.selected] : undefined));
	const {detail} = props;
	const openDetail = useMemo(
		() => (openRow === undefined ? undefined : detail(openRow, columns)),
		[openRow, detail, columns],
	);
	// What it needs, its rule included; but the list keeps half of the screen.
	const neededRows = openDetail === undefined ? 0 : openDetail.lines.length + 1;
	const paneRows = Math.min(Math.max(neededRows, widestPane), Math.floor(rows / 2));
	useLayoutEffect(() => {
		store.update(state => {
			const present = isPaneOpen ? Math.max(state.paneRows, neededRows) : 0;
			return state.paneRows === present ? state : {...state, paneRows: present};
		});
	}, [store, isPaneOpen, neededRows]);

	const belowRows = form === undefined ? (isPaneOpen ? paneRows : 0) : form.rows;
	const listRows = Math.max(1, rows - 2 - belowRows);
	useLayoutEffect(() => {
		window.resize(listRows);
	}, [window, listRows]);

	// Two keys may come before the footer names the other deed: what is there decides.
	const togglePane = () => {
		show({pane: store.getSnapshot().pane === 'closed' ? 'open' : 'closed'});
	};

	// The arrows come last, so they stand first in the footer.
	useKeyContext({
		layer: 'part',
		table: logViewBindings,
		actions: {
			'log.search'() {
				show({isSearching: true});
				navigation.update(state => ({...state, focus: 'content'}));
			},
			'log.all': isFiltered ? props.onShowAll : undefined,
			'log.pane':
				isPaneOpen && isInContent
					? () => {
							show({pane: 'focused'});
						}
					: undefined,
			'log.detail': hasRows && isInContent && !isPaneOpen ? togglePane : undefined,
			'log.close': isPaneOpen && isInContent ? togglePane : undefined,
			'log.again': isBroken ? window.reload : undefined,
		},
	});

	useKeyContext({
		layer: 'part',
		table: logWindowBindings,
		isActive: isInContent && hasRows && !isPaneFocused,
		actions: {
			'log.move'({chord}) {
				window.move(chord === 'up' ? -1 : 1);
			},
			'log.page'({chord}) {
				window.page(chord === 'pageup' ? -1 : 1);
			},
			'log.first': window.toFirst,
			'log.last': isFollowing ? undefined : window.toLast,
		},
	});

	return (
		<Box flexDirection="column" width={columns} height={rows}>
			<WindowHead
				window={window}
				title={props.title}
				facts={props.facts}
				count={props.count}
				progress={props.progress}
				timeOf={props.timeOf}
				columns={columns}
			/>
			{isSearching ? (
				<SearchField
					initial={props.searchedText}
					columns={columns}
					onApply={text => {
						show({isSearching: false});
						props.onSearch(text);
					}}
					onLeave={() => {
						show({isSearching: false});
					}}
				/>
			) : (
				<FilterLine window={window} columns={columns} parts={props.parts} />
			)}
			{hasRows ? (
				<WindowRows
					window={window}
					columns={props.columns}
					width={columns}
					height={listRows}
					isFocused={isInContent && !isPaneFocused && form === undefined}
					heading={props.heading}
				/>
			) : (
				<Box flexDirection="column" height={listRows}>
					<NoRows window={window} what={props.what} isFiltered={isFiltered} invitation={props.invitation} />
				</Box>
			)}
			{form?.element}
			{openRow === undefined || openDetail === undefined ? undefined : (
				<DetailPane
					{...openDetail}
					id={window.idOf(openRow)}
					columns={columns}
					rows={paneRows}
					isFocused={isInContent && isPaneFocused}
					onBack={() => {
						show({pane: 'open'});
					}}
					onClose={() => {
						show({pane: 'closed'});
					}}
				/>
			)}
		</Box>
	);
}
