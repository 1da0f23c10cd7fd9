import type {Situation} from './situation.ts';

type Withhold = (text: string) => string;

const withheld = '(withheld, for the words repeat a secret)';

/**
A situation without the words, names and numbers that repeat a secret: an answer may quote what was sent.

Words go whole, not only the secret in them: what stands around a secret in an encoding nobody thought of may be the rest of it.
*/
export function withholdFromSituation(situation: Situation, withhold: Withhold): Situation {
	const repeats = (text: string): boolean => withhold(text) !== text;
	switch (situation.kind) {
		case 'wrong-password':
			return {...situation, attemptsLeft: unless(repeats, situation.attemptsLeft)};
		case 'account-locked':
			return {...situation, minutesLeft: unless(repeats, situation.minutesLeft)};
		case 'rate-limited':
			return {...situation, retryAfterSeconds: unless(repeats, situation.retryAfterSeconds)};
		case 'bad-request':
			return {
				...situation,
				words: withholdWords(situation.words, repeats),
				fields: situation.fields.some(repeats) ? [withheld] : situation.fields,
			};
		case 'broker-failed':
		case 'refused':
			return {...situation, words: withholdWords(situation.words, repeats)};
		default:
			return situation;
	}
}

/** An endpoint's output without the clear fields that repeat a secret: they are stored and shown as names, so they are absent rather than marked. */
export function withholdFromOutput<Output>(output: Output, withhold: Withhold): Output {
	const clear = Object.entries<unknown>(output ?? {}).map(([name, value]) => [
		name,
		typeof value === 'string' && withhold(value) !== value ? undefined : value,
	]);
	return Object.fromEntries(clear) as Output;
}

function withholdWords(words: string | undefined, repeats: (text: string) => boolean): string | undefined {
	return words !== undefined && repeats(words) ? withheld : words;
}

function unless(repeats: (text: string) => boolean, number: number | undefined): number | undefined {
	return number === undefined || repeats(String(number)) ? undefined : number;
}
