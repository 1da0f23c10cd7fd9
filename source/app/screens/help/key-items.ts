import {trusted} from '../../../domain/safe-text.ts';
import type {ScreenId} from '../../../stores/navigation.ts';
import type {FinderItem} from '../../components/finder.tsx';
import {keySignsOf, type BindingTable} from '../../keymap/binding.ts';
import {contentBindings, globalBindings, menuBindings} from '../../keymap/global-bindings.ts';
import {createGoBindings} from '../../keymap/go-bindings.ts';
import {textFieldBindings} from '../../components/text-field.tsx';
import type {ScreenDefinition} from '../screen.ts';

export type ShownTable = {
	readonly table: BindingTable;
	/** Where its keys work; undefined for everywhere. */
	readonly screen: ScreenId | undefined;
};

/** Every table of keys there is, each once: first what holds everywhere, then screen by screen. */
export function shownTables(screens: readonly ScreenDefinition[]): readonly ShownTable[] {
	const everywhere: readonly BindingTable[] = [
		globalBindings,
		createGoBindings(screens.filter(({letter}) => letter !== undefined)),
		menuBindings,
		contentBindings,
		textFieldBindings,
	];
	const all: readonly ShownTable[] = [
		...everywhere.map(table => ({table, screen: undefined})),
		...screens.flatMap(({id, tables}) => tables.map(table => ({table, screen: id}))),
	];
	const first = new Map<string, ShownTable>();
	for (const shown of all) {
		if (!first.has(shown.table.title)) {
			first.set(shown.table.title, shown);
		}
	}

	return [...first.values()];
}

/** The same keys as a list to search. What belongs to a screen leads there; `runHere` does what can be done from anywhere, or returns false. */
export function keyItems(
	tables: readonly ShownTable[],
	{goTo, runHere}: {readonly goTo: (screen: ScreenId) => void; readonly runHere: (bindingId: string) => void},
): readonly FinderItem[] {
	return tables.flatMap(({table, screen}) =>
		table.bindings.map((binding): FinderItem => ({
			key: `${table.title} ${binding.id}`,
			sign: trusted(keySignsOf(binding)),
			label: trusted(binding.label),
			explanation: trusted(binding.help),
			aliases: [table.title],
			group: trusted(table.title),
			run() {
				if (screen === undefined) {
					runHere(binding.id);
				} else {
					goTo(screen);
				}
			},
		})),
	);
}
