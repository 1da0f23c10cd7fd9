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
		[
			'percent-encoded, every byte',
			value.replaceAll(/./gu, text => Buffer.from(text).toString('hex').replaceAll(/../g, '%$&')),
		],
		['HTML-escaped in upper case', 'p@ss &QUOT;w&AMP;rd&QUOT; &LT;ü&GT;&#X27;+/=\\x'],
		['HTML-escaped by number', value.replaceAll(/./gu, text => `&#${text.codePointAt(0)};`)],
		['HTML-escaped by hexadecimal number', value.replaceAll(/./gu, text => `&#x${text.codePointAt(0)?.toString(16)};`)],
		['HTML-escaped with all names', 'p&commat;ss &quot;w&amp;rd&quot; &lt;&uuml;&gt;&apos;&plus;&sol;&equals;&bsol;x'],
		['HTML-escaped twice', 'p@ss &amp;quot;w&amp;amp;rd&amp;quot; &amp;lt;ü&amp;gt;&amp;#39;+/=\\x'],
		['HTML in JSON', JSON.stringify('p@ss &quot;w&amp;rd&quot; &lt;ü&gt;&#39;+/=\\x')],
		[
			'JSON as .NET writes it, in lower case',
			'p@ss \\u0022w\\u0026rd\\u0022 \\u003c\\u00fc\\u003e\\u0027\\u002b/=\\\\x',
		],
		[
			'hex as .NET writes it',
			Buffer.from(value)
				.toString('hex')
				.toUpperCase()
				.replaceAll(/..(?=.)/g, '$&-'),
		],
		['with its letters decomposed', value.normalize('NFD')],
		['HTML-escaped', '<p>p@ss &quot;w&amp;rd&quot; &lt;ü&gt;&#39;+/=\\x</p>'],
	])('is replaced %s', (_form, text) => {
		const registry = createSecretRegistry();
		registry.hold(value);
		expect(registry.replaceIn(text)).toContain('[redacted]');
		expect(registry.replaceIn(text).length).toBeLessThan(text.length);
		expect(createSecretRegistry().replaceIn(text)).toBe(text);
	});

	test('goes alone: what stands around it stays as it was written', () => {
		const registry = createSecretRegistry();
		registry.hold('a&b"cd');
		expect(registry.replaceIn('&lt;p&gt;a&amp;b&quot;cd %41\\u0041 a&#38;b%22cd&lt;')).toBe(
			'&lt;p&gt;[redacted] %41\\u0041 [redacted]&lt;',
		);
	});

	test('is found although its own characters look like escapes', () => {
		const registry = createSecretRegistry();
		registry.hold('x%41&amp;"y\\u0041');
		expect(registry.replaceIn('<x%41&amp;amp;&quot;y\\u0041>')).toBe('<[redacted]>');
		expect(registry.replaceIn('<x%41&amp;"y\\u0041>')).toBe('<[redacted]>');
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
