declare const safeText: unique symbol;

/** Text that may be shown on a terminal: nothing in it can move the cursor, change colours or forge a row. Only `toSafeText` makes it from outside text. */
export type SafeText = string & {readonly [safeText]: true};

/**
Make outside text visible and harmless. See `docs/decisions` for the rules.

@todo foundation stub, replaced by the sanitiser
*/
export function toSafeText(text: string): SafeText {
	return text as SafeText;
}

/** Text of our own making, known to be harmless: literals, and numbers and dates that we formatted. */
export function trusted(text: string): SafeText {
	return text as SafeText;
}
