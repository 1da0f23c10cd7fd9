import {Secret} from '../domain/secret.ts';
import type {Redacted} from './redacted.ts';
import {isSensitiveWord, redactLooseText} from './redact-text.ts';
import {redactedMark, type SecretRegistry} from './secret-registry.ts';
import {isSensitiveName} from './sensitive-names.ts';

/** What redaction leaves of any value: plain JSON. */
export type RedactedValue =
	string | number | boolean | null | readonly RedactedValue[] | {readonly [name: string]: RedactedValue};

/** Redaction before any sink: by the names of fields at any depth first, then by the shape of texts, then by the secrets in use. Never throws. */
export type Redactor = {
	readonly text: (text: string) => Redacted<string>;
	/** Any value: objects, arrays, Maps, Buffers, form bodies, errors, cycles, JSON in strings in JSON. */
	readonly value: (value: unknown) => RedactedValue;
	/** An error in words with its stack and causes, for the log file and crash reports. */
	readonly error: (error: unknown) => Redacted<string>;
};

/** Longer texts are cut before they are looked at; what is stored is shorter still. */
const longestText = 128_000;
/** Of a text that was cut, this much at its end is dropped, too: half a secret has no shape any more. */
const cutMargin = 4096;
const deepest = 16;
const mostEntries = 2000;
const mostObjects = 20_000;

/** One pass over a value: the objects it is inside of, and how many more it may enter. */
type Walk = {readonly path: Set<object>; remaining: number};

function newWalk(): Walk {
	return {path: new Set(), remaining: mostObjects};
}

export function createRedactor(registry: SecretRegistry): Redactor {
	const redactText = (text: string, depth = 0): string => {
		try {
			const isLong = text.length > longestText;
			const bounded = isLong ? text.slice(0, longestText) : text;
			const result = registry.replaceIn(redactStructuredText(bounded, depth));
			return isLong
				? `${result.slice(0, Math.max(0, result.length - cutMargin))}… [${text.length - longestText + cutMargin} more characters not kept]`
				: result;
		} catch {
			// Whatever went wrong in here, the text must not get out as it is.
			return '[text that could not be redacted]';
		}
	};

	/** A text that is JSON is redacted as what it says; any other by the shape of what stands in it. */
	const redactStructuredText = (text: string, depth: number): string => {
		if (depth < deepest && /^\s{0,100}["[{]/.test(text)) {
			const parsed = parseJson(text);
			if (parsed !== undefined) {
				const plain = JSON.stringify(parsed.value);
				const result = JSON.stringify(redactValue(parsed.value, depth + 1, newWalk()));
				// What held nothing stays as it was written, byte for byte. Shapes may still stand in it as bare numbers or names.
				return result === plain ? redactFreeText(text) : result;
			}
		}

		return redactFreeText(text);
	};

	/** The secrets in use go first: a rule that replaces half of one would hide the rest from the registry. */
	const redactFreeText = (text: string): string => redactLooseText(registry.replaceIn(text));

	const redactValue = (value: unknown, depth: number, walk: Walk): RedactedValue => {
		switch (typeof value) {
			case 'string': {
				return redactText(value, depth);
			}

			case 'number': {
				// As a string where a held secret (a code of digits) is part of it; null as JSON would have it.
				return Number.isFinite(value) ? keepUnlessHeld(value, registry) : null;
			}

			case 'boolean': {
				return value;
			}

			case 'bigint': {
				return redactText(String(value), depth);
			}

			case 'object': {
				return value === null ? null : redactObject(value, depth, walk);
			}

			case 'undefined': {
				return null;
			}

			default: {
				return `[${typeof value}]`;
			}
		}
	};

	const redactObject = (object: object, depth: number, walk: Walk): RedactedValue => {
		if (walk.path.has(object)) {
			return '[cycle]';
		}

		walk.remaining -= 1;
		if (depth > deepest || walk.remaining < 0) {
			return '[not kept: too large]';
		}

		walk.path.add(object);
		try {
			return redactKnownObject(object, depth, walk);
		} catch {
			// A getter or toJSON of somebody else's object threw.
			return '[unreadable]';
		} finally {
			walk.path.delete(object);
		}
	};

	const redactKnownObject = (object: object, depth: number, walk: Walk): RedactedValue => {
		if (object instanceof Secret) {
			return redactedMark;
		}

		if (object instanceof Date) {
			return Number.isNaN(object.getTime()) ? null : object.toISOString();
		}

		if (object instanceof Error) {
			return describeError(object, depth, walk);
		}

		if (object instanceof URLSearchParams || object instanceof URL) {
			return redactText(object.toString(), depth);
		}

		if (ArrayBuffer.isView(object) || object instanceof ArrayBuffer) {
			return redactBytes(object, depth);
		}

		if (object instanceof Map) {
			return redactEntries(
				[...object].map(([name, value]) => [String(name), value]),
				depth,
				walk,
			);
		}

		if (Array.isArray(object) || object instanceof Set) {
			return redactList([...object], depth, walk);
		}

		if ('toJSON' in object && typeof object.toJSON === 'function') {
			const plain: unknown = object.toJSON();
			if (plain !== object) {
				return redactValue(plain, depth + 1, walk);
			}
		}

		return redactEntries(Object.entries(object), depth, walk);
	};

	const redactEntries = (
		entries: ReadonlyArray<readonly [string, unknown]>,
		depth: number,
		walk: Walk,
	): RedactedValue => {
		const result: Record<string, RedactedValue> = {};
		const isNamedPair = entries.some(
			([name, value]) => isPairName(name) && typeof value === 'string' && isSensitiveWord(value),
		);
		for (const [name, value] of entries.slice(0, mostEntries)) {
			const isSecret = isSensitiveName(name) || (isNamedPair && /^(?:value|content|val)$/i.test(name));
			// A name may be a secret itself: a Map keyed by token. Own property whatever the name, `__proto__` included.
			Object.defineProperty(result, redactText(name, depth), {
				value: isSecret ? hideValue(value) : redactValue(value, depth + 1, walk),
				enumerable: true,
				configurable: true,
				writable: true,
			});
		}

		if (entries.length > mostEntries) {
			result['…'] = `${entries.length - mostEntries} more not kept`;
		}

		return result;
	};

	/** Also a flat list of names and values, as raw headers are, and a pair of both. */
	const redactList = (items: readonly unknown[], depth: number, walk: Walk): RedactedValue => {
		const result = items.slice(0, mostEntries).map((item, index) => {
			const before = items[index - 1];
			return typeof before === 'string' && isSensitiveWord(before) && typeof item !== 'object'
				? hideValue(item)
				: redactValue(item, depth + 1, walk);
		});
		return items.length > mostEntries ? [...result, `… ${items.length - mostEntries} more not kept`] : result;
	};

	const redactBytes = (bytes: ArrayBufferView | ArrayBuffer, depth: number): string => {
		const view =
			bytes instanceof ArrayBuffer
				? new Uint8Array(bytes)
				: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		try {
			const text = new TextDecoder('utf-8', {fatal: true}).decode(view);
			return redactText(text, depth);
		} catch {
			// Not text, so nothing in it can be read, and nothing is kept.
			return `[${view.byteLength} bytes]`;
		}
	};

	/** Never the other properties of an error: those of network and database libraries carry requests and queries. */
	const describeError = (error: Error, depth: number, walk: Walk): RedactedValue => ({
		name: redactText(error.name, depth),
		message: redactText(error.message, depth),
		...('code' in error && (typeof error.code === 'string' || typeof error.code === 'number')
			? {code: redactText(String(error.code), depth)}
			: {}),
		...(typeof error.stack === 'string' ? {stack: redactText(error.stack, depth)} : {}),
		...(error.cause === undefined ? {} : {cause: redactValue(error.cause, depth + 1, walk)}),
		...(error instanceof AggregateError ? {errors: redactValue(error.errors, depth + 1, walk)} : {}),
	});

	return {
		text: text => redactText(text) as Redacted<string>,
		value: value => redactValue(value, 0, newWalk()),
		error(error) {
			const described = redactValue(error, 0, newWalk());
			return errorText(described) as Redacted<string>;
		},
	};
}

/** Empty stays empty and absent stays absent: that is worth seeing and gives nothing away. */
function hideValue(value: unknown): RedactedValue {
	if (value === null || value === undefined) {
		return null;
	}

	return typeof value === 'boolean' || value === '' ? value : redactedMark;
}

function isPairName(name: string): boolean {
	return /^(?:name|key|field|header|param|parameter)$/i.test(name);
}

function keepUnlessHeld(value: number, registry: SecretRegistry): RedactedValue {
	const text = String(value);
	return registry.replaceIn(text) === text ? value : redactedMark;
}

function parseJson(text: string): {readonly value: unknown} | undefined {
	try {
		return {value: JSON.parse(text) as unknown};
	} catch {
		return undefined;
	}
}

/** The stack where there is one, then what caused it. */
function errorText(described: RedactedValue): string {
	if (described === null || typeof described !== 'object' || Array.isArray(described)) {
		return typeof described === 'string' ? described : JSON.stringify(described);
	}

	const fields = described as {readonly [name: string]: RedactedValue};
	const {name, message, code, stack, cause, errors} = fields;
	if (typeof message !== 'string') {
		return JSON.stringify(described);
	}

	const head =
		typeof stack === 'string' && stack !== '' ? stack : `${typeof name === 'string' ? name : 'Error'}: ${message}`;
	return [
		head,
		...(typeof code === 'string' ? [`code ${code}`] : []),
		...(cause === undefined ? [] : [`caused by ${errorText(cause)}`]),
		...(Array.isArray(errors) ? errors.map(error => `one of ${errorText(error as RedactedValue)}`) : []),
	].join('\n');
}
