import type {LogEntry, LogFilter} from '../../../domain/log-entry.ts';
import {trusted} from '../../../domain/safe-text.ts';
import {logColumns} from '../../../presentation/columns/logs.ts';
import {formatCount, formatQuantity} from '../../../presentation/numbers.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {formBindings} from '../../components/form.tsx';
import {LogView, logViewTables} from '../../components/log-window/log-view.tsx';
import {withoutEmptyParts} from '../../components/log-window/narrowing.ts';
import {useLogSource, type LogSource} from '../../components/log-window/use-log-source.ts';
import {useKeyContext} from '../../hooks/use-key-context.ts';
import {useLocalStore} from '../../hooks/use-local-store.ts';
import {useContentSize, useTerminal} from '../../terminal-context.ts';
import {logsBindings} from './bindings.ts';
import {CleanUpForm, cleanUpQuestion, cleanUpRows, countWords} from './clean-up.tsx';
import {logDetailLines, logDetailTitle} from './log-detail.ts';
import {filterFacts, nextLevel, nextSource, toggleLogin} from './log-filter.ts';

export const logsTables = [logsBindings, ...logViewTables, formBindings];

/** Where a cleanup is: not under way, its question open, or deleting. */
type CleanUp = 'no' | 'asking' | {readonly deleted: number};

const invitation = [
	trusted('Nothing has happened yet.'),
	trusted('Whatever this program does is written here, as it happens. Log in, and watch.'),
];

const wideColumns = 90;
const noLogin = 'the marked row belongs to no login';

const timeOf = ({createdAt}: LogEntry) => createdAt;
const detailOf = (entry: LogEntry, columns: number) => ({
	title: logDetailTitle(entry),
	lines: logDetailLines(entry, columns),
});

const source: LogSource<LogEntry, LogFilter> = {
	noun: 'rows',
	read: async (logs, filter, anchor, limit) => logs.readLogs(filter, anchor, limit),
	count: async (logs, filter) => logs.countLogs(filter),
	ofLogin: loginSequenceId => withoutEmptyParts({loginSequenceId}),
	places: new WeakMap(),
	idOf: ({logId}) => logId,
	startsGroup: undefined,
	pageRows: 100,
	overlapRows: 16,
};

/** What happened, live: follows the newest row until you scroll up, and says then how many wait. */
export function Logs() {
	const {program, navigation, notify, confirm, goTo} = useTerminal();
	const {logs} = program.services;
	const {columns} = useContentSize();
	const [cleanUp, store] = useLocalStore<CleanUp>(() => 'no');
	const isCleaning = typeof cleanUp === 'object';

	const {window, filter, markedSequence, view} = useLogSource(source);
	const sequence = filter.loginSequenceId ?? markedSequence;

	const toError = async (side: 'older' | 'newer') => {
		const isThere = await window.find(side, present => ({...present, minimumLevel: 'ERROR'}));
		if (!isThere) {
			notify('information', trusted(side === 'older' ? 'no error before this row' : 'no error after this row'));
		}
	};

	const clean = async (days: number) => {
		const preview = await logs.cleanPreview(days);
		store.update(() => 'no');
		if (preview.logs + preview.requests === 0) {
			notify('information', safe`nothing is older than ${formatQuantity(days, 'day')}`);
			return;
		}

		if (!(await confirm(cleanUpQuestion(days, preview)))) {
			return;
		}

		store.update(() => ({deleted: 0}));
		try {
			const gone = await logs.clean(preview.before, deleted => {
				store.update(() => ({deleted}));
			});
			notify('done', safe`${countWords(gone)} deleted`);
		} finally {
			store.update(() => 'no');
			window.reload();
		}
	};

	useKeyContext({
		layer: 'screen',
		table: logsBindings,
		actions: {
			'logs.errorBefore': async () => toError('older'),
			'logs.errorAfter': async () => toError('newer'),
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
				disabled: sequence === undefined ? noLogin : undefined,
			},
			'logs.requests': {
				run() {
					const {loginSequenceId} = window.state.getSnapshot().filter;
					goTo('requests', {loginSequenceId: loginSequenceId ?? window.getSelected()?.loginSequenceId});
					navigation.update(state => ({...state, focus: 'content'}));
				},
				disabled: sequence === undefined ? noLogin : undefined,
			},
			'logs.cleanUp': {
				run() {
					store.update(() => 'asking');
					navigation.update(state => ({...state, focus: 'content'}));
				},
				disabled: isCleaning ? 'old rows are being deleted' : undefined,
			},
		},
	});

	return (
		<LogView
			{...view}
			title="Logs"
			what="the log"
			invitation={invitation}
			columns={logColumns}
			timeOf={timeOf}
			detail={detailOf}
			facts={filterFacts(filter, columns >= wideColumns)}
			progress={isCleaning ? safe`${formatCount(cleanUp.deleted)} rows deleted so far` : undefined}
			form={
				cleanUp === 'asking'
					? {
							rows: cleanUpRows,
							element: (
								<CleanUpForm
									columns={columns}
									onSubmit={clean}
									onCancel={() => {
										store.update(() => 'no');
									}}
								/>
							),
						}
					: undefined
			}
		/>
	);
}
