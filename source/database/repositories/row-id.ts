import {ValidationError} from '../../errors.ts';

/** A row's number from the id that the rest of the program holds, which is a string. @throws {ValidationError} when it is no id */
export function toRowId(id: string): number {
	const number = Number(id);
	if (!/^\d+$/.test(id) || !Number.isSafeInteger(number)) {
		throw new ValidationError('This is not the id of a row.', {hint: 'An id is a whole number, as the list shows it.'});
	}

	return number;
}
