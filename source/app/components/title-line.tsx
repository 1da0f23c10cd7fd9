import {trusted, type SafeText} from '../../domain/safe-text.ts';
import {displayWidth, truncateText} from '../../presentation/fit.ts';
import type {Role} from '../../presentation/roles.ts';
import {Line} from './line.tsx';

export type TitleLineProps = {
	readonly title: SafeText;
	/** Dim, at the right edge, four spaces apart: counts, ages, what is active. Cut where there is no room. */
	readonly facts: readonly SafeText[];
	/** @default 'dim' */
	readonly factsRole?: Role;
	readonly columns: number;
};

/** The first line of a screen: its name, and what holds for all of it. */
export function TitleLine({title, facts, factsRole = 'dim', columns}: TitleLineProps) {
	const right = truncateText(trusted(facts.join('    ')), Math.max(0, columns - displayWidth(title) - 3));
	return (
		<Line
			spans={[
				{text: title, role: 'strong'},
				{text: trusted(' '.repeat(Math.max(1, columns - displayWidth(title) - displayWidth(right))))},
				{text: right, role: factsRole},
			]}
		/>
	);
}
