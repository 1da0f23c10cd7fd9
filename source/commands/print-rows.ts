import type {Command} from 'commander';
import {trusted} from '../domain/safe-text.ts';
import type {CommandContext} from './command.ts';
import {parseMoment, wholeNumber} from './options.ts';
import {followRows, lastRows, type RowSource} from './row-stream.ts';
import {rowLines, tableLines, type TableColumn} from './table.ts';

/** The flags that both log tables understand. */
export type RowFlags = {
	readonly follow?: boolean;
	readonly limit: number;
	readonly grep?: string;
	readonly since?: string;
	readonly until?: string;
	readonly sequence?: string;
};

const defaultLimit = 100;
const maximumLimit = 10_000_000;

export function withRowFlags(command: Command): Command {
	return command
		.option('--follow', 'go on with every new row until Ctrl-C')
		.option('--grep <text>', 'only rows with this text, upper or lower case')
		.option('--since <time>', 'from here on: 15m, 2h, 3d, or ISO; without a zone it is IST')
		.option('--until <time>', 'up to here')
		.option('--sequence <id>', 'only the rows of this login')
		.option('--limit <n>', 'at most so many of the newest rows', wholeNumber('limit', 1, maximumLimit), defaultLimit);
}

/** `--since` and `--until` as instants. @throws {UsageError} */
export function rangeOf({since, until}: RowFlags, now: Date): {readonly since?: Date; readonly until?: Date} {
	return {
		...(since === undefined ? {} : {since: parseMoment('since', since, now)}),
		...(until === undefined ? {} : {until: parseMoment('until', until, now)}),
	};
}

export type RowPrinter<Row> = {
	readonly source: RowSource<Row>;
	readonly columns: ReadonlyArray<TableColumn<Row>>;
	readonly toJson: (row: Row) => unknown;
	/** Whether a flag leaves rows out, so that none is no sign of an empty table. */
	readonly isNarrowed: boolean;
};

/** Print the rows, oldest first, one a line; the first page under its headings where a person reads. Without any, a sentence on stderr says so. */
export async function printRows<Row>(
	{io, isJson, interruption}: CommandContext,
	{follow, limit}: RowFlags,
	{source, columns, toJson, isNarrowed}: RowPrinter<Row>,
): Promise<void> {
	const pages = follow === true ? followRows(source, limit, interruption.happened) : lastRows(source, limit);
	let needsHeading = io.output.isTerminal;
	let isEmpty = true;
	for await (const rows of pages) {
		isEmpty &&= rows.length === 0;
		if (isJson) {
			await io.output.json(rows.map(row => toJson(row)));
		} else if (rows.length > 0) {
			await io.output.spans((needsHeading ? tableLines : rowLines)(columns, rows));
			needsHeading = false;
		}
	}

	if (isEmpty && follow !== true) {
		await io.words.lines([trusted(isNarrowed ? 'No row matches.' : 'There are no rows yet.')]);
	}
}
