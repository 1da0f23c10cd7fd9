import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseEnvelope, readBody} from '../../source/mstock/wire/envelope.ts';

const parse = (text: string, contentType = 'application/json'): ReturnType<typeof parseEnvelope> =>
	parseEnvelope(readBody(Buffer.from(text), contentType));

describe('status', () => {
	test.each(['true', '"true"', '"True"', '"success"', '"SUCCESS"'])('%s is a success', status => {
		expect(parse(`{"status":${status},"message":"SUCCESS","errorcode":"","data":{"a":1}}`)).toEqual({
			kind: 'success',
			data: {a: 1},
			message: 'SUCCESS',
		});
	});

	test.each(['false', '"false"', '"False"', '"error"'])('%s is a refusal', status => {
		expect(parse(`{"status":${status},"message":"no","errorcode":"IA400","data":null}`)).toEqual({
			kind: 'refused',
			message: 'no',
			errorType: undefined,
			errorCode: 'IA400',
		});
	});

	test.each(['1', 'null', '"maybe"', '{}'])('%s is no status', status => {
		expect(parse(`{"status":${status},"data":{}}`)).toEqual({kind: 'unreadable', why: 'unexpected-shape'});
	});
});

describe('shapes', () => {
	test('a one-element array is unwrapped, a longer one is not', () => {
		expect(parse('[{"status":"success","data":"x"}]')).toMatchObject({kind: 'success', data: 'x'});
		expect(parse('[{"status":"success"},{"status":"success"}]')).toMatchObject({kind: 'unreadable'});
	});

	test('null, "None" and "" are nothing', () => {
		for (const message of ['null', '"None"', '""']) {
			expect(parse(`{"status":true,"message":${message},"errorcode":null,"data":null}`)).toEqual({
				kind: 'success',
				data: undefined,
				message: undefined,
			});
		}
	});

	test('a success without data and message is a success', () => {
		expect(parse('{"status":"success"}')).toEqual({kind: 'success', data: undefined, message: undefined});
	});

	test('a byte order mark is not in the way', () => {
		expect(parse('\uFEFF{"status":"success"}')).toMatchObject({kind: 'success'});
	});

	test('JSON that is labelled as HTML is JSON, and a page that is labelled as JSON is a page', () => {
		expect(parse('{"status":"success"}', 'text/html')).toMatchObject({kind: 'success'});
		expect(parse('<html></html>', 'application/json')).toMatchObject({kind: 'html'});
		expect(parse('Service Unavailable', 'text/html')).toMatchObject({kind: 'html'});
		expect(parse('Service Unavailable', 'text/plain')).toEqual({kind: 'unreadable', why: 'not-json'});
	});

	test('a problem document names the fields at fault', () => {
		expect(parse('{"title":"bad","status":400,"errors":{"a":["x"],"b":["y"]}}')).toEqual({
			kind: 'problem',
			title: 'bad',
			fields: ['a', 'b'],
		});
	});
});

test('whatever comes, reading it never throws', () => {
	fc.assert(
		fc.property(
			fc.oneof(
				fc.uint8Array(),
				fc.json().map(text => Buffer.from(text)),
			),
			bytes => {
				expect(parseEnvelope(readBody(bytes, undefined)).kind).toBeTypeOf('string');
			},
		),
		{numRuns: 2000},
	);
});
