import {istOffsetMs} from '../domain/market-clock.ts';

const randomDigits = 6;

/**
Make the ids that join every log row of one login: eighteen digits, `yymmddHHMMSS` in IST and six random ones.

The column holds twenty characters. Sorted as text, they are in order of time.
*/
export function createLoginSequence(now: () => Date, random: () => number): () => string {
	let previous = '';
	return () => {
		const stamp = new Date(now().getTime() + istOffsetMs).toISOString().replaceAll(/\D/g, '').slice(2, 14);
		let sequenceId = previous;
		// Two logins of this process never share one, whatever the random source says.
		for (let shift = 0; sequenceId === previous; shift += 1) {
			const digits = (Math.floor(random() * 10 ** randomDigits) + shift) % 10 ** randomDigits;
			sequenceId = `${stamp}${String(digits).padStart(randomDigits, '0')}`;
		}

		previous = sequenceId;
		return sequenceId;
	};
}
