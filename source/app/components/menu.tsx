import {Box} from 'ink';
import {trusted} from '../../domain/safe-text.ts';
import {fitText} from '../../presentation/fit.ts';
import {useKeyContext} from '../hooks/use-key-context.ts';
import {useStore} from '../hooks/use-store.ts';
import {menuBindings} from '../keymap/global-bindings.ts';
import {menuScreens} from '../screens/index.ts';
import {useTerminal, useTheme} from '../terminal-context.ts';
import {PaintedLine, paintSpans} from './line.tsx';

export type MenuProps = {readonly columns: number; readonly rows: number};

/** The screens, one below the other. Moving through them shows each at once; going in hands the arrows to it. */
export function Menu({columns, rows}: MenuProps) {
	const {navigation, goTo} = useTerminal();
	const theme = useTheme();
	const screen = useStore(navigation, state => state.screen);
	const isFocused = useStore(navigation, state => state.focus === 'menu' && state.overlay === undefined);

	const moveTo = (index: number) => {
		const target = menuScreens[(index + menuScreens.length) % menuScreens.length];
		if (target !== undefined) {
			goTo(target.id);
		}
	};

	const present = () => menuScreens.findIndex(({id}) => id === navigation.getSnapshot().screen);

	useKeyContext({
		layer: 'part',
		table: menuBindings,
		isActive: isFocused,
		actions: {
			'menu.move'({chord}) {
				moveTo(present() + (chord === 'up' ? -1 : 1));
			},
			'menu.first'({chord}) {
				moveTo(chord === 'home' ? 0 : menuScreens.length - 1);
			},
			'menu.enter'() {
				navigation.update(state => ({...state, focus: 'content'}));
			},
		},
	});

	const isNarrow = columns < 12;
	// One text for the whole menu: forty boxes of one line each would cost more than all that is in them.
	const painted = Array.from({length: rows}, (_, row) => {
		const entry = menuScreens[row - 1];
		const isHere = entry !== undefined && entry.id === screen;
		const title = entry === undefined ? '' : isNarrow ? entry.shortTitle : entry.title;
		return paintSpans(theme, [
			{text: trusted(isHere ? '▌ ' : '  '), role: isFocused ? 'accent' : 'dim'},
			{text: fitText(trusted(title), columns - 2), role: isHere ? (isFocused ? 'selected' : 'strong') : undefined},
			{text: trusted('│'), role: 'dim'},
		]);
	}).join('\n');
	return (
		<Box width={columns + 2} height={rows} flexShrink={0}>
			<PaintedLine painted={painted} />
		</Box>
	);
}
