import {trusted, type SafeText} from '../domain/safe-text.ts';
import type {Role} from './roles.ts';

/** One value in a table, before it is fitted to its column. */
export type Cell = {
	readonly text: SafeText;
	/** Absent for plain data, which a selected row may make stronger. */
	readonly role?: Role;
};

export function createCell(text: SafeText, role?: Role): Cell {
	return role === undefined ? {text} : {text, role};
}

/** What stands where there is no value. */
export const absentCell: Cell = {text: trusted('-'), role: 'dim'};
