import {multilineSafeText, trusted} from '../../../domain/safe-text.ts';
import type {SerializedError} from '../../../errors.ts';
import {wrapText} from '../../../presentation/fit.ts';
import {formatQuantity} from '../../../presentation/numbers.ts';
import {safe} from '../../../presentation/safe-template.ts';
import type {Span} from '../../components/line.tsx';

/** From this many on, the attempts that are left are the most important thing on the screen. */
const loudAttempts = 3;

/** Why the broker said no, in full, and what to do now; `attemptsLeft` where it told. */
export function refusalLines(
	error: Pick<SerializedError, 'message' | 'hint'>,
	attemptsLeft: number | undefined,
	columns: number,
): ReadonlyArray<readonly Span[]> {
	const width = Math.max(20, columns - 4);
	const lines: Array<readonly Span[]> = multilineSafeText(error.message)
		.flatMap(line => wrapText(line, width))
		.map((text, index) => [
			{text: trusted(index === 0 ? '  ✗ ' : '    '), role: 'failed'},
			{text, role: 'failed'},
		]);
	if (attemptsLeft !== undefined && attemptsLeft <= loudAttempts) {
		lines.push([
			{
				text:
					attemptsLeft === 0
						? trusted('  ▲ no attempt left')
						: safe`  ▲ only ${formatQuantity(attemptsLeft, 'attempt')} left, then the broker locks the account`,
				role: 'attention',
			},
		]);
	}

	return error.hint === ''
		? lines
		: [
				...lines,
				...multilineSafeText(error.hint)
					.flatMap(line => wrapText(line, width))
					.map((text): readonly Span[] => [{text: safe`    ${text}`}]),
			];
}
