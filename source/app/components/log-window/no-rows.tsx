import {trusted, type SafeText} from '../../../domain/safe-text.ts';
import {useStore} from '../../hooks/use-store.ts';
import {useTerminal} from '../../terminal-context.ts';
import {Line} from '../line.tsx';
import type {LogWindow} from './log-window.ts';
import {emptyLogWords} from './empty-words.ts';

export type NoRowsProps<Row, Filter> = {
	readonly window: LogWindow<Row, Filter>;
	/** What this is a list of, e.g. `the log`. Of our own making. */
	readonly what: string;
	readonly isFiltered: boolean;
	/** For a list that has nothing to show yet. */
	readonly invitation: readonly SafeText[];
};

/** What stands where rows would. */
export function NoRows<Row, Filter>({window, what, isFiltered, invitation}: NoRowsProps<Row, Filter>) {
	const {program} = useTerminal();
	const database = useStore(program.stores.status, status => status.database);
	const reading = useStore(window.state, state => state.reading);
	const problem = useStore(window.state, state => state.problem);
	const words = emptyLogWords({window: {reading, problem}, database, what, isFiltered, invitation});
	return words.map((text, index) => (
		<Line key={index} spans={[{text: trusted('  ')}, {text, role: index === 0 ? undefined : 'dim'}]} />
	));
}
