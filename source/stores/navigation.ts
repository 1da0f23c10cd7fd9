import type {SafeText} from '../domain/safe-text.ts';
import {createStore, type Store} from './create-store.ts';

/** The screens of this program, by the names that the palette and the menu know. */
export type ScreenId =
	'welcome' | 'home' | 'users' | 'login' | 'logs' | 'requests' | 'keys' | 'health' | 'settings' | 'help';

/** A question over the screen. Danger spells out the consequence and may ask to type a word. */
export type Confirmation = {
	readonly title: SafeText;
	/** Pairs of a label and what it means, e.g. `goes` and `its password and tokens, for good`. */
	readonly lines: ReadonlyArray<{readonly label: SafeText; readonly text: SafeText}>;
	/** What the person must type, exactly; undefined where Enter is enough. */
	readonly typeToConfirm: string | undefined;
	/** The verb of the deed, for the footer: `delete`. */
	readonly verb: string;
	/** What Escape does, for the footer: `stay`. @default 'leave it' */
	readonly stayLabel?: string;
	readonly isDangerous: boolean;
	readonly answer: (isConfirmed: boolean) => void;
};

export type Overlay =
	| {readonly kind: 'help'}
	| {readonly kind: 'palette'}
	/** A login over whatever screen one is at; it closes by itself once signed in. */
	| {readonly kind: 'login'; readonly accountId: string}
	| {readonly kind: 'confirm'; readonly confirmation: Confirmation};

export type Navigation = {
	readonly screen: ScreenId;
	/** Which part has the arrow keys. */
	readonly focus: 'menu' | 'content';
	readonly overlay: Overlay | undefined;
	/** What the screen was opened for, e.g. an account or a login sequence; the screen clears what it took. */
	readonly subject:
		| {readonly accountId?: string; readonly loginSequenceId?: string; readonly action?: 'add' | 'sign-in-all'}
		| undefined;
};

export function createNavigationStore(screen: ScreenId): Store<Navigation> {
	return createStore<Navigation>({
		screen,
		focus: screen === 'welcome' ? 'content' : 'menu',
		overlay: undefined,
		subject: undefined,
	});
}
