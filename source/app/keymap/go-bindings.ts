import type {ScreenId} from '../../stores/navigation.ts';
import type {ScreenDefinition} from '../screens/screen.ts';
import {defineBindings, type BindingTable} from './binding.ts';

export type GoId = `go.${ScreenId}`;

/** `g` and a letter go to a screen; the letters are the screens' own. */
export function createGoBindings(screens: readonly ScreenDefinition[]): BindingTable<GoId> {
	return defineBindings(
		'Go to',
		screens.flatMap(({id, title, letter, summary}) =>
			letter === undefined
				? []
				: [
						{
							id: `go.${id}` as const,
							keys: [`g ${letter}`],
							label: title.toLowerCase(),
							help: summary,
							isInFooter: false,
						},
					],
		),
	);
}
