import * as z from 'zod';
import {wireText} from './fields.ts';

/** Why a body cannot be read. The body itself is never part of it. */
export type UnreadableReason = 'not-json' | 'not-utf8' | 'unexpected-shape' | 'incomplete';

/**
What a body says, whichever dialect it is written in.

- `refused`: the broker's own no, with its words and codes.
- `problem`: an ASP.NET problem document, which comes without any envelope; `fields` names the fields at fault.
*/
export type Envelope =
	| {readonly kind: 'success'; readonly data: unknown; readonly message: string | undefined}
	| {
			readonly kind: 'refused';
			readonly message: string | undefined;
			readonly errorType: string | undefined;
			readonly errorCode: string | undefined;
	  }
	| {readonly kind: 'problem'; readonly title: string | undefined; readonly fields: readonly string[]}
	| {readonly kind: 'html'}
	| {readonly kind: 'empty'}
	| {readonly kind: 'unreadable'; readonly why: UnreadableReason};

const envelopeSchema = z.object({
	status: z.union([z.string(), z.boolean()]).transform(status => String(status).trim().toLowerCase()),
	message: wireText,
	error_type: wireText,
	errorcode: wireText,
	data: z.unknown().optional(),
});

const problemSchema = z.object({
	title: wireText,
	status: z.number().optional(),
	errors: z.record(z.string(), z.unknown()),
});

const successWords = new Set(['true', 'success']);
const refusalWords = new Set(['false', 'error', 'fail', 'failed', 'failure']);

/**
Read a body of either dialect.

One reader serves both, because type B answers in the shape of type A on some routes (`error_type` in place of `errorcode`) and either may
wrap its envelope in a one-element array. `status` is compared as a word: it is a boolean, `"true"`, `"True"`, `"success"` or their opposites.
*/
export function parseEnvelope(body: ReadBody): Envelope {
	if (body.kind !== 'json') {
		return body.kind === 'text' ? {kind: 'unreadable', why: 'not-json'} : body;
	}

	const value: unknown = Array.isArray(body.value) && body.value.length === 1 ? body.value[0] : body.value;
	const envelope = envelopeSchema.safeParse(value);
	if (envelope.success && successWords.has(envelope.data.status)) {
		return {kind: 'success', data: envelope.data.data ?? undefined, message: envelope.data.message};
	}

	if (envelope.success && refusalWords.has(envelope.data.status)) {
		const {message, error_type: errorType, errorcode: errorCode} = envelope.data;
		return {kind: 'refused', message, errorType, errorCode};
	}

	const problem = problemSchema.safeParse(value);
	if (problem.success) {
		return {kind: 'problem', title: problem.data.title, fields: Object.keys(problem.data.errors)};
	}

	return {kind: 'unreadable', why: 'unexpected-shape'};
}

/** A body as far as it can be taken without knowing what was asked. */
export type ReadBody =
	| {readonly kind: 'json'; readonly value: unknown}
	| {readonly kind: 'text'; readonly text: string}
	| {readonly kind: 'html'; readonly text: string}
	| {readonly kind: 'empty'}
	| {readonly kind: 'unreadable'; readonly why: 'not-utf8'};

/**
Bytes to JSON, or to the reason why not. The content type counts only as a hint, for the broker labels bodies wrongly.

A parser's own message is never passed on: it quotes the body, which may hold a token.
*/
export function readBody(bytes: Uint8Array, contentType: string | undefined): ReadBody {
	let text: string;
	try {
		text = new TextDecoder('utf-8', {fatal: true}).decode(bytes);
	} catch {
		// The decoder throws for this one reason alone.
		return {kind: 'unreadable', why: 'not-utf8'};
	}

	const trimmed = text.trim();
	if (trimmed === '') {
		return {kind: 'empty'};
	}

	if (trimmed.startsWith('<') || (contentType?.includes('text/html') && !/^[[{]/.test(trimmed))) {
		return {kind: 'html', text};
	}

	try {
		const value: unknown = JSON.parse(trimmed);
		return {kind: 'json', value};
	} catch {
		// Whatever was wrong with it, it is not JSON, and its message would quote the body.
		return {kind: 'text', text};
	}
}
