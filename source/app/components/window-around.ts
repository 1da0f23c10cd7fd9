/** The part of a list of `count` lines that fits into `rows` with the line `index` in sight: half-open, `start` to `end`. */
export function windowAround(
	index: number,
	count: number,
	rows: number,
): {readonly start: number; readonly end: number} {
	if (count <= rows) {
		return {start: 0, end: count};
	}

	const start = Math.max(0, Math.min(count - rows, index - Math.floor(rows / 2)));
	return {start, end: start + rows};
}
