import {useEffect} from 'react';
import {useLocalStore} from '../../hooks/use-local-store.ts';
import {useStore} from '../../hooks/use-store.ts';
import {useTerminal} from '../../terminal-context.ts';
import type {LogWindow} from './log-window.ts';

/** Rows that match; `isCapped` means at least so many. */
export type RowCount = {readonly count: number; readonly isCapped: boolean};

/** How often a log that grows is counted again. */
const recountMs = 2000;

/**
How many rows match the window's filter; undefined while that is not known.

@param count returns undefined where counting would take too long; hand in the same function each time
*/
export function useRowCount<Row, Filter>(
	window: LogWindow<Row, Filter>,
	count: (filter: Filter) => Promise<RowCount> | undefined,
): RowCount | undefined {
	const {report} = useTerminal();
	const [known, store] = useLocalStore<{readonly filter: Filter; readonly count: RowCount | undefined} | undefined>(
		() => undefined,
	);
	const filter = useStore(window.state, state => state.filter);

	useEffect(() => {
		let counted: {readonly filter: Filter; readonly newest: Row | undefined} | undefined;
		let timer: ReturnType<typeof setTimeout> | undefined;
		let isGone = false;

		const look = async () => {
			timer = undefined;
			const {filter: present, rows} = window.state.getSnapshot();
			counted = {filter: present, newest: rows.at(-1)};
			const found = await count(present);
			if (!isGone) {
				store.update(() => ({filter: present, count: found}));
			}
		};

		const plan = () => {
			const {filter: present, rows, reading, problem} = window.state.getSnapshot();
			const isOther = counted?.filter !== present;
			const hasGrown = rows.at(-1) !== counted?.newest && store.getSnapshot()?.count?.isCapped !== true;
			// What cannot be read cannot be counted either, and the reason is shown already.
			if (reading !== 'nothing' || problem !== undefined || (!isOther && (!hasGrown || timer !== undefined))) {
				return;
			}

			clearTimeout(timer);
			timer = setTimeout(
				() => {
					look().catch(report);
				},
				isOther ? 0 : recountMs,
			);
		};

		plan();
		const unsubscribe = window.state.subscribe(plan);
		return () => {
			isGone = true;
			clearTimeout(timer);
			unsubscribe();
		};
	}, [window, count, store, report]);

	return known?.filter === filter ? known.count : undefined;
}
