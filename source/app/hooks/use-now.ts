import {useMemo} from 'react';
import {useTerminal} from '../terminal-context.ts';
import {useStore} from './use-store.ts';

/** The time, renewed when a new `step` begins: countdowns take seconds, everything that shows minutes repaints once a minute. */
export function useNow(step: 'second' | 'minute'): Date {
	const {clock} = useTerminal();
	const stepMs = step === 'second' ? 1000 : 60_000;
	const turn = useStore(clock, now => Math.floor(now.getTime() / stepMs));
	// The instant itself, not the turn: what is left must not look longer than it is.
	// oxlint-disable-next-line react-hooks/exhaustive-deps -- the turn is what makes it new.
	return useMemo(() => clock.getSnapshot(), [clock, turn]);
}
