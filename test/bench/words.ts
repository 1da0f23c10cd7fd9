import type {PtyTerminal} from '../helpers/pty-terminal.ts';

// What the screens say, in one place for all measurements.

/** The first frame of somebody who has been here before: header, menu and key hints. */
export const isFirstFrame = (screen: string): boolean =>
	/mStock\s+SANDBOX/.test(screen) &&
	/^[▌ ]*Home\b/m.test(screen) &&
	/^[▌ ]*Help\b/m.test(screen) &&
	screen.includes('? help');

/** The first frame of a newcomer. */
export const isWelcome = (screen: string): boolean =>
	/mStock\s+SANDBOX/.test(screen) && screen.includes('Welcome') && screen.includes('? help');

export const isUserList = (screen: string): boolean => screen.includes('USER ID') && /DEMO01\s+A\b/.test(screen);

/** Letters that lead to a screen, as bytes. */
export const goTo = {users: 'gu', logs: 'gl', home: 'gh'} as const;

/** The row on which the selection stands; -1 while there is none. */
export function selectedRow(terminal: PtyTerminal): number {
	return terminal.lines().findIndex(line => line.includes('▸'));
}
