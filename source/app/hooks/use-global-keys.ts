import {createGoBindings, type GoId} from '../keymap/go-bindings.ts';
import {contentBindings, globalBindings} from '../keymap/global-bindings.ts';
import type {ActionHandler} from '../keymap/resolve.ts';
import {menuScreens} from '../screens/index.ts';
import {useTerminal} from '../terminal-context.ts';
import {themeNames} from '../theme/theme.ts';
import {useKeyContext} from './use-key-context.ts';
import {useStore} from './use-store.ts';

const goBindings = createGoBindings(menuScreens);

/** What holds everywhere: help, palette, leaving, going to a screen. */
export function useGlobalKeys(): void {
	const {program, navigation, goTo, leave, redraw} = useTerminal();
	const isInContent = useStore(navigation, state => state.focus === 'content' && state.screen !== 'welcome');
	const isWelcome = useStore(navigation, state => state.screen === 'welcome');

	const expiredId = useStore(program.stores.accounts, ({accounts, activeAccountId}) => {
		const active = accounts.find(account => account.accountId === activeAccountId);
		return active?.session === 'expired' ? active.accountId : undefined;
	});

	useKeyContext({
		layer: 'global',
		table: globalBindings,
		actions: {
			'app.help'() {
				navigation.update(state => ({...state, overlay: {kind: 'help'}}));
			},
			'app.palette'() {
				navigation.update(state => ({...state, overlay: {kind: 'palette'}}));
			},
			'app.logInAgain':
				expiredId === undefined
					? undefined
					: () => {
							if (navigation.getSnapshot().screen === 'login') {
								goTo('login', {accountId: expiredId});
							} else {
								navigation.update(state => ({...state, overlay: {kind: 'login', accountId: expiredId}}));
							}
						},
			'app.quit'() {
				leave('ask');
			},
			'app.leave'() {
				leave('at-once');
			},
			'app.redraw': redraw,
			async 'app.theme'() {
				const present = program.stores.settings.getSnapshot().theme ?? 'dark';
				const next = themeNames[(themeNames.indexOf(present) + 1) % themeNames.length] ?? 'dark';
				await program.services.settings.update({theme: next});
			},
		},
	});

	const go = Object.fromEntries(
		menuScreens.map(({id}): readonly [GoId, ActionHandler] => [
			`go.${id}`,
			() => {
				goTo(id);
				navigation.update(state => ({...state, focus: 'content'}));
			},
		]),
	) as Record<GoId, ActionHandler>;
	useKeyContext({layer: 'global', table: goBindings, isActive: !isWelcome, actions: go});

	useKeyContext({
		layer: 'global',
		table: contentBindings,
		isActive: isInContent,
		actions: {
			'content.leave'() {
				navigation.update(state => ({...state, focus: 'menu'}));
			},
		},
	});
}
