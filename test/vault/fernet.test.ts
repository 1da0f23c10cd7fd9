import {spawnSync} from 'node:child_process';
import crypto from 'node:crypto';
import {readFileSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import fc from 'fast-check';
import {afterEach, describe, expect, test, vi} from 'vitest';
import {Secret} from '../../source/domain/secret.ts';
import {EncryptionError} from '../../source/errors.ts';
import {generateFernetKey, isFernetKey, isFernetToken, openFernet, sealFernet} from '../../source/vault/fernet.ts';

type Vector = {
	readonly desc?: string;
	readonly token: string;
	readonly now: string;
	readonly ttl_sec: number;
	readonly iv: readonly number[];
	readonly src: string;
	readonly secret: string;
};

type PythonTokens = {
	readonly key: string;
	readonly tokens: readonly {readonly plaintext: string; readonly sealedAtSeconds: number; readonly token: string}[];
};

const generateVectors = readFixture('spec-generate.json') as readonly Vector[];
const verifyVectors = readFixture('spec-verify.json') as readonly Vector[];
const invalidVectors = readFixture('spec-invalid.json') as readonly Vector[];
const python = readFixture('python-tokens.json') as PythonTokens;

const key = new Secret('cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=');
const at = new Date('2026-11-24T05:12:00.987Z');

afterEach(() => {
	vi.restoreAllMocks();
});

describe('the vectors of the specification', () => {
	test.each(generateVectors)(
		'generate: the token for "$src" comes out to the letter',
		({token, now, iv, src, secret}) => {
			vi.spyOn(crypto, 'randomBytes').mockImplementationOnce(() => Buffer.from(iv));
			expect(sealFernet(new Secret(secret), src, new Date(now))).toBe(token);
		},
	);

	test.each(verifyVectors)('verify: the token opens to "$src"', ({token, now, ttl_sec: ttlSeconds, src, secret}) => {
		const opened = openFernet(new Secret(secret), token, {ttlSeconds, now: new Date(now)});
		expect(opened.plaintext.reveal()).toBe(src);
		expect(opened.sealedAt).toEqual(new Date('1985-10-26T01:20:00-07:00'));
	});

	test('invalid: there are the eight that everybody has, and three that came later', () => {
		expect(invalidVectors.map(({desc}) => desc)).toHaveLength(11);
	});

	test.each(invalidVectors)('invalid: refused for "$desc"', ({token, now, ttl_sec: ttlSeconds, secret}) => {
		expect(() => openFernet(new Secret(secret), token, {ttlSeconds, now: new Date(now)})).toThrow(EncryptionError);
	});

	test.each(invalidVectors.filter(({desc}) => !/TTL|far-future/.test(desc ?? '')))(
		'invalid: refused for "$desc" without any look at its age',
		({token, secret}) => {
			expect(() => openFernet(new Secret(secret), token)).toThrow(EncryptionError);
		},
	);

	test('old and future tokens open when nobody asks for their age', () => {
		const texts = invalidVectors
			.filter(({desc}) => /TTL|far-future/.test(desc ?? ''))
			.map(({token, secret}) => openFernet(new Secret(secret), token).plaintext.reveal());
		// The specification sealed the empty text in both.
		expect(texts).toEqual(['', '']);
	});
});

describe('tokens that Python made', () => {
	test.each(python.tokens)('open: the one sealed at second $sealedAtSeconds', ({plaintext, sealedAtSeconds, token}) => {
		const opened = openFernet(new Secret(python.key), token);
		expect(opened.plaintext.reveal()).toBe(plaintext);
		expect(opened.sealedAt).toEqual(new Date(sealedAtSeconds * 1000));
	});
});

describe('a round trip', () => {
	test('gives back any text, the empty one and several scripts included, and the second of its sealing', () => {
		const texts = fc.oneof(
			fc.string({unit: 'grapheme', maxLength: 60}),
			fc.string({unit: 'binary', maxLength: 60}),
			fc.constant(''),
		);
		const times = fc.date({min: new Date(1000), max: new Date('2200-01-01'), noInvalidDate: true});
		fc.assert(
			fc.property(texts, times, (text, sealedAt) => {
				fc.pre(text.isWellFormed());
				const opened = openFernet(key, sealFernet(key, text, sealedAt));
				expect(opened.plaintext.reveal()).toBe(text);
				expect(opened.sealedAt.getTime()).toBe(Math.floor(sealedAt.getTime() / 1000) * 1000);
			}),
			{numRuns: 200},
		);
	});

	test('gives a different token each time, for the empty text too', () => {
		const tokens = ['', '', 'same', 'same'].map(text => sealFernet(key, text, at));
		expect(new Set(tokens).size).toBe(4);
		expect(tokens.map(token => openFernet(key, token).plaintext.reveal())).toEqual(['', '', 'same', 'same']);
	});

	test('fits 127 bytes, and not 128, into 255 characters', () => {
		expect(sealFernet(key, 'x'.repeat(127), at)).toHaveLength(248);
		expect(sealFernet(key, 'x'.repeat(128), at)).toHaveLength(268);
	});
});

describe('the guard', () => {
	const token = sealFernet(key, 'Demo@1234', at);

	test('refuses a token in which any one character is another', () => {
		fc.assert(
			fc.property(
				fc.nat(token.length - 1),
				fc.constantFrom('A', 'Q', 'g', 'w', '0', '9', '-', '_', '=', '+', '/', ' ', '*', 'é'),
				(index, character) => {
					fc.pre(token[index] !== character);
					const changed = token.slice(0, index) + character + token.slice(index + 1);
					expect(() => openFernet(key, changed)).toThrow(EncryptionError);
				},
			),
			{numRuns: 500},
		);
	});

	test('refuses every cut, every addition and every other spelling', () => {
		const others = [
			...Array.from({length: token.length}, (_, length) => token.slice(0, length)),
			` ${token}`,
			`${token}\n`,
			`${token}=`,
			token.replace(/=+$/, ''),
			token.replaceAll('-', '+').replaceAll('_', '/') + '====',
			`${token}${token}`,
		];
		const opened = others.filter(other => {
			try {
				openFernet(key, other);
				return true;
			} catch {
				return false;
			}
		});
		expect(opened).toEqual([]);
	});

	test('refuses a second spelling of the same bytes', () => {
		// The last character before "==" carries four bits that nobody reads.
		const index = token.indexOf('=') - 1;
		const last = token[index] ?? '';
		const next = String.fromCodePoint((last.codePointAt(0) ?? 0) + 1);
		const twin = token.slice(0, index) + next + token.slice(index + 1);
		expect(Buffer.from(twin, 'base64url')).toEqual(Buffer.from(token, 'base64url'));
		expect(() => openFernet(key, twin)).toThrow(EncryptionError);
	});

	test('refuses a payload that is signed but not UTF-8, or padded wrongly in its inner bytes', () => {
		const bad = [
			Buffer.from([0xff, 0xfe, ...Array<number>(14).fill(14)]),
			Buffer.from([...Array<number>(14).fill(0x61), 7, 2]),
			Buffer.from(Array<number>(16).fill(0)),
			Buffer.from(Array<number>(16).fill(17)),
		];
		for (const block of bad) {
			expect(() => openFernet(key, forge(block))).toThrow(EncryptionError);
		}

		const good = Buffer.from([...Array<number>(14).fill(0x61), 2, 2]);
		expect(openFernet(key, forge(good)).plaintext.reveal()).toBe('a'.repeat(14));
	});

	test('refuses a token of another key and says nothing about its bytes', () => {
		const other = generateFernetKey();
		const error = catchError(() => openFernet(other, token));
		expect(error).toBeInstanceOf(EncryptionError);
		expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(token.slice(10, 30));
		expect(String(error)).not.toContain('Demo');
	});

	test.each([
		['nothing', ''],
		['43 characters', 'cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4'],
		['the plain base64 alphabet', 'cw/0x689RpI+jtRR7oE8h/eQsKImvJapLeSbXpwF4e4='],
		['junk inside', 'cw_0x689RpI-jtRR7oE8h eQsKImvJapLeSbXpwF4e4='],
		['a line end', 'cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=\n'],
	])('refuses a key that is %s', (_, text) => {
		expect(isFernetKey(text)).toBe(false);
		expect(() => sealFernet(new Secret(text), 'x', at)).toThrow(EncryptionError);
		expect(() => openFernet(new Secret(text), token)).toThrow(EncryptionError);
	});

	test('refuses half a character and a clock before 1970', () => {
		expect(() => sealFernet(key, 'a\uD83D', at)).toThrow(EncryptionError);
		for (const time of [0, -1000, Number.NaN]) {
			expect(() => sealFernet(key, 'a', new Date(time))).toThrow(EncryptionError);
		}
	});

	test('knows the shape of a token, whoever sealed it', () => {
		expect(isFernetToken(token)).toBe(true);
		expect(isFernetToken(sealFernet(generateFernetKey(), '', at))).toBe(true);
		for (const text of ['', 'Demo@1234', 'sandbox-key-a==', key.reveal(), token.slice(4), `h${token.slice(1)}`]) {
			expect(isFernetToken(text)).toBe(false);
		}
	});
});

describe('keys', () => {
	test('that are generated have the right shape and are all different', () => {
		const keys = Array.from({length: 50}, () => generateFernetKey().reveal());
		expect(keys.filter(text => !isFernetKey(text))).toEqual([]);
		expect(new Set(keys).size).toBe(50);
	});
});

describe('the package', () => {
	test('leaves nothing behind that a for-in over a string would meet', () => {
		const names: string[] = [];
		// oxlint-disable-next-line guard-for-in -- what is inherited is the point
		for (const name in Object('ab') as Record<string, unknown>) {
			names.push(name);
		}

		expect(names).toEqual(['0', '1']);
	});

	test('prints no deprecation warning when the program is bundled', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'mstock-vault-'));
		try {
			const outfile = join(folder, 'vault.cjs');
			const source = fileURLToPath(new URL('../../source/vault/fernet.ts', import.meta.url));
			const contents = `import {generateFernetKey, openFernet, sealFernet} from ${JSON.stringify(source)};
				const key = generateFernetKey();
				process.stdout.write(openFernet(key, sealFernet(key, 'opened', new Date(1e12))).plaintext.reveal());`;
			const resolveDir = fileURLToPath(new URL('.', import.meta.url));
			await build({stdin: {contents, resolveDir}, outfile, bundle: true, platform: 'node', logLevel: 'silent'});
			const {stdout, stderr} = spawnSync(process.execPath, [outfile], {encoding: 'utf8'});
			expect({stdout, stderr}).toEqual({stdout: 'opened', stderr: ''});
		} finally {
			await rm(folder, {recursive: true});
		}
	});
});

/** A token with a valid signature around one raw block of plaintext. */
function forge(block: Buffer): string {
	const keyBytes = Buffer.from(key.reveal(), 'base64url');
	const iv = Buffer.alloc(16, 3);
	const cipher = crypto.createCipheriv('aes-128-cbc', keyBytes.subarray(16), iv).setAutoPadding(false);
	const body = Buffer.concat([Buffer.from([0x80, 0, 0, 0, 0, 0x69, 0, 0, 0]), iv, cipher.update(block)]);
	const hmac = crypto.createHmac('sha256', keyBytes.subarray(0, 16)).update(body).digest();
	return Buffer.concat([body, hmac]).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

function catchError(work: () => unknown): unknown {
	try {
		return work();
	} catch (error) {
		return error;
	}
}

function readFixture(name: string): unknown {
	return JSON.parse(readFileSync(new URL(`../fixtures/vault/${name}`, import.meta.url), 'utf8'));
}
