import {trusted} from '../../../domain/safe-text.ts';
import type {SecondFactor} from '../../../domain/account.ts';
import {fitText} from '../../../presentation/fit.ts';
import {safe} from '../../../presentation/safe-template.ts';
import type {Span} from '../../components/line.tsx';

export const leastDigits = 3;
export const mostDigits = 6;

export type CodeFacts = {
	readonly digits: string;
	readonly secondFactor: SecondFactor;
	/** False while the code is on its way: then nothing can be typed. */
	readonly isOpen: boolean;
	readonly columns: number;
	/** One line instead of three, where rows are short. */
	readonly isFlat: boolean;
};

const labelColumns = 12;
const hint = '3 to 6 digits, Enter sends';

/** Six fixed cells, of which three must be filled; those that need not be are open. */
export function codeLines({digits, secondFactor, isOpen, columns, isFlat}: CodeFacts): ReadonlyArray<readonly Span[]> {
	const label: Span = {
		text: fitText(safe`    ${trusted(secondFactor === 'otp' ? 'OTP' : 'TOTP')}`, labelColumns),
		role: 'strong',
	};
	const blank: Span = {text: trusted(' '.repeat(labelColumns))};
	const cells = Array.from({length: mostDigits}, (_, index) => {
		const digit = digits[index];
		const isCaret = isOpen && index === digits.length;
		return {digit, isCaret, isSolid: index < leastDigits || digit !== undefined || isCaret};
	});
	const isRoomForHint = columns >= labelColumns + mostDigits * 6 + hint.length + 3;
	const hintSpan: Span = {text: trusted(isRoomForHint ? `   ${isOpen ? hint : 'sending'}` : ''), role: 'dim'};

	if (isFlat) {
		return [
			[
				label,
				...cells.map(({digit, isCaret, isSolid}): Span => ({
					text: trusted(isSolid ? `[${digit ?? (isCaret ? '▏' : ' ')}] ` : ' ·  '),
					role: isCaret ? 'accent' : digit === undefined ? 'dim' : 'strong',
				})),
				hintSpan,
			],
		];
	}

	const edge = (solid: string, open: string): Span[] =>
		cells.map(({isCaret, isSolid}) => ({
			text: trusted(isSolid ? `${solid} ` : `${open} `),
			role: isCaret ? 'accent' : 'dim',
		}));
	return [
		[blank, ...edge('┌───┐', '╶───╴')],
		[
			label,
			...cells.flatMap(({digit, isCaret, isSolid}): Span[] => {
				const wall: Span = {text: trusted(isSolid ? '│' : ' '), role: isCaret ? 'accent' : 'dim'};
				const content: Span = {
					text: trusted(` ${digit ?? (isCaret ? '▏' : ' ')} `),
					role: isCaret ? 'accent' : 'strong',
				};
				return [wall, content, wall, {text: trusted(' ')}];
			}),
			hintSpan,
		],
		[blank, ...edge('└───┘', '╶───╴')],
	];
}
