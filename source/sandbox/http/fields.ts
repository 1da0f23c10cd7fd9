import {problemAnswer, type Answer} from './answer.ts';
import {headerOf, type BrokerRequest} from './broker-request.ts';
import {isRecord} from '../files.ts';

/** The fields of a body by lower-case name, or the problem document that refuses it. */
export type ParsedFields = {readonly fields: ReadonlyMap<string, string>} | {readonly refusal: Answer};

/**
A type A body: `application/x-www-form-urlencoded`, names in any case, the first of several wins.

Any other content type binds to nothing: the backend then complains about each field in `required`.
*/
export function parseForm(request: BrokerRequest, required: readonly string[]): ParsedFields {
	const contentType = headerOf(request.headers, 'content-type') ?? '';
	const isForm = contentType.toLowerCase().startsWith('application/x-www-form-urlencoded');
	if (!isForm && request.body !== '') {
		return {refusal: problemAnswer(missingFields(required))};
	}

	const fields = new Map<string, string>();
	for (const [name, value] of new URLSearchParams(request.body)) {
		if (!fields.has(name.toLowerCase())) {
			fields.set(name.toLowerCase(), value);
		}
	}

	return {fields};
}

/**
A type B body: a JSON object whose `required` members are strings, names in any case, whatever the content type says.

@param required lower-case names; a member that is absent, null or no string is refused by name
*/
export function parseJson(request: BrokerRequest, required: readonly string[]): ParsedFields {
	if (request.body.trim() === '') {
		return {refusal: problemAnswer({'': ['A non-empty request body is required.'], ...missingFields(['request'])})};
	}

	let value: unknown;
	try {
		value = JSON.parse(request.body);
	} catch {
		const reason = `'${request.body.trim().charAt(0)}' is an invalid start of a value. Path: $ | LineNumber: 0 | BytePositionInLine: 0.`;
		return {refusal: problemAnswer({$: [reason], ...missingFields(['request'])})};
	}

	if (!isRecord(value)) {
		const reason =
			'The JSON value could not be converted to the request model. Path: $ | LineNumber: 0 | BytePositionInLine: 1.';
		return {refusal: problemAnswer({$: [reason], ...missingFields(['request'])})};
	}

	const members = new Map(Object.entries(value).map(([name, member]) => [name.toLowerCase(), member]));
	const fields = new Map<string, string>();
	const absent: string[] = [];
	for (const name of required) {
		const member = members.get(name);
		if (typeof member === 'string') {
			fields.set(name, member);
		} else if (member === undefined || member === null) {
			absent.push(name);
		} else {
			const reason = `The JSON value could not be converted to System.String. Path: $.${name} | LineNumber: 0 | BytePositionInLine: 1.`;
			return {refusal: problemAnswer({[`$.${name}`]: [reason], ...missingFields(['request'])})};
		}
	}

	return absent.length > 0 ? {refusal: problemAnswer(missingFields(absent))} : {fields};
}

function missingFields(names: readonly string[]): Record<string, readonly string[]> {
	return Object.fromEntries(names.map(name => [name, [`The ${name} field is required.`]]));
}
