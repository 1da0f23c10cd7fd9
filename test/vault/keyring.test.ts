import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {Secret} from '../../source/domain/secret.ts';
import {EncryptionError, ValidationError} from '../../source/errors.ts';
import {generateFernetKey, openFernet, sealFernet} from '../../source/vault/fernet.ts';
import {createKeyring, maximumSealedTextBytes, type KeyRow, type KeyringOptions} from '../../source/vault/keyring.ts';
import {unwrapKey, wrapKey} from '../../source/vault/wrapped-key.ts';

const at = new Date('2026-11-24T05:12:00.000Z');
const masterKey = generateFernetKey();
const otherMasterKey = generateFernetKey();
const [firstKey, secondKey, tenthKey, strangeKey] = [
	generateFernetKey(),
	generateFernetKey(),
	generateFernetKey(),
	generateFernetKey(),
];

function row(keyId: string, storedKey: string, isMarkedActive = false): KeyRow {
	return {keyId, storedKey, createdAt: at, isMarkedActive};
}

function keyring(rows: readonly KeyRow[], options: Partial<KeyringOptions> = {}) {
	return createKeyring({masterKey, rows, now: () => at, ...options});
}

const wrapped = (keyId: string, key: Secret, isMarkedActive = false) =>
	row(keyId, wrapKey(masterKey, key, at), isMarkedActive);

describe('sealing', () => {
	test('uses the key that is marked active, whatever its id, and says which it was', () => {
		const ring = keyring([wrapped('1', firstKey), wrapped('2', secondKey, true), wrapped('10', tenthKey)]);
		const {token, keyId} = ring.seal(new Secret('Demo@1234'));
		expect(ring.activeKeyId).toBe('2');
		expect(keyId).toBe('2');
		expect(openFernet(secondKey, token)).toEqual({plaintext: expect.any(Secret), sealedAt: at});
		expect(openFernet(secondKey, token).plaintext.reveal()).toBe('Demo@1234');
	});

	test('uses the highest id, as a number, where an adopted table marks none or several are marked', () => {
		expect(keyring([row('9', firstKey.reveal()), row('10', tenthKey.reveal())]).activeKeyId).toBe('10');
		expect(keyring([wrapped('10', tenthKey, true), wrapped('9', firstKey, true)]).activeKeyId).toBe('10');
	});

	test('works with a plain key of the original, which is told apart', () => {
		const ring = keyring([row('1', `${firstKey.reveal()}\n`)], {masterKey: undefined});
		expect(openFernet(firstKey, ring.seal(new Secret('x')).token).plaintext.reveal()).toBe('x');
		expect(ring.keys()).toEqual([{keyId: '1', createdAt: at, isActive: true, isWrapped: false, isUsable: true}]);
		expect(ring.problem).toBeUndefined();
	});

	test('refuses more than fits the column and names the field, by bytes and not by characters', () => {
		const ring = keyring([wrapped('1', firstKey)]);
		expect(ring.sealShort(new Secret('x'.repeat(127)), 'password').token.length).toBeLessThanOrEqual(255);
		const error = catchError(() => ring.sealShort(new Secret('₹'.repeat(43)), 'password'));
		expect(error).toBeInstanceOf(ValidationError);
		expect(error).toMatchObject({field: 'password', fields: {password: expect.stringContaining('127')}});
		expect(String(error)).not.toContain('₹₹');
	});

	test('takes broker tokens of any length that a TEXT column holds', () => {
		const ring = keyring([wrapped('1', firstKey)]);
		expect(ring.seal(new Secret('x'.repeat(maximumSealedTextBytes))).token.length).toBeLessThanOrEqual(65_535);
		expect(() => ring.seal(new Secret('x'.repeat(maximumSealedTextBytes + 1)))).toThrow(ValidationError);
	});

	test('refuses without any key and says how to make one', () => {
		const ring = keyring([]);
		expect(ring.activeKeyId).toBeUndefined();
		expect(ring.problem).toBeUndefined();
		expect(catchError(() => ring.seal(new Secret('x')))).toMatchObject({
			kind: 'EncryptionError',
			hint: expect.stringContaining('keys generate'),
		});
	});
});

describe('the master key', () => {
	test('that is missing leaves wrapped keys shut, and the error says what is missing and where it may be', () => {
		const ring = keyring([wrapped('1', firstKey), wrapped('2', secondKey)], {masterKey: undefined});
		expect(ring.problem).toBeInstanceOf(EncryptionError);
		expect(ring.problem?.message).toBe('The master key is missing: nothing else opens data keys 1, 2.');
		expect(ring.problem?.hint).toMatch(/MSTOCK_MASTER_KEY.*config\/\.env.*recovery sheet/);
		expect(catchError(() => ring.seal(new Secret('x')))).toBe(ring.problem);
		expect(ring.keys().map(({isWrapped, isUsable}) => ({isWrapped, isUsable}))).toEqual([
			{isWrapped: true, isUsable: false},
			{isWrapped: true, isUsable: false},
		]);
		const token = sealFernet(firstKey, 'x', at);
		expect(ring.open(token, '1')).toEqual({state: 'unopenable'});
	});

	test('that is another one is told apart from a missing one', () => {
		const ring = keyring([wrapped('1', firstKey)], {masterKey: otherMasterKey});
		expect(ring.problem?.message).toContain('not the one of this vault');
		expect(() => ring.seal(new Secret('x'))).toThrow(EncryptionError);
	});

	test('that opens some keys only still seals with an active one that opened', () => {
		const ring = keyring([row('1', wrapKey(otherMasterKey, firstKey, at)), wrapped('2', secondKey, true)]);
		expect(ring.problem?.message).toContain('but not data key 1');
		expect(ring.seal(new Secret('x')).keyId).toBe('2');
	});

	test('never counts something that is no key as usable', () => {
		const ring = keyring([row('1', 'junk'), row('2', sealFernet(masterKey, 'not a key', at))]);
		expect(ring.keys().filter(({isUsable}) => isUsable)).toEqual([]);
	});

	test('wraps a data key into what the original column holds, and nothing but a key', () => {
		const stored = wrapKey(masterKey, firstKey, at);
		expect(stored.length).toBeLessThanOrEqual(255);
		expect(unwrapKey(masterKey, stored).reveal()).toBe(firstKey.reveal());
		expect(() => unwrapKey(otherMasterKey, stored)).toThrow(EncryptionError);
		expect(() => wrapKey(masterKey, new Secret('short'), at)).toThrow(EncryptionError);
		expect(() => unwrapKey(masterKey, sealFernet(masterKey, 'short', at))).toThrow(EncryptionError);
	});
});

describe('opening', () => {
	const ring = keyring([wrapped('1', firstKey), wrapped('2', secondKey, true)], {
		legacyKey: {key: tenthKey, keyId: '7'},
	});

	test.each([
		['the key that the row names', firstKey, '1', '1'],
		['another key, where the row names a wrong one', firstKey, '2', '1'],
		['another key, where the row names none', secondKey, undefined, '2'],
		['another key, where the row names one that is gone', secondKey, '99', '2'],
		['a key whose id has blanks around it in the row', firstKey, ' 1 ', '1'],
		['the legacy key, where no row holds it', tenthKey, '1', '7'],
	])('works with %s', (_, sealedWith, keyId, opensWith) => {
		const opened = ring.open(sealFernet(sealedWith, 'Demo@1234', at), keyId);
		expect(opened).toMatchObject({state: 'sealed', keyId: opensWith, sealedAt: at});
		expect(opened.state === 'sealed' && opened.secret.reveal()).toBe('Demo@1234');
	});

	test('forgives blanks around a token and the quotes that Python leaves around bytes', () => {
		const token = sealFernet(firstKey, 'Demo@1234', at);
		for (const stored of [` ${token}\n`, `b'${token}'`, `b"${token}"`]) {
			expect(ring.open(stored, '1')).toMatchObject({state: 'sealed', keyId: '1'});
		}
	});

	test.each([
		'Demo@1234',
		'',
		' blanks around ',
		'sandbox-key-a==',
		'eyJhbGciOiJIUzI1NiJ9.eyJVU0VSTkFNRSI6IkRFTU8wMSJ9.c2lnbmF0dXJl',
		'4876d509-06c1-45db-8248-33dbde85135b',
		'gAAA',
		'B'.repeat(120),
	])('takes "%s" for a plain value and gives it back to the byte', stored => {
		const opened = ring.open(stored, '1');
		expect(opened.state === 'plain' && opened.secret.reveal()).toBe(stored);
	});

	test('calls the token of an unknown key unopenable', () => {
		expect(ring.open(sealFernet(strangeKey, 'Demo@1234', at), '1')).toEqual({state: 'unopenable'});
	});

	test('never takes a damaged token for a password: one character changed, the end cut off, something around it', () => {
		const token = sealFernet(firstKey, 'Demo@1234', at);
		const damaged = fc.oneof(
			fc
				.tuple(fc.nat(token.length - 1), fc.string({unit: 'grapheme-ascii', minLength: 1, maxLength: 1}))
				.map(([index, character]) => token.slice(0, index) + character + token.slice(index + 1)),
			fc.integer({min: 5, max: token.length - 1}).map(length => token.slice(0, length)),
			fc.constantFrom(`"${token}"`, `x${token}`, `${token}x`, token.replace(/=+$/, ''), `${token}\0`),
		);
		fc.assert(
			fc.property(damaged, stored => {
				fc.pre(stored.trim() !== token);
				expect(ring.open(stored, '1')).toEqual({state: 'unopenable'});
			}),
			{numRuns: 1000},
		);
	});

	test('never throws, whatever is stored', () => {
		fc.assert(
			fc.property(fc.string({unit: 'binary'}), fc.option(fc.string(), {nil: undefined}), (stored, keyId) => {
				expect(['plain', 'unopenable']).toContain(ring.open(stored, keyId).state);
			}),
		);
	});
});

describe('what a keyring shows', () => {
	test('holds no key: not as JSON, not when inspected', () => {
		const ring = keyring([wrapped('1', firstKey), row('2', secondKey.reveal(), true)]);
		const shown = JSON.stringify([ring, ring.keys(), ring.seal(new Secret('canary-password'))]);
		for (const secret of [masterKey.reveal(), firstKey.reveal(), secondKey.reveal(), 'canary-password']) {
			expect(shown).not.toContain(secret);
		}
	});
});

function catchError(work: () => unknown): unknown {
	try {
		return work();
	} catch (error) {
		return error;
	}
}
