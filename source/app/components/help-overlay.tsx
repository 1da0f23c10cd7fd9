import {trusted} from '../../domain/safe-text.ts';
import {keySignsOf} from '../keymap/binding.ts';
import {listBindings, type KeyContext} from '../keymap/resolve.ts';
import {useTerminal} from '../terminal-context.ts';
import {Finder, type FinderItem} from './finder.tsx';

/** Every key that did something when `?` was pressed; the chosen line runs as if its key had been pressed. */
export function HelpOverlay({
	contexts,
	onClose,
}: {
	readonly contexts: readonly KeyContext[];
	readonly onClose: () => void;
}) {
	const {dispatcher} = useTerminal();
	const items = listBindings(contexts).map(({title, binding, disabled, run}): FinderItem => ({
		key: `${title} ${binding.id}`,
		sign: trusted(keySignsOf(binding)),
		label: trusted(binding.label),
		explanation: trusted(binding.help),
		group: trusted(title),
		disabled: disabled === undefined ? undefined : trusted(disabled),
		run() {
			onClose();
			dispatcher.run(run, {chord: binding.keys[0] ?? '', text: undefined, raw: ''});
		},
	}));
	return <Finder title={trusted('Keys')} prompt={trusted('find:')} items={items} onClose={onClose} />;
}
