import {createHmac} from 'node:crypto';

/** RFC 6238 by hand: SHA-1, 30 seconds, six digits, base32 secret. */
export function totpAt(base32: string, at: Date): string {
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(Math.floor(at.getTime() / 30_000)));
	const digest = createHmac('sha1', decodeBase32(base32)).update(counter).digest();
	const offset = (digest.at(-1) ?? 0) & 0x0f;
	return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

function decodeBase32(text: string): Buffer {
	const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
	const bits = Array.from(text, character => alphabet.indexOf(character).toString(2).padStart(5, '0')).join('');
	return Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)));
}
