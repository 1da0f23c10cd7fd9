import {Box} from 'ink';
import {toSafeText, trusted, type SafeText} from '../../domain/safe-text.ts';
import {displayWidth, fitText, truncateText, wrapText} from '../../presentation/fit.ts';
import {safe} from '../../presentation/safe-template.ts';
import {useKeyContext} from '../hooks/use-key-context.ts';
import {useLocalStore} from '../hooks/use-local-store.ts';
import {defineBindings} from '../keymap/binding.ts';
import {useContentSize} from '../terminal-context.ts';
import {Line, type Span} from './line.tsx';
import {TextField} from './text-field.tsx';
import {windowAround} from './window-around.ts';

export type FinderItem = {
	readonly key: string;
	/** Left, e.g. the keys. */
	readonly sign: SafeText;
	readonly label: SafeText;
	/** Dim, right of the label. */
	readonly explanation: SafeText;
	/** Also found by these words. */
	readonly aliases?: readonly string[];
	/** A heading that items are grouped under; shown where it changes. */
	readonly group?: SafeText;
	/** Why it does nothing now; shown in place of the explanation. */
	readonly disabled?: SafeText;
	readonly run: () => void;
};

export type FinderProps = {
	readonly title: SafeText;
	readonly prompt: SafeText;
	readonly items: readonly FinderItem[];
	readonly onClose: () => void;
};

/** The title with the search, and an empty row. */
const headRows = 2;
/** Below the list, for what the marked line says in full where its row had no room for it. */
const explanationRows = 2;

export const finderBindings = defineBindings('List over the screen', [
	{id: 'finder.move', keys: ['up', 'down'], label: 'move', help: 'Move through what was found'},
	{id: 'finder.page', keys: ['pageup', 'pagedown'], label: 'page', help: 'A page up or down', isInFooter: false},
	{id: 'finder.run', keys: ['enter'], label: 'run', help: 'Run the marked line'},
	{id: 'finder.close', keys: ['escape'], label: 'close', help: 'Close the list and change nothing'},
]);

/** Type to find, arrows to move, Enter to run: what the help and the palette have in common. */
export function Finder({title, prompt, items, onClose}: FinderProps) {
	const {columns, rows} = useContentSize();
	const [{query, index}, store] = useLocalStore(() => ({query: '', index: 0}));
	const found = findItems(items, query);
	const selected = Math.min(index, Math.max(0, found.length - 1));
	const listRows = Math.max(1, rows - headRows - explanationRows);

	const move = (by: number) => {
		store.update(state => {
			const count = findItems(items, state.query).length;
			return {...state, index: Math.max(0, Math.min(count - 1, Math.min(state.index, count - 1) + by))};
		});
	};

	useKeyContext({
		layer: 'part',
		table: finderBindings,
		actions: {
			'finder.move'({chord}) {
				move(chord === 'up' ? -1 : 1);
			},
			'finder.page'({chord}) {
				move(chord === 'pageup' ? -listRows : listRows);
			},
			'finder.run'() {
				const state = store.getSnapshot();
				const candidates = findItems(items, state.query);
				const item = candidates[Math.min(state.index, candidates.length - 1)];
				if (item !== undefined && item.disabled === undefined) {
					item.run();
				}
			},
			'finder.close': onClose,
		},
	});

	const lines = layOut(found, selected, columns, query === '');
	const selectedLine = lines.findIndex(line => line.isSelected);
	const {start, end} = windowAround(selectedLine, lines.length, listRows);
	const cut = lines[selectedLine]?.cutExplanation;
	return (
		<Box flexDirection="column" width={columns} height={rows}>
			<Box>
				<Line spans={[{text: safe`${title}   `, role: 'strong'}, {text: prompt, role: 'dim'}, {text: trusted(' ')}]} />
				<TextField
					isFocused
					value={query}
					columns={Math.max(8, columns - displayWidth(title) - displayWidth(prompt) - 6)}
					onChange={value => {
						store.update(() => ({query: value, index: 0}));
					}}
				/>
			</Box>
			<Line spans={[]} />
			{found.length === 0 ? (
				<Line
					spans={[
						{text: safe`  nothing is called "${toSafeText(query)}" here; Backspace widens the search`, role: 'dim'},
					]}
				/>
			) : (
				<Box flexDirection="column" height={listRows}>
					{lines.slice(start, end).map(line => (
						<Line key={line.key} spans={line.spans} />
					))}
				</Box>
			)}
			{cut === undefined
				? undefined
				: wrapText(cut, columns - 2)
						.slice(0, explanationRows)
						.map((text, index) => <Line key={index} spans={[{text: safe`  ${text}`, role: 'dim'}]} />)}
		</Box>
	);
}

type LaidOutLine = {
	readonly key: string;
	readonly isSelected: boolean;
	readonly spans: readonly Span[];
	/** The whole of what stands at the right of the line, where that had to be cut. */
	readonly cutExplanation?: SafeText;
};

function layOut(
	found: readonly FinderItem[],
	selected: number,
	columns: number,
	isGrouped: boolean,
): readonly LaidOutLine[] {
	const signWidth = Math.min(20, Math.max(4, ...found.map(item => displayWidth(item.sign))));
	const labelWidth = Math.min(26, Math.max(6, ...found.map(item => displayWidth(item.label))));
	const restWidth = Math.max(0, columns - signWidth - labelWidth - 7);
	return found.flatMap((item, index) => {
		const isSelected = index === selected;
		const explanation = item.disabled === undefined ? item.explanation : safe`not now: ${item.disabled}`;
		const line: LaidOutLine = {
			...(displayWidth(explanation) > restWidth ? {cutExplanation: explanation} : {}),
			key: item.key,
			isSelected,
			spans: [
				{text: trusted(isSelected ? '▸ ' : '  '), role: 'accent'},
				{text: fitText(item.sign, signWidth), role: isSelected ? 'selected' : 'strong'},
				{
					text: safe`  ${fitText(item.label, labelWidth)}`,
					role: item.disabled === undefined ? (isSelected ? 'selected' : undefined) : 'dim',
				},
				{text: safe`  ${truncateText(explanation, restWidth)}`, role: 'dim'},
			],
		};
		const isNewGroup = isGrouped && item.group !== undefined && item.group !== found[index - 1]?.group;
		return isNewGroup && item.group !== undefined
			? [
					{
						key: `group ${item.group} ${index}`,
						isSelected: false,
						spans: [{text: item.group, role: 'heading' as const}],
					},
					line,
				]
			: [line];
	});
}

/** Items whose words contain every word of the query; those whose name begins with it first, otherwise in their order. */
export function findItems(items: readonly FinderItem[], query: string): readonly FinderItem[] {
	const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
	if (wanted.length === 0) {
		return items;
	}

	const rank = (item: FinderItem): number => {
		const names = [item.label, ...(item.aliases ?? [])].map(name => name.toLowerCase());
		if (names.includes(query.trim().toLowerCase())) {
			return 0;
		}

		return names.some(name => name.startsWith(query.trim().toLowerCase())) ? 1 : 2;
	};

	return items
		.filter(item => {
			const text = [item.label, item.explanation, item.sign, ...(item.aliases ?? [])].join(' ').toLowerCase();
			return wanted.every(word => text.includes(word));
		})
		.map((item, index) => ({item, index, rank: rank(item)}))
		.toSorted((left, right) => left.rank - right.rank || left.index - right.index)
		.map(({item}) => item);
}
