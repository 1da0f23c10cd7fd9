import {accountLabel} from '../../domain/account.ts';
import {toSafeText, trusted} from '../../domain/safe-text.ts';
import {safe} from '../../presentation/safe-template.ts';
import {useStore} from '../hooks/use-store.ts';
import {keySignsOf} from '../keymap/binding.ts';
import {listBindings, type KeyContext} from '../keymap/resolve.ts';
import {menuScreens} from '../screens/index.ts';
import {useTerminal} from '../terminal-context.ts';
import {Finder, type FinderItem} from './finder.tsx';

/** Screens and actions by name: `:logs`, `:theme`. */
export function Palette({contexts, onClose}: {readonly contexts: readonly KeyContext[]; readonly onClose: () => void}) {
	const {program, navigation, dispatcher, goTo} = useTerminal();
	const accounts = useStore(program.stores.accounts, state => state.accounts);
	const screens = menuScreens.map(({id, title, letter, summary}): FinderItem => ({
		key: `screen ${id}`,
		sign: trusted(letter === undefined ? '' : `g ${letter}`),
		label: trusted(title),
		explanation: trusted(summary),
		aliases: [id],
		group: trusted('Screens'),
		run() {
			onClose();
			goTo(id);
		},
	}));
	const actions = listBindings(contexts)
		.filter(
			({binding}) => !/^(?:go\.|list\.|menu\.|text\.|content\.|code\.(?:digit|paste)|app\.palette)/.test(binding.id),
		)
		.map(({title, binding, disabled, run}): FinderItem => ({
			key: `action ${title} ${binding.id}`,
			sign: trusted(keySignsOf(binding)),
			label: trusted(binding.label),
			explanation: trusted(binding.help),
			group: trusted('Actions here'),
			disabled: disabled === undefined ? undefined : trusted(disabled),
			run() {
				onClose();
				dispatcher.run(run, {chord: binding.keys[0] ?? '', text: undefined, raw: ''});
			},
		}));
	const sessions = accounts
		.filter(({session}) => session === 'signed-in')
		.map((account): FinderItem => ({
			key: `session ${account.accountId}`,
			sign: trusted(''),
			label: safe`sign out ${toSafeText(accountLabel(account))}`,
			explanation: trusted('To Login: Enter shows its session, o logs it out'),
			aliases: ['log out', 'logout'],
			group: trusted('Sessions'),
			run() {
				onClose();
				goTo('login', {accountId: account.accountId});
				navigation.update(state => ({...state, focus: 'content'}));
			},
		}));
	return (
		<Finder
			title={trusted('Palette')}
			prompt={trusted(':')}
			items={[...screens, ...actions, ...sessions]}
			onClose={onClose}
		/>
	);
}
