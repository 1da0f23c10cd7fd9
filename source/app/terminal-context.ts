import {createContext, use} from 'react';
import type {Program} from '../compose.ts';
import type {SafeText} from '../domain/safe-text.ts';
import type {Confirmation, Navigation, ScreenId} from '../stores/navigation.ts';
import type {NoticeKind} from '../stores/notices.ts';
import type {Store} from '../stores/create-store.ts';
import type {Dispatcher} from './dispatcher.ts';
import type {KeyPress} from './input/key-press.ts';
import type {Theme} from './theme/theme.ts';

/** What every screen may lean on. Nothing in it changes during a run, so reading it never repaints anybody. */
export type Terminal = {
	readonly program: Program;
	readonly navigation: Store<Navigation>;
	readonly dispatcher: Dispatcher;
	/** The second that the clock shows; components select what they print, so most repaint once a minute. */
	readonly clock: Store<Date>;
	/** Hand a key on to the Ink component that reads keys itself. */
	readonly forwardToInk: (key: KeyPress) => void;
	/** Draw the whole screen anew, over whatever another program has written there. */
	readonly redraw: () => void;
	readonly notify: (kind: NoticeKind, text: SafeText, hint?: SafeText) => void;
	/** Show an error as a notice, and log it. */
	readonly report: (error: unknown) => void;
	/** Ask; resolves to whether the person went ahead. */
	readonly confirm: (question: Omit<Confirmation, 'answer'>) => Promise<boolean>;
	readonly goTo: (screen: ScreenId, subject?: Navigation['subject']) => void;
	/** Leave the terminal: `ask` where a session or unsaved text would be lost. */
	readonly leave: (how: 'ask' | 'at-once') => void;
};

export const TerminalContext = createContext<Terminal | undefined>(undefined);
export const ThemeContext = createContext<Theme | undefined>(undefined);

/** Columns and rows of the place where a component may draw. */
export type Size = {readonly columns: number; readonly rows: number};
export const SizeContext = createContext<Size>({columns: 80, rows: 24});

/** How many things lie over the screen here; see `components/layer`. */
export const DepthContext = createContext(0);

export function useTerminal(): Terminal {
	const terminal = use(TerminalContext);
	if (terminal === undefined) {
		throw new Error('useTerminal needs a TerminalContext around it');
	}

	return terminal;
}

export function useTheme(): Theme {
	const theme = use(ThemeContext);
	if (theme === undefined) {
		throw new Error('useTheme needs a ThemeContext around it');
	}

	return theme;
}

/** The size of the content area: what is left of the screen beside the menu, between header and footer. */
export function useContentSize(): Size {
	return use(SizeContext);
}
