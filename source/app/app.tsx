import {Box, useWindowSize} from 'ink';
import {useLayoutEffect, useMemo} from 'react';
import {ConfirmDialog} from './components/confirm-dialog.tsx';
import {Footer} from './components/footer.tsx';
import {Header} from './components/header.tsx';
import {HelpOverlay} from './components/help-overlay.tsx';
import {Layer} from './components/layer.tsx';
import {Menu} from './components/menu.tsx';
import {NoticeLine} from './components/notice-line.tsx';
import {Palette} from './components/palette.tsx';
import {TooSmall} from './components/too-small.tsx';
import {useGlobalKeys} from './hooks/use-global-keys.ts';
import {useStore} from './hooks/use-store.ts';
import {screens} from './screens/index.ts';
import {LoginOverlay} from './screens/login/login-overlay.tsx';
import {
	DepthContext,
	SizeContext,
	TerminalContext,
	ThemeContext,
	useContentSize,
	useTerminal,
	type Size,
	type Terminal,
} from './terminal-context.ts';
import {createTheme} from './theme/theme.ts';

/** Below this the frame does not hold; the terminal says so instead of drawing half of it. */
export const minimumSize: Size = {columns: 60, rows: 16};

const wideColumns = 100;
/** Deeper than layers over layers ever get. */
const overEverything = 100;

/** The whole screen: header, menu, the present screen or what lies over it, a notice, the keys. */
export function App({terminal, size}: {readonly terminal: Terminal; readonly size?: Size}) {
	const window = useWindowSize();
	const {columns, rows} = size ?? window;
	const themeName = useStore(terminal.program.stores.settings, settings => settings.theme ?? 'dark');
	const theme = useMemo(() => createTheme(themeName), [themeName]);
	return (
		<TerminalContext value={terminal}>
			<ThemeContext value={theme}>
				<Box width={columns} height={rows} flexDirection="column" overflow="hidden">
					<Frame columns={columns} rows={rows} />
				</Box>
			</ThemeContext>
		</TerminalContext>
	);
}

function Frame({columns, rows}: Size) {
	useGlobalKeys();
	const {navigation, dispatcher} = useTerminal();
	useLayoutEffect(() => {
		dispatcher.opened();
	}, [dispatcher]);
	const isWelcome = useStore(navigation, state => state.screen === 'welcome');
	const isTooSmall = columns < minimumSize.columns || rows < minimumSize.rows;
	// What is too small to be shown is still there: a half-filled form waits, as if in the smallest window that holds it.
	const width = Math.max(columns, minimumSize.columns);
	const height = Math.max(rows, minimumSize.rows);
	const menuColumns = isWelcome ? 0 : width >= wideColumns ? 12 : 10;
	const bodyRows = height - 3;
	const content = useMemo<Size>(
		() => ({columns: width - (menuColumns === 0 ? 2 : menuColumns + 3), rows: bodyRows}),
		[width, menuColumns, bodyRows],
	);

	return (
		<>
			{isTooSmall ? (
				<DepthContext value={overEverything}>
					<TooSmall size={{columns, rows}} minimum={minimumSize} />
				</DepthContext>
			) : undefined}
			<Box display={isTooSmall ? 'none' : 'flex'} flexDirection="column" height={height}>
				<Header columns={width} />
				<Box height={bodyRows}>
					{menuColumns === 0 ? <Box width={2} flexShrink={0} /> : <Menu columns={menuColumns} rows={bodyRows} />}
					<Box width={content.columns} height={bodyRows} flexDirection="column" overflow="hidden">
						<SizeContext value={content}>
							<Middle />
						</SizeContext>
					</Box>
				</Box>
				<NoticeLine />
				<Footer columns={width} />
			</Box>
		</>
	);
}

/** The screen, and over it what was opened: the screen stays mounted below, so nothing typed there is lost. */
function Middle() {
	const {navigation, dispatcher} = useTerminal();
	const size = useContentSize();
	const screenId = useStore(navigation, state => state.screen);
	const overlay = useStore(navigation, state => state.overlay);
	const definition = screens.find(({id}) => id === screenId);
	const Screen = definition?.component;
	// What could be done when the overlay opened: the overlay's own keys are not among it.
	const contexts = useMemo(
		() => (overlay === undefined ? [] : dispatcher.state.getSnapshot().contexts),
		[overlay, dispatcher],
	);
	const close = () => {
		navigation.update(state => ({...state, overlay: undefined}));
	};

	return (
		<>
			<Box
				display={overlay === undefined ? 'flex' : 'none'}
				width={size.columns}
				height={size.rows}
				flexDirection="column"
			>
				{Screen === undefined ? undefined : <Screen />}
			</Box>
			{overlay === undefined ? undefined : (
				<Layer>
					{overlay.kind === 'help' ? <HelpOverlay contexts={contexts} onClose={close} /> : undefined}
					{overlay.kind === 'palette' ? <Palette contexts={contexts} onClose={close} /> : undefined}
					{overlay.kind === 'login' ? <LoginOverlay accountId={overlay.accountId} onClose={close} /> : undefined}
					{overlay.kind === 'confirm' ? <ConfirmDialog confirmation={overlay.confirmation} /> : undefined}
				</Layer>
			)}
		</>
	);
}
