import {Secret} from '../domain/secret.ts';
import {InteractionRequiredError, ValidationError} from '../errors.ts';
import type {CommandContext} from './command.ts';
import {ask} from './prompt.ts';

/** What `users add|update --stdin` reads. Absent stays as it is; null empties what may be empty. */
export type AccountDocument = {
	readonly password?: Secret;
	readonly apiKey?: Secret;
	readonly totpSecret?: Secret | null;
	readonly name?: string;
	/** IST calendar date `YYYY-MM-DD`. */
	readonly apiKeyExpiresOn?: string | null;
};

const fields = ['password', 'apiKey', 'totpSecret', 'name', 'apiKeyExpiresOn'] as const;
const emptiable: ReadonlySet<string> = new Set(['totpSecret', 'apiKeyExpiresOn']);
const maximumLength = 65_536;
const example = `One JSON object is wanted, such as {"password":"…","apiKey":"…"}; it may hold ${fields.join(', ')}.`;

/**
Read one JSON object from stdin. Nothing of what was read is in any error: it is full of secrets.

@throws {InteractionRequiredError} when nothing comes
@throws {ValidationError} when it is not such an object
*/
export async function readAccountDocument(context: CommandContext): Promise<AccountDocument> {
	const {input} = context.io;
	// Typed on a terminal it is a secret like any other: one line, not echoed.
	const text = input.isTerminal
		? (await ask(context, {question: 'JSON object, on one line', otherwise: example, echo: 'bullets'})).reveal()
		: await context.interruption.race(input.readAll(maximumLength));
	if (text === undefined) {
		throw invalid(`Standard input holds more than ${maximumLength} characters.`);
	}

	if (text.trim() === '') {
		throw new InteractionRequiredError('Standard input ended before there was a JSON object.', {hint: example});
	}

	return parseAccountDocument(text);
}

function parseAccountDocument(text: string): AccountDocument {
	const document = parseObject(text);
	const unknown = Object.keys(document).filter(key => !fields.some(field => field === key));
	if (unknown.length > 0) {
		throw invalid('The JSON object on standard input has a field that is not known here.');
	}

	const read = (field: (typeof fields)[number]): string | null | undefined => {
		const value = document[field];
		if (value === undefined || typeof value === 'string' || (value === null && emptiable.has(field))) {
			return value;
		}

		throw new ValidationError(`${field} has to be a text.`, {fields: {[field]: 'has to be a text'}, hint: example});
	};

	return withoutAbsent({
		password: toSecret(read('password')) ?? undefined,
		apiKey: toSecret(read('apiKey')) ?? undefined,
		totpSecret: toSecret(read('totpSecret')),
		name: read('name') ?? undefined,
		apiKeyExpiresOn: read('apiKeyExpiresOn'),
	});
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		// The parser's own message quotes the text, so it is left out.
		throw invalid('Standard input is not valid JSON.');
	}

	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw invalid('Standard input is JSON, but not an object.');
	}

	return {...value};
}

/** Null stays null: it means "none". */
function toSecret(value: string | null | undefined): Secret | null | undefined {
	return typeof value === 'string' ? new Secret(value) : value;
}

/** Without the keys whose value is undefined: for the services, absent means "stays as it is". */
export function withoutAbsent<Values extends object>(
	values: Values,
): {[Key in keyof Values]?: Exclude<Values[Key], undefined>} {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
		[Key in keyof Values]?: Exclude<Values[Key], undefined>;
	};
}

function invalid(message: string): ValidationError {
	return new ValidationError(message, {field: 'stdin', hint: example});
}
