/** One line of the report. `hasPassed` is undefined where no target is set. */
export type ReportLine = {
	readonly what: string;
	readonly measured: string;
	readonly detail: string;
	readonly target: string;
	readonly hasPassed: boolean | undefined;
};

export function printReport(title: string, lines: readonly ReportLine[], write: (text: string) => void): void {
	const heads = ['measured', 'value', 'in detail', 'target', ''];
	const rows = lines.map(({what, measured, detail, target, hasPassed}) => [
		what,
		measured,
		detail,
		target,
		hasPassed === undefined ? '' : hasPassed ? 'pass' : 'MISS',
	]);
	const widths = heads.map((head, column) => Math.max(head.length, ...rows.map(row => row[column]?.length ?? 0)));
	const draw = (row: readonly string[]) =>
		`  ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd();
	write(`${title}\n\n${[heads, ...rows].map(row => draw(row)).join('\n')}\n`);
}

export function milliseconds(value: number): string {
	return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}
