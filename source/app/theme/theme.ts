import type {SafeText} from '../../domain/safe-text.ts';
import type {ThemeName} from '../../domain/settings.ts';
import type {Role} from '../../presentation/roles.ts';
import {dark} from './dark.ts';
import {light} from './light.ts';
import {noColor} from './no-color.ts';

/** The caret is the one look that no text asks for. */
type PaintedRole = Role | 'caret';

/** SGR parameters per role, e.g. `1;32`; empty for the default foreground. */
export type RoleStyles = Readonly<Record<PaintedRole, string>>;

export type Theme = {
	readonly name: ThemeName;
	/** Dress a text in its role. The result is for one terminal line and closes what it opens. */
	readonly paint: (text: SafeText | string, role: PaintedRole | undefined) => string;
};

const stylesByName: Readonly<Record<ThemeName, RoleStyles>> = {dark, light, 'no-color': noColor};

export const themeNames: readonly ThemeName[] = ['dark', 'light', 'no-color'];

export function createTheme(name: ThemeName): Theme {
	const styles = stylesByName[name];
	return {
		name,
		paint(text, role) {
			const style = role === undefined ? '' : styles[role];
			return style === '' || text === '' ? text : `\u001B[${style}m${text}\u001B[0m`;
		},
	};
}
