import {useEffect, useLayoutEffect, useState} from 'react';
import type {LogsService} from '../../../services/services.ts';
import {useKeyContext} from '../../hooks/use-key-context.ts';
import {useStore} from '../../hooks/use-store.ts';
import {useTerminal} from '../../terminal-context.ts';
import {logWindowBindings} from './bindings.ts';
import {createLogWindow, type LogWindow, type LogWindowOptions} from './create-log-window.ts';

export type UseLogWindowOptions<Row, Filter> = {
	/** What the window is over. Read once, when the component appears. */
	readonly create: (logs: LogsService) => Omit<LogWindowOptions<Row, Filter>, 'now'>;
	/** Lines for rows and headings. */
	readonly lines: number;
	/** Whether the arrows are this list's. */
	readonly isActive: boolean;
};

/** A log window for as long as the component is there: live, with its keys. */
export function useLogWindow<Row, Filter>({
	create,
	lines,
	isActive,
}: UseLogWindowOptions<Row, Filter>): LogWindow<Row, Filter> {
	const {program, report} = useTerminal();
	const {services, stores} = program;
	const [window] = useState(() => createLogWindow({...create(services.logs), now: program.now}));
	const isDatabaseReady = useStore(stores.status, ({database}) => database.state === 'ready');
	const hasRows = useStore(window.state, ({rows}) => rows.length > 0);
	const isFollowing = useStore(window.state, state => state.isFollowing);

	useLayoutEffect(() => {
		window.resize(lines);
	}, [window, lines]);

	useEffect(() => {
		let isGone = false;
		let unsubscribe = () => {};
		const subscribe = async () => {
			const leave = await services.logs.onAppended(window.lookForNewer);
			if (isGone) {
				leave();
			} else {
				unsubscribe = leave;
			}
		};

		window.start();
		subscribe().catch(report);
		return () => {
			isGone = true;
			unsubscribe();
			window.stop();
		};
	}, [window, services, report]);

	useEffect(() => {
		// A database that came back is read at once; what was shown meanwhile stays until then.
		if (isDatabaseReady && window.state.getSnapshot().problem !== undefined) {
			window.reload();
		}
	}, [window, isDatabaseReady]);

	useKeyContext({
		layer: 'part',
		table: logWindowBindings,
		isActive: isActive && hasRows,
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

	return window;
}
