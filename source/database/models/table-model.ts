import {Model, raw, type ModelOptions, type Pojo, type QueryContext} from 'objection';
import {ValidationError} from '../../errors.ts';
import {parseTimestamp, sqliteNow} from '../timestamps.ts';

/**
What the models have in common. A model is the shape of a table and nothing else, and is never bound to a connection: queries name their executor.

Columns are properties under their own names. Lengths are in the `jsonSchema`, because SQLite does not check them.
*/
export abstract class TableModel extends Model {
	/** Columns that hold instants; they are `Date`s here on both databases. */
	static readonly timestampColumns: readonly string[] = [];
	/** The column that says when the row changed last, where there is one. */
	static readonly updateTimeColumn: string | undefined = undefined;

	/** Says which column broke which rule, and never the value. */
	static override createValidationError({data}: {data?: unknown}): Error {
		const fields = Object.fromEntries(
			Object.entries(typeof data === 'object' && data !== null ? data : {}).map(([column, reasons]) => [
				column,
				readReason(reasons),
			]),
		);
		const columns = Object.keys(fields);
		return new ValidationError(
			`A value cannot be stored in ${this.tableName}${columns.length === 0 ? '' : `: ${columns.join(', ')}`}.`,
			{fields, hint: 'Shorten it, or fill in what is missing.'},
		);
	}

	override $parseDatabaseJson(json: Pojo): Pojo {
		const row = super.$parseDatabaseJson(json);
		for (const column of (this.constructor as typeof TableModel).timestampColumns) {
			if (column in row) {
				row[column] = parseTimestamp(row[column]) ?? null;
			}
		}

		return row;
	}

	/** SQLite has no ON UPDATE. MySQL does this by itself. */
	override $beforeUpdate(_options: ModelOptions, {transaction}: QueryContext): void {
		const {updateTimeColumn} = this.constructor as typeof TableModel;
		const {driverName} = transaction.client as {readonly driverName: string};
		if (updateTimeColumn !== undefined && driverName === 'node:sqlite') {
			Object.assign(this, {[updateTimeColumn]: raw(sqliteNow)});
		}
	}
}

/** A row as a plain object, so that callers can spread, compare and change it freely. */
export function toPlainRow<Row extends object>(model: Row): Row {
	return {...model};
}

function readReason(reasons: unknown): string {
	const [first] = Array.isArray(reasons) ? reasons : [];
	const {message} = (first ?? {}) as {readonly message?: unknown};
	return typeof message === 'string' ? message : 'is not allowed';
}

/** A required or optional text of at most `maxLength` characters, for a `jsonSchema`. */
export function text(maxLength: number): {readonly type: 'string'; readonly maxLength: number} {
	return {type: 'string', maxLength};
}

export function nullableText(maxLength: number): {readonly type: string[]; readonly maxLength: number} {
	return {type: ['string', 'null'], maxLength};
}

/** The most characters that a TEXT column surely holds; it holds as many bytes. */
export const textColumnBytes = 65_535;
