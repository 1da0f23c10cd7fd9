import {createDecipheriv, createHmac, randomBytes, timingSafeEqual} from 'node:crypto';
import fernet from 'fernet';
import {Secret} from '../domain/secret.ts';
import {EncryptionError} from '../errors.ts';

/*
Fernet (https://github.com/fernet/spec/blob/master/Spec.md) through the `fernet` package, behind a guard: the package by itself opens three of the specification's invalid tokens.

token = base64url(version 0x80 | seconds, 8 bytes | IV, 16 | AES-128-CBC of the padded text, n * 16 | HMAC-SHA256 of all before, 32)
*/

// The package's own version calls `new Buffer`, which prints a deprecation warning over the screen once the program is bundled.
fernet.decode64toHex = text => Buffer.from(text, 'base64url').toString('hex');
// It also plants an enumerable String.prototype.lpad, which every for-in over a string would meet.
Reflect.defineProperty(String.prototype, 'lpad', {enumerable: false});

const version = 0x80;
const blockLength = 16;
const ivOffset = 1 + 8;
const payloadOffset = ivOffset + blockLength;
const hmacLength = 32;
const shortestToken = payloadOffset + blockLength + hmacLength;
/** What the specification grants to clocks that run ahead, where an age is asked for. */
const clockSkewSeconds = 60;
/** The last second that a Date can hold. */
const lastSecond = 8_640_000_000_000n;

export type OpenedToken = {readonly plaintext: Secret; readonly sealedAt: Date};

/** Refuse tokens by age, as the specification's examples do. The vault never asks for it: what is stored does not expire. */
export type AgeLimit = {readonly ttlSeconds: number; readonly now: Date};

/** A new random key: 32 bytes in base64url, 44 characters. */
export function generateFernetKey(): Secret {
	return new Secret(`${randomBytes(32).toString('base64url')}=`);
}

/** Whether a text has the shape of a key. */
export function isFernetKey(text: string): boolean {
	return /^[A-Za-z0-9_-]{43}=$/.test(text);
}

/** Whether a text has the exact shape of a token: alphabet, padding, version and length. It may still be forged, or sealed with another key. */
export function isFernetToken(text: string): boolean {
	return decodeToken(text) !== undefined;
}

/**
Seal a text, which may be empty, into a token that any correct implementation opens. `at` counts in whole seconds.

@throws {EncryptionError} when the key is no key, the text is not valid Unicode, or the time is before 1970
*/
export function sealFernet(key: Secret, plaintext: string, at: Date): string {
	const {packageSecret} = openKey(key);
	if (!plaintext.isWellFormed()) {
		throw new EncryptionError('The text cannot be sealed: it has half a character in it.', {
			hint: 'Type it again instead of pasting it.',
		});
	}

	// From second 1 on, because the package takes second 0 for "now".
	const seconds = Math.floor(at.getTime() / 1000);
	if (!(seconds >= 1)) {
		throw new EncryptionError('The text cannot be sealed: the clock of this computer stands before 1970.', {
			hint: 'Set the clock, then try again.',
		});
	}

	// A new Token each time: a used one repeats its time. Never with an IV: the package makes one constant of any.
	const token = new fernet.Token({
		secret: packageSecret,
		ttl: 0,
		time: new Date(seconds * 1000),
		message: plaintext,
	});
	return token.encode(plaintext);
}

/**
Open a token. `sealedAt` is what the token says about itself, in whole seconds.

@throws {EncryptionError} when it is no token, was not sealed with this key, or was tampered with; the error holds none of its bytes
*/
export function openFernet(key: Secret, token: string, ageLimit?: AgeLimit): OpenedToken {
	const opened = tryOpenFernet(key, token, ageLimit);
	if (opened === undefined) {
		throw new EncryptionError('The sealed value does not open: another key sealed it, or it is damaged.', {
			hint: 'Look at the Keys screen, or run "mstock doctor", to see which keys are known.',
		});
	}

	return opened;
}

/** As `openFernet`, but a token that does not open is undefined: for trying one key after another. Only a malformed key throws. */
export function tryOpenFernet(key: Secret, token: string, ageLimit?: AgeLimit): OpenedToken | undefined {
	const {packageSecret, signingKey, encryptionKey} = openKey(key);
	const bytes = decodeToken(token);
	if (bytes === undefined || !hasValidHmac(bytes, signingKey)) {
		return undefined;
	}

	const seconds = bytes.readBigUInt64BE(1);
	if (seconds > lastSecond || (ageLimit && !isWithin(ageLimit, Number(seconds)))) {
		return undefined;
	}

	const padding = readPadding(bytes, encryptionKey);
	const plaintext = padding === undefined ? undefined : decodeWithPackage(packageSecret, token);
	const payloadLength = bytes.length - payloadOffset - hmacLength;
	if (padding === undefined || plaintext === undefined || Buffer.byteLength(plaintext) !== payloadLength - padding) {
		return undefined;
	}

	return {plaintext: new Secret(plaintext), sealedAt: new Date(Number(seconds) * 1000)};
}

type OpenKey = {
	readonly packageSecret: InstanceType<typeof fernet.Secret>;
	readonly signingKey: Buffer;
	readonly encryptionKey: Buffer;
};

// Kept per Secret object, so that it goes when the Secret goes: opening thousands of rows parses the key once.
const openKeys = new WeakMap<Secret, OpenKey>();

function openKey(key: Secret): OpenKey {
	const known = openKeys.get(key);
	if (known) {
		return known;
	}

	const text = key.reveal();
	if (!isFernetKey(text)) {
		throw new EncryptionError('The key is not a Fernet key: it must be 44 characters of base64url.', {
			hint: 'Copy the key again from where it is kept, to its last character.',
		});
	}

	const bytes = Buffer.from(text, 'base64url');
	const opened = {
		packageSecret: new fernet.Secret(text),
		signingKey: bytes.subarray(0, 16),
		encryptionKey: bytes.subarray(16),
	};
	openKeys.set(key, opened);
	return opened;
}

/** The bytes of a token of the right shape; undefined for anything else, such as a second spelling of the same bytes. */
function decodeToken(token: string): Buffer | undefined {
	if (!/^[A-Za-z0-9_-]+={0,2}$/.test(token) || token.length % 4 !== 0) {
		return undefined;
	}

	const bytes = Buffer.from(token, 'base64url');
	const isCanonical = bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_') === token;
	const isWhole = bytes.length >= shortestToken && (bytes.length - shortestToken) % blockLength === 0;
	return isCanonical && isWhole && bytes[0] === version ? bytes : undefined;
}

function hasValidHmac(bytes: Buffer, signingKey: Buffer): boolean {
	const signed = bytes.subarray(0, -hmacLength);
	const expected = createHmac('sha256', signingKey).update(signed).digest();
	return timingSafeEqual(expected, bytes.subarray(-hmacLength));
}

function isWithin({ttlSeconds, now}: AgeLimit, sealedSeconds: number): boolean {
	const nowSeconds = now.getTime() / 1000;
	return sealedSeconds + ttlSeconds >= nowSeconds && sealedSeconds <= nowSeconds + clockSkewSeconds;
}

/** How many bytes of PKCS #7 padding end the payload; undefined when they are wrong, which the package does not notice. The last block tells. */
function readPadding(bytes: Buffer, encryptionKey: Buffer): number | undefined {
	const end = bytes.length - hmacLength;
	const before = bytes.subarray(end - 2 * blockLength, end - blockLength);
	const decipher = createDecipheriv('aes-128-cbc', encryptionKey, before).setAutoPadding(false);
	const block = decipher.update(bytes.subarray(end - blockLength, end));
	const padding = block.at(-1) ?? 0;
	const isRight = padding >= 1 && padding <= blockLength && block.subarray(-padding).every(byte => byte === padding);
	return isRight ? padding : undefined;
}

function decodeWithPackage(secret: OpenKey['packageSecret'], token: string): string | undefined {
	try {
		return new fernet.Token({secret, ttl: 0}).decode(token);
	} catch {
		// Everything else was checked before, so what is left is text that is not UTF-8. The package's message is not ours to show.
		return undefined;
	}
}
