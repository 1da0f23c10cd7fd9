import {useCallback} from 'react';
import type {RequestEntry, RequestFilter} from '../../../domain/log-entry.ts';
import {trusted} from '../../../domain/safe-text.ts';
import {requestColumns, requestTime} from '../../../presentation/columns/requests.ts';
import {LogView, logViewTables} from '../../components/log-window/log-view.tsx';
import {withoutEmptyParts} from '../../components/log-window/narrowing.ts';
import {useLogSource, type LogSource} from '../../components/log-window/use-log-source.ts';
import {useKeyContext} from '../../hooks/use-key-context.ts';
import {useTerminal} from '../../terminal-context.ts';
import {requestsBindings} from './bindings.ts';
import {loginHeading, startsLogin} from './login-heading.ts';
import {requestDetail} from './request-detail.ts';
import {filterFacts, nextApi} from './request-filter.ts';

export const requestsTables = [requestsBindings, ...logViewTables];

const invitation = [
	trusted('No requests yet.'),
	trusted('Every exchange with the broker is kept here, without its secrets. Log in to see the first ones.'),
];

const source: LogSource<RequestEntry, RequestFilter> = {
	noun: 'requests',
	read: async (logs, filter, anchor, limit) => logs.readRequests(filter, anchor, limit),
	count: async (logs, filter) => logs.countRequests(filter),
	ofLogin: loginSequenceId => withoutEmptyParts({loginSequenceId}),
	places: new WeakMap(),
	idOf: ({requestId}) => requestId,
	startsGroup: startsLogin,
	// Bodies may be long, so fewer are kept at hand than of log rows.
	pageRows: 50,
	overlapRows: 4,
};

/** Every exchange with the broker, live, below the login it belongs to. */
export function Requests() {
	const {program, navigation, goTo} = useTerminal();
	const {logs} = program.services;

	const {window, filter, markedSequence, view} = useLogSource(source);
	const heading = useCallback(
		(present: readonly RequestEntry[], index: number) => loginHeading(present, index, program.now()),
		[program],
	);

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
			{...view}
			title="Requests"
			what="the request log"
			invitation={invitation}
			columns={requestColumns}
			timeOf={requestTime}
			heading={heading}
			detail={requestDetail}
			facts={filterFacts(filter)}
		/>
	);
}
