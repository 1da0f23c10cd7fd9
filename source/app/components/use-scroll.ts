import {useLocalStore} from '../hooks/use-local-store.ts';

export type ScrollOptions = {
	readonly lineCount: number;
	/** Lines that are in sight at a time. */
	readonly shownRows: number;
	/** Of the text: another one starts at its first line. @default '' */
	readonly id?: string;
};

export type Scroll = {
	/** The first line in sight. */
	readonly top: number;
	/** Whether everything is in sight, so that there is nothing to scroll. */
	readonly fits: boolean;
	/** What `up`, `down`, `pageup`, `pagedown`, `home` and `end` do; any other chord does nothing. */
	readonly onKey: (key: {readonly chord: string}) => void;
};

/** How far a text that is longer than its place is scrolled. */
export function useScroll({lineCount, shownRows, id = ''}: ScrollOptions): Scroll {
	const [place, store] = useLocalStore(() => ({id, top: 0}));
	const lastTop = Math.max(0, lineCount - shownRows);
	const topOf = (state: {readonly id: string; readonly top: number}) =>
		state.id === id ? Math.min(state.top, lastTop) : 0;
	const steps: Readonly<Record<string, number>> = {
		up: -1,
		down: 1,
		pageup: -shownRows,
		pagedown: shownRows,
		home: -lineCount,
		end: lineCount,
	};

	return {
		top: topOf(place),
		fits: lastTop === 0,
		onKey({chord}) {
			store.update(state => ({id, top: Math.max(0, Math.min(lastTop, topOf(state) + (steps[chord] ?? 0)))}));
		},
	};
}
