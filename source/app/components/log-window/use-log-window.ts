import {useEffect, useState} from 'react';
import type {LogsService} from '../../../services/services.ts';
import {useStore} from '../../hooks/use-store.ts';
import {useTerminal} from '../../terminal-context.ts';
import {createLogWindow} from './create-log-window.ts';
import type {LogWindow, LogWindowOptions} from './log-window.ts';

/**
A log window for as long as the component is there, live.

@param create what the window is over; called once, when the component appears
*/
export function useLogWindow<Row, Filter>(
	create: (logs: LogsService) => Omit<LogWindowOptions<Row, Filter>, 'now'>,
): LogWindow<Row, Filter> {
	const {program, report} = useTerminal();
	const {services, stores} = program;
	const [window] = useState(() => createLogWindow({...create(services.logs), now: program.now}));
	const isDatabaseReady = useStore(stores.status, ({database}) => database.state === 'ready');

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

	return window;
}
