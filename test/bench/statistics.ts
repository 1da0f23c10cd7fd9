/** The smallest and the middle of some measurements, in their own unit. */
export type Summary = {readonly minimum: number; readonly median: number; readonly count: number};

export function summarize(values: readonly number[]): Summary {
	return {minimum: Math.min(...values), median: percentile(values, 50), count: values.length};
}

/** The value below which `percent` of the measurements lie (nearest rank). */
export function percentile(values: readonly number[], percent: number): number {
	const sorted = [...values].sort((left, right) => left - right);
	return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}

/**
Run the contestants in turns, A B C A B C, so that a slow spell of the machine meets all of them alike. The first round only warms up.

Each returns its measurement in milliseconds; the answer has them by name.
*/
export async function interleave<Name extends string>(
	contestants: Readonly<Record<Name, () => Promise<number>>>,
	rounds: number,
): Promise<Readonly<Record<Name, Summary>>> {
	const names = Object.keys(contestants) as Name[];
	const times = new Map<Name, number[]>(names.map(name => [name, []]));
	for (let round = -1; round < rounds; round++) {
		for (const name of names) {
			const milliseconds = await contestants[name]();
			if (round >= 0) {
				times.get(name)?.push(milliseconds);
			}
		}
	}

	return Object.fromEntries([...times].map(([name, values]) => [name, summarize(values)])) as Record<Name, Summary>;
}
