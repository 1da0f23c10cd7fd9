import fastCheck from 'fast-check';
import {describe, expect, test} from 'vitest';
import {findLeaks} from './canary-scan.ts';

const canary = {name: 'password', value: 'K/9"\\ü+ x==päss'};

const around = fastCheck.string({maxLength: 40});

/** Every way in which a secret may be written into a text. */
const spellings: Readonly<Record<string, (secret: string, before: string, after: string) => string>> = {
	raw: (secret, before, after) => before + secret + after,
	'escaped as JSON': (secret, before, after) => JSON.stringify({body: before + secret + after}),
	'escaped as JSON twice': (secret, before, after) =>
		JSON.stringify({body: JSON.stringify({x: before + secret + after})}),
	'URL-encoded': (secret, before, after) =>
		`${encodeURIComponent(before)}${encodeURIComponent(secret)}${encodeURIComponent(after)}`,
	'in a form': (secret, before, after) => new URLSearchParams({b: before + secret + after}).toString(),
	'in base64': (secret, before, after) => Buffer.from(before + secret + after).toString('base64'),
	'in URL-safe base64': (secret, before, after) => Buffer.from(before + secret + after).toString('base64url'),
	'in hex': (secret, before, after) =>
		Buffer.from(before + secret + after)
			.toString('hex')
			.toUpperCase(),
};

describe('the canary scan', () => {
	for (const [name, spell] of Object.entries(spellings)) {
		test(`finds a secret ${name}, whatever stands around it`, () => {
			fastCheck.assert(
				fastCheck.property(
					around.map(text => text.toWellFormed()),
					around.map(text => text.toWellFormed()),
					(before, after) => {
						const leaks = findLeaks([canary], [{name: 'log', content: spell(canary.value, before, after)}]);
						expect(leaks.map(({sink}) => sink)).toContain('log');
					},
				),
			);
		});
	}

	test('finds a secret in a file of bytes that are no text', () => {
		const content = Buffer.concat([Buffer.from([0xff, 0xfe, 0x00]), Buffer.from(canary.value), Buffer.from([0x80])]);
		expect(findLeaks([canary], [{name: 'database', content}])).toEqual([
			{canary: 'password', sink: 'database', form: 'raw'},
		]);
	});

	test('finds nothing where nothing is', () => {
		expect(findLeaks([canary], [{name: 'log', content: 'password [redacted], 9 attempts remaining'}])).toEqual([]);
	});

	test('takes six digits within a longer number for chance, and alone for a leak', () => {
		const otp = {name: 'otp', value: '482913'};
		expect(findLeaks([otp], [{name: 'log', content: 'at 1764829139482'}])).toEqual([]);
		expect(findLeaks([otp], [{name: 'log', content: '{"otp":"482913"}'}])).toEqual([
			{canary: 'otp', sink: 'log', form: 'raw'},
		]);
	});
});
