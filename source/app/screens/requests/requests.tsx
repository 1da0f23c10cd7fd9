import {useCallback, useEffect, useMemo} from 'react';
import type {RequestEntry, RequestFilter} from '../../../domain/log-entry.ts';
import {trusted} from '../../../domain/safe-text.ts';
import {requestColumns, requestTime} from '../../../presentation/columns/requests.ts';
import {LogView, logViewTables} from '../../components/log-window/log-view.tsx';
import {useLogWindow} from '../../components/log-window/use-log-window.ts';
import {useRowCount} from '../../components/log-window/use-row-count.ts';
import {useKeyContext} from '../../hooks/use-key-context.ts';
import {useStore} from '../../hooks/use-store.ts';
import {useContentSize, useTerminal} from '../../terminal-context.ts';
import {requestsBindings} from './bindings.ts';
import {loginHeading, startsLogin} from './login-heading.ts';
import {requestDetail} from './request-detail.ts';
import {changeFilter, filterFacts, filterParts, isFiltered, nextApi} from './request-filter.ts';

export const requestsTables = [requestsBindings, ...logViewTables];

const invitation = [
	trusted('No requests yet.'),
	trusted('Every exchange with the broker is kept here, without its secrets. Log in to see the first ones.'),
];

const tallRows = 28;

/** Every exchange with the broker, live, below the login it belongs to. */
export function Requests() {
	const {program, navigation, goTo} = useTerminal();
	const {logs} = program.services;
	const {rows} = useContentSize();
	const subject = useStore(navigation, state => state.subject);

	const window = useLogWindow<RequestEntry, RequestFilter>(service => ({
		filter: changeFilter({}, {loginSequenceId: subject?.loginSequenceId}),
		read: service.readRequests,
		idOf: ({requestId}) => requestId,
		startsGroup: startsLogin,
		// Bodies may be long, so fewer are kept at hand than of log rows.
		pageRows: 50,
		overlapRows: 4,
	}));
	const filter = useStore(window.state, state => state.filter);
	const markedSequence = useStore(window.state, state => state.rows[state.selected]?.loginSequenceId);
	const count = useMemo(
		() => (present: RequestFilter) => (present.text === undefined ? logs.countRequests(present) : undefined),
		[logs],
	);
	const rowCount = useRowCount(window, count);
	const heading = useCallback(
		(present: readonly RequestEntry[], index: number) => loginHeading(present, index, program.now()),
		[program],
	);

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

	useKeyContext({
		layer: 'screen',
		table: requestsBindings,
		actions: {
			async 'requests.api'() {
				const apiNames = await logs.apiNames();
				window.setFilter(present => nextApi(present, apiNames));
			},
			'requests.log': {
				run() {
					goTo('logs', {loginSequenceId: window.getSelected()?.loginSequenceId});
					navigation.update(state => ({...state, focus: 'content'}));
				},
				disabled: markedSequence === undefined ? 'the marked request belongs to no login' : undefined,
			},
		},
	});

	return (
		<LogView
			window={window}
			title="Requests"
			what="the request log"
			invitation={invitation}
			columns={requestColumns}
			timeOf={requestTime}
			heading={heading}
			detail={requestDetail}
			detailRows={rows >= tallRows ? 18 : 10}
			facts={filterFacts(filter)}
			parts={filterParts(filter)}
			isFiltered={isFiltered(filter)}
			count={rowCount}
			searchedText={filter.text ?? ''}
			onSearch={text => {
				window.setFilter(present => changeFilter(present, {text}));
			}}
			onShowAll={() => {
				window.setFilter(() => ({}));
			}}
		/>
	);
}
