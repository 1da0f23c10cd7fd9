import {trusted, type SafeText} from '../domain/safe-text.ts';

/** Indian grouping, for money and quantities: `12,34,567`, with `decimals` `12,34,567.80`. What is no finite number is `-`. */
export function formatIndian(value: number | bigint, decimals = 0): SafeText {
	if (typeof value === 'number' && !Number.isFinite(value)) {
		return trusted('-');
	}

	const digits = typeof value === 'bigint' ? String(value) : value.toFixed(decimals);
	const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(.*)$/.exec(digits) ?? [];
	// A tiny negative amount must not become "-0.00".
	const shownSign = /[1-9]/.test(whole + fraction) ? sign : '';
	return trusted(shownSign + groupIndian(whole) + fraction);
}

/** The last three digits together, the others in pairs. */
function groupIndian(whole: string): string {
	return whole.length <= 3 ? whole : `${whole.slice(0, -3).replace(/\B(?=(\d{2})+$)/g, ',')},${whole.slice(-3)}`;
}

/** Rows and events in thousands: `10,482,113`. */
export function formatCount(count: number): SafeText {
	return trusted(String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ','));
}

/** A count that stopped at its cap says so: `10,000+`. */
export function formatCappedCount({count, isCapped}: {readonly count: number; readonly isCapped: boolean}): SafeText {
	return trusted(`${formatCount(count)}${isCapped ? '+' : ''}`);
}

/** `1 row`, `1,204 rows`. */
export function formatQuantity(count: number, singular: string, plural = `${singular}s`): SafeText {
	return trusted(`${formatCount(count)} ${count === 1 ? singular : plural}`);
}

/** `812 B`, `41 kB`, `41.2 MB`; decimal units, as disks are sold. */
export function formatBytes(bytes: number): SafeText {
	const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
	let value = bytes;
	let unit = 0;
	while (value >= 999.5 && unit < units.length - 1) {
		value /= 1000;
		unit += 1;
	}

	return trusted(
		`${unit > 0 && value < 99.95 ? value.toFixed(1).replace(/\.0$/, '') : String(Math.round(value))} ${units[unit] ?? ''}`,
	);
}
