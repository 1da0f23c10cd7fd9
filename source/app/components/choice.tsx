import {Box, Text} from 'ink';
import SelectInput from 'ink-select-input';
import {createContext, use} from 'react';
import {safe} from '../../presentation/safe-template.ts';
import type {SafeText} from '../../domain/safe-text.ts';
import {useKeyContext} from '../hooks/use-key-context.ts';
import {useLocalStore} from '../hooks/use-local-store.ts';
import {defineBindings} from '../keymap/binding.ts';
import {useTerminal, useTheme} from '../terminal-context.ts';
import {paintSpans} from './line.tsx';

export type ChoiceItem<Value extends string> = {
	readonly value: Value;
	readonly label: SafeText;
	/** Dim, after the label: what choosing it means. */
	readonly explanation?: SafeText;
};

export type ChoiceProps<Value extends string> = {
	readonly items: ReadonlyArray<ChoiceItem<Value>>;
	readonly onChoose: (value: Value) => void;
	readonly onMove?: (value: Value) => void;
	readonly initialValue?: Value;
	/** @default true */
	readonly isFocused?: boolean;
	/** Rows to show at most; the rest scrolls. */
	readonly rows?: number;
};

export const choiceBindings = defineBindings('Choice', [
	{id: 'choice.move', keys: ['up', 'down'], label: 'choose', help: 'Move to another choice'},
	{
		id: 'choice.ends',
		keys: ['home', 'end'],
		label: 'first, last',
		help: 'To the first or the last choice',
		isInFooter: false,
	},
	{id: 'choice.take', keys: ['enter'], label: 'go on', help: 'Take the choice that is marked'},
]);

const ItemsContext = createContext<ReadonlyMap<string, ChoiceItem<string>>>(new Map());

/** A short list to choose from, over ink-select-input. It is handed arrows and Enter only: by itself it would act on a digit at once. */
export function Choice<Value extends string>({
	items,
	onChoose,
	onMove,
	initialValue,
	isFocused = true,
	rows,
}: ChoiceProps<Value>) {
	const {forwardToInk} = useTerminal();
	// The list moves by single steps only; to jump it is begun anew, with its mark elsewhere.
	const [{beginning, index}, store] = useLocalStore(() => ({
		beginning: 0,
		index: Math.max(
			0,
			items.findIndex(item => item.value === initialValue),
		),
	}));
	useKeyContext({
		layer: 'part',
		table: choiceBindings,
		isActive: isFocused && items.length > 0,
		actions: {
			'choice.move': forwardToInk,
			'choice.ends'({chord}) {
				const target = chord === 'home' ? 0 : items.length - 1;
				store.update(state => ({beginning: state.beginning + 1, index: target}));
				const item = items[target];
				if (item !== undefined) {
					onMove?.(item.value);
				}
			},
			'choice.take': forwardToInk,
		},
	});

	return (
		<ItemsContext value={new Map(items.map(item => [item.value, item]))}>
			<SelectInput
				items={items.map(item => ({label: item.value, value: item.value}))}
				key={beginning}
				initialIndex={index}
				isFocused={isFocused}
				limit={rows}
				indicatorComponent={ChoiceIndicator}
				itemComponent={ChoiceLabel}
				onSelect={item => {
					onChoose(item.value);
				}}
				onHighlight={item => {
					onMove?.(item.value);
				}}
			/>
		</ItemsContext>
	);
}

function ChoiceIndicator({isSelected = false}: {readonly isSelected?: boolean}) {
	const theme = useTheme();
	// Where the label is cut, the sign must not give way with it.
	return (
		<Box flexShrink={0}>
			<Text>{isSelected ? theme.paint('▸ ', 'accent') : '  '}</Text>
		</Box>
	);
}

/** ink-select-input hands over the label only; it is the item's value here, and stands for the whole item. */
function ChoiceLabel({label, isSelected = false}: {readonly label: string; readonly isSelected?: boolean}) {
	const theme = useTheme();
	const items = use(ItemsContext);
	const item = items.get(label);
	if (item === undefined) {
		return undefined;
	}

	const width = Math.max(...Array.from(items.values(), ({label: text}) => text.length));
	const painted = paintSpans(theme, [
		{text: item.label, role: isSelected ? 'selected' : 'normal'},
		...(item.explanation === undefined
			? []
			: ([
					{text: safe`${' '.repeat(width - item.label.length + 3) as SafeText}${item.explanation}`, role: 'dim'},
				] as const)),
	]);
	return <Text wrap="truncate">{painted}</Text>;
}
