import type {ComponentType} from 'react';
import type {ScreenId} from '../../stores/navigation.ts';
import type {BindingTable} from '../keymap/binding.ts';

/** One screen, as menu, palette, help and README know it. */
export type ScreenDefinition = {
	readonly id: ScreenId;
	readonly title: string;
	/** For a narrow menu, at most seven letters. */
	readonly shortTitle: string;
	/** The key after `g`; undefined for what is not in the menu. */
	readonly letter: string | undefined;
	/** What one finds there, for palette and help. */
	readonly summary: string;
	readonly component: ComponentType;
	/** The keys of the screen and its parts, for help and README; the component hands the same tables to `useKeyContext`. */
	readonly tables: readonly BindingTable[];
};
