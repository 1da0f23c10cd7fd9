import {Box} from 'ink';
import {useEffect, useMemo} from 'react';
import type {LogEntry, LogFilter} from '../../../domain/log-entry.ts';
import {trusted} from '../../../domain/safe-text.ts';
import {logColumns} from '../../../presentation/columns/logs.ts';
import {formatCount} from '../../../presentation/numbers.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {formBindings} from '../../components/form.tsx';
import {logWindowBindings} from '../../components/log-window/bindings.ts';
import type {LogWindow} from '../../components/log-window/create-log-window.ts';
import {DetailPane, detailBindings, type DetailPaneProps} from '../../components/log-window/detail-pane.tsx';
import {FilterLine, SearchField, searchBindings} from '../../components/log-window/filter-line.tsx';
import {NoRows} from '../../components/log-window/no-rows.tsx';
import {useLogWindow} from '../../components/log-window/use-log-window.ts';
import {useRowCount} from '../../components/log-window/use-row-count.ts';
import {WindowHead} from '../../components/log-window/window-head.tsx';
import {WindowRows} from '../../components/log-window/window-rows.tsx';
import {useKeyContext} from '../../hooks/use-key-context.ts';
import {useLocalStore} from '../../hooks/use-local-store.ts';
import {useStore} from '../../hooks/use-store.ts';
import {useContentSize, useTerminal} from '../../terminal-context.ts';
import {logsBindings} from './bindings.ts';
import {CleanUpForm, cleanUpQuestion, cleanUpRows, countWords} from './clean-up.tsx';
import {logDetailLines, logDetailTitle} from './log-detail.ts';
import {changeFilter, filterFacts, isFiltered, nextLevel, nextSource, toggleLogin} from './log-filter.ts';

export const logsTables = [logsBindings, logWindowBindings, searchBindings, detailBindings, formBindings];

type LogsState = {
	readonly isSearching: boolean;
	/** `focused`: the arrows scroll the open entry. */
	readonly detail: 'closed' | 'open' | 'focused';
	readonly cleanUp: 'no' | 'asking' | {readonly deleted: number};
};

const invitation = [
	trusted('Nothing has happened yet.'),
	trusted('Whatever this program does is written here, as it happens. Log in, and watch.'),
];

const wideColumns = 90;
const tallRows = 28;

const timeOf = ({createdAt}: LogEntry) => createdAt;

/** What happened, live: follows the newest row until you scroll up, and says then how many wait. */
export function Logs() {
	const {program, navigation, notify, confirm, goTo} = useTerminal();
	const {logs} = program.services;
	const {columns, rows} = useContentSize();
	const subject = useStore(navigation, state => state.subject);
	const isInContent = useStore(navigation, state => state.focus === 'content' && state.overlay === undefined);
	const [{isSearching, detail, cleanUp}, store] = useLocalStore<LogsState>(() => ({
		isSearching: false,
		detail: 'closed',
		cleanUp: 'no',
	}));

	const isForm = cleanUp === 'asking';
	const detailRows = isForm ? cleanUpRows : detail === 'closed' ? 0 : rows >= tallRows ? 12 : 8;
	const listRows = Math.max(1, rows - 2 - detailRows);
	const window = useLogWindow<LogEntry, LogFilter>({
		create: service => ({
			filter: changeFilter({}, {loginSequenceId: subject?.loginSequenceId}),
			read: service.readLogs,
			idOf: ({logId}) => logId,
			startsGroup: undefined,
			pageRows: 100,
			overlapRows: 16,
		}),
		lines: listRows,
		isActive: isInContent && detail !== 'focused' && !isSearching && !isForm,
	});
	const filter = useStore(window.state, state => state.filter);
	// Only what this component shows itself: moving through the rows repaints them, not the whole screen.
	const hasRows = useStore(window.state, state => state.rows.length > 0);
	const markedSequence = useStore(window.state, state => state.rows[state.selected]?.loginSequenceId);
	const isBroken = useStore(window.state, state => state.problem !== undefined);
	// A text is looked for from the newest row on; how often it occurs in all would take a look at every row.
	const count = useMemo(
		() => (present: LogFilter) => (present.text === undefined ? logs.countLogs(present) : undefined),
		[logs],
	);
	const rowCount = useRowCount(window, count);

	useEffect(() => {
		if (subject === undefined) {
			return;
		}

		const {loginSequenceId} = subject;
		if (loginSequenceId !== undefined && window.state.getSnapshot().filter.loginSequenceId !== loginSequenceId) {
			window.setFilter(() => ({loginSequenceId}));
		}

		navigation.update(state => ({...state, subject: undefined}));
	}, [subject, navigation, window]);

	const show = (change: Partial<LogsState>) => {
		store.update(state => ({...state, ...change}));
	};

	const focusContent = () => {
		navigation.update(state => ({...state, focus: 'content'}));
	};

	const sequenceInSight = () =>
		window.state.getSnapshot().filter.loginSequenceId ?? window.getSelected()?.loginSequenceId;

	const clean = async (days: number) => {
		const preview = await logs.cleanPreview(days);
		show({cleanUp: 'no'});
		if (preview.logs + preview.requests === 0) {
			notify('information', safe`nothing is older than ${days} days`);
			return;
		}

		if (!(await confirm(cleanUpQuestion(days, preview)))) {
			return;
		}

		show({cleanUp: {deleted: 0}});
		try {
			const gone = await logs.clean(preview.before, deleted => {
				show({cleanUp: {deleted}});
			});
			notify('done', safe`${countWords(gone)} deleted`);
		} finally {
			show({cleanUp: 'no'});
			window.reload();
		}
	};

	const sequence = filter.loginSequenceId ?? markedSequence;
	const isCleaning = typeof cleanUp === 'object';
	useKeyContext({
		layer: 'screen',
		table: logsBindings,
		actions: {
			'logs.search'() {
				show({isSearching: true});
				focusContent();
			},
			'logs.level'() {
				window.setFilter(nextLevel);
			},
			async 'logs.source'() {
				const sources = await logs.sources();
				window.setFilter(present => nextSource(present, sources));
			},
			'logs.followLogin': {
				run() {
					window.setFilter(present => toggleLogin(present, window.getSelected()?.loginSequenceId));
				},
				disabled: sequence === undefined ? 'the marked row belongs to no login' : undefined,
			},
			'logs.requests': {
				run() {
					goTo('requests', {loginSequenceId: sequenceInSight()});
					focusContent();
				},
				disabled: sequence === undefined ? 'the marked row belongs to no login' : undefined,
			},
			'logs.all': isFiltered(filter)
				? () => {
						window.setFilter(() => ({}));
					}
				: undefined,
			'logs.detail': hasRows
				? () => {
						show({detail: store.getSnapshot().detail === 'closed' ? 'open' : 'closed'});
					}
				: undefined,
			'logs.pane':
				hasRows && detail !== 'closed'
					? () => {
							show({detail: 'focused'});
						}
					: undefined,
			'logs.closeDetail':
				detail === 'closed'
					? undefined
					: () => {
							show({detail: 'closed'});
						},
			'logs.cleanUp': {
				run() {
					show({cleanUp: 'asking'});
					focusContent();
				},
				disabled: isCleaning ? 'old rows are being deleted' : undefined,
			},
			'logs.again': isBroken ? window.reload : undefined,
		},
	});

	const isWide = columns >= wideColumns;
	return (
		<Box flexDirection="column" width={columns} height={rows}>
			<WindowHead
				window={window}
				title="Logs"
				facts={filterFacts(filter, isWide)}
				count={rowCount}
				progress={isCleaning ? safe`${formatCount(cleanUp.deleted)} rows deleted so far` : undefined}
				timeOf={timeOf}
				columns={columns}
			/>
			{isSearching ? (
				<SearchField
					initial={filter.text ?? ''}
					columns={columns}
					onApply={text => {
						show({isSearching: false});
						window.setFilter(present => changeFilter(present, {text}));
					}}
					onLeave={() => {
						show({isSearching: false});
					}}
				/>
			) : (
				<FilterLine
					window={window}
					columns={columns}
					parts={[
						...(filter.text === undefined ? [] : [{label: 'rows with', value: `"${filter.text}"`}]),
						...(filter.loginSequenceId === undefined ? [] : [{label: 'login', value: filter.loginSequenceId}]),
					]}
				/>
			)}
			{hasRows ? (
				<WindowRows
					window={window}
					columns={logColumns}
					width={columns}
					height={listRows}
					isFocused={isInContent && detail !== 'focused'}
				/>
			) : (
				<Box flexDirection="column" height={listRows}>
					<NoRows window={window} what="the log" isFiltered={isFiltered(filter)} invitation={invitation} />
				</Box>
			)}
			{isForm ? (
				<CleanUpForm
					columns={columns}
					onSubmit={clean}
					onCancel={() => {
						show({cleanUp: 'no'});
					}}
				/>
			) : undefined}
			{!hasRows || detail === 'closed' || isForm ? undefined : (
				<OpenEntry
					window={window}
					columns={columns}
					rows={detailRows}
					isFocused={isInContent && detail === 'focused'}
					onBack={() => {
						show({detail: 'open'});
					}}
					onClose={() => {
						show({detail: 'closed'});
					}}
				/>
			)}
		</Box>
	);
}

type OpenEntryProps = Omit<DetailPaneProps, 'id' | 'title' | 'lines'> & {
	readonly window: LogWindow<LogEntry, LogFilter>;
};

function OpenEntry({window, ...pane}: OpenEntryProps) {
	const entry = useStore(window.state, state => state.rows[state.selected]);
	return entry === undefined ? undefined : (
		<DetailPane {...pane} id={entry.logId} title={logDetailTitle(entry)} lines={logDetailLines(entry, pane.columns)} />
	);
}
