import type {DispatcherState} from '../dispatcher.ts';
import {footerSign} from '../keymap/binding.ts';
import {listBindings} from '../keymap/resolve.ts';
import {useTerminal} from '../terminal-context.ts';
import {useStore} from './use-store.ts';

export type FooterHint = {readonly sign: string; readonly label: string};

const separator = '\u0000';

/** The keys that do something here and now, most specific first, from the same contexts that dispatch them. */
export function useFooterHints(): readonly FooterHint[] {
	const {dispatcher} = useTerminal();
	// A joined string compares by value, so the footer repaints only when a hint really changed.
	const joined = useStore(dispatcher.state, joinHints);
	return joined.split('\n').map(line => {
		const [sign = '', label = ''] = line.split(separator);
		return {sign, label};
	});
}

function joinHints({contexts, prefix}: DispatcherState): string {
	const listed = listBindings(contexts);
	if (prefix !== undefined) {
		return listed
			.flatMap(({binding}) =>
				binding.keys
					.filter(chord => chord.startsWith(`${prefix} `))
					.map(chord => `${chord.slice(prefix.length + 1)}${separator}${binding.label}`),
			)
			.join('\n');
	}

	return listed
		.filter(({binding, disabled}) => binding.isInFooter !== false && disabled === undefined)
		.map(({binding}) => `${footerSign(binding)}${separator}${binding.label}`)
		.join('\n');
}
