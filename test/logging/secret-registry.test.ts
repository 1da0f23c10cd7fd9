import {describe, expect, test} from 'vitest';
import {Secret} from '../../source/domain/secret.ts';
import {createSecretRegistry} from '../../source/logging/secret-registry.ts';

const value = `p@ss "w&rd" <ü>'+/=\\x`;

describe('a held secret', () => {
	test.each<readonly [string, string]>([
		['raw', value],
		['JSON-escaped', JSON.stringify({a: value})],
		['JSON-escaped twice', JSON.stringify(JSON.stringify({a: value}))],
		['JSON as .NET writes it', '"p@ss \\u0022w\\u0026rd\\u0022 \\u003C\\u00FC\\u003E\\u0027\\u002B/=\\\\x"'],
		['percent-encoded', `?a=${encodeURIComponent(value)}`],
		['percent-encoded in lower case', `?a=${encodeURIComponent(value).replaceAll(/%../g, hex => hex.toLowerCase())}`],
		['percent-encoded twice', encodeURIComponent(encodeURIComponent(value))],
		['form-encoded', new URLSearchParams({a: value}).toString()],
		['base64', Buffer.from(value).toString('base64')],
		['base64url', Buffer.from(value).toString('base64url')],
		['hex', Buffer.from(value).toString('hex')],
		['hex in upper case', Buffer.from(value).toString('hex').toUpperCase()],
		['HTML-escaped', '<p>p@ss &quot;w&amp;rd&quot; &lt;ü&gt;&#39;+/=\\x</p>'],
	])('is replaced %s', (_form, text) => {
		const registry = createSecretRegistry();
		registry.hold(value);
		expect(registry.replaceIn(text)).toContain('[redacted]');
		expect(registry.replaceIn(text).length).toBeLessThan(text.length);
		expect(createSecretRegistry().replaceIn(text)).toBe(text);
	});

	test.each([0, 1, 2, 3, 4, 5])('is replaced inside a longer base64 text, %i bytes in', offset => {
		const registry = createSecretRegistry();
		registry.hold('canary-Secret-1');
		const text = Buffer.from(`${'x'.repeat(offset)}canary-Secret-1 and more`).toString('base64');
		const result = registry.replaceIn(text);
		expect(result).toContain('[redacted]');
		expect(Buffer.from(result.replace('[redacted]', ''), 'base64').toString()).not.toContain('Secret');
	});

	test('is let go when nobody holds it any more', () => {
		const registry = createSecretRegistry();
		const first = registry.hold('canary-1');
		const second = registry.hold(new Secret('canary-1'));
		first();
		first();
		expect(registry.replaceIn('canary-1')).toBe('[redacted]');
		second();
		expect(registry.replaceIn('canary-1')).toBe('canary-1');
		expect(registry.size).toBe(0);
	});

	test('of three digits is replaced as a word, not inside times and numbers', () => {
		const registry = createSecretRegistry();
		registry.hold('482');
		expect(registry.replaceIn('the code 482, at 10:42:07.482, 1482 rows, id 4821')).toBe(
			'the code [redacted], at 10:42:07.482, 1482 rows, id 4821',
		);
	});

	test('of one character would redact everything and is not held', () => {
		const registry = createSecretRegistry();
		registry.hold('L');
		expect(registry.replaceIn('LIVE L')).toBe('LIVE L');
	});

	test('that contains another is replaced whole', () => {
		const registry = createSecretRegistry();
		registry.hold('canary');
		registry.hold('canary-and-more');
		expect(registry.replaceIn('<canary-and-more> <canary>')).toBe('<[redacted]> <[redacted]>');
	});
});
