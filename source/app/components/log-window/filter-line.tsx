import {Box} from 'ink';
import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {truncateText} from '../../../presentation/fit.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {useKeyContext} from '../../hooks/use-key-context.ts';
import {useLocalStore} from '../../hooks/use-local-store.ts';
import {useStore} from '../../hooks/use-store.ts';
import {defineBindings} from '../../keymap/binding.ts';
import {Layer} from '../layer.tsx';
import {Line, type Span} from '../line.tsx';
import {TextField} from '../text-field.tsx';
import type {LogWindow} from './log-window.ts';

export const searchBindings = defineBindings('Search', [
	{id: 'search.apply', keys: ['enter'], label: 'search', help: 'Show only rows that contain what you typed'},
	{id: 'search.leave', keys: ['escape', 'tab'], label: 'leave', help: 'Close the search and change nothing'},
]);

export type SearchFieldProps = {
	readonly initial: string;
	readonly columns: number;
	readonly onApply: (text: string) => void;
	readonly onLeave: () => void;
};

/** The line in which the text to look for is typed. Nothing is searched before Enter: a rare word in a long log takes its time. */
export function SearchField(props: SearchFieldProps) {
	return (
		// Every letter is text here, so the keys of the list are out of reach and out of the footer.
		<Layer>
			<Field {...props} />
		</Layer>
	);
}

function Field({initial, columns, onApply, onLeave}: SearchFieldProps) {
	const [text, store] = useLocalStore(() => initial);
	useKeyContext({
		layer: 'part',
		table: searchBindings,
		actions: {
			'search.apply'() {
				onApply(store.getSnapshot().trim());
			},
			'search.leave': onLeave,
		},
	});

	return (
		<Box>
			<Line spans={[{text: trusted('/ '), role: 'accent'}]} />
			<TextField
				isFocused
				value={text}
				columns={Math.max(8, columns - 4)}
				placeholder="text to look for"
				onChange={value => {
					store.update(() => value);
				}}
			/>
		</Box>
	);
}

/** One thing that a list is narrowed to, e.g. `login` and its id. The label is of our own making. */
export type FilterPart = {readonly label: string; readonly value: string};

export type FilterLineProps<Row, Filter> = {
	readonly window: LogWindow<Row, Filter>;
	readonly parts: readonly FilterPart[];
	readonly columns: number;
};

/** What the list is narrowed to, or why it could not be read while old rows stand below. Empty otherwise. */
export function FilterLine<Row, Filter>({window, parts, columns}: FilterLineProps<Row, Filter>) {
	const problem = useStore(window.state, state => (state.rows.length > 0 ? state.problem : undefined));
	if (problem !== undefined) {
		return <Line spans={problemSpans(toSafeText(problem.message), toSafeText(problem.hint), columns)} />;
	}

	if (parts.length === 0) {
		return <Line spans={[]} />;
	}

	const words = trusted(parts.map(({label, value}) => safe`${trusted(label)} ${toSafeText(value)}`).join('   '));
	return (
		<Line
			spans={[
				{text: trusted('  only '), role: 'accent'},
				{text: truncateText(words, Math.max(0, columns - 24))},
				{text: trusted('   x shows all'), role: 'dim'},
			]}
		/>
	);
}

function problemSpans(message: SafeText, hint: SafeText, columns: number): readonly Span[] {
	const shown = truncateText(safe`✗ ${message}`, columns);
	return [
		{text: shown, role: 'failed'},
		{
			text: truncateText(
				safe`   ${hint === '' ? trusted('r reads it again') : hint}`,
				Math.max(0, columns - shown.length),
			),
			role: 'dim',
		},
	];
}
