import * as z from 'zod';

/**
A text field of an answer, which may be missing, null, empty, the word `None`, or a number where a text is documented.

All of "nothing there" becomes `undefined`. Source: the broker's recorded answers write null in all these ways.
*/
export const wireText = z
	.unknown()
	.transform((value): string | undefined => {
		if (typeof value === 'number' || typeof value === 'bigint') {
			return String(value);
		}

		if (typeof value !== 'string') {
			return undefined;
		}

		const text = value.trim();
		return text === '' || text === 'None' ? undefined : text;
	})
	.optional();

/** A yes or no, which may come as a JSON boolean or as `"true"`, `"True"`, `"false"`, `"False"`; `undefined` when it is neither. */
export const wireBoolean = z
	.unknown()
	.transform((value): boolean | undefined => {
		const word = String(value).toLowerCase();
		return word === 'true' ? true : word === 'false' ? false : undefined;
	})
	.optional();
