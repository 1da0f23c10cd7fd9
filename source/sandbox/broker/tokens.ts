import {createHash, createHmac, randomBytes, randomUUID} from 'node:crypto';

/** The tokens of a session, as both dialects name them in their own ways. */
export type IssuedTokens = {
	/** A's `access_token`, B's `jwtToken`: what later calls are signed with. */
	readonly accessToken: string;
	/** A only. */
	readonly publicToken: string;
	/** A only: a second JWT. */
	readonly encToken: string;
	/** Opaque in A. */
	readonly refreshToken: string;
	/** B only: JWTs. */
	readonly refreshJwt: string;
	readonly feedJwt: string;
};

export type TokenClaims = {readonly userId: string; readonly issuedAt: Date; readonly endsAt: Date};

/** Source: field report in the wire document, section 2.2. */
const accessTokenLength = 1200;
const companionTokenLength = 400;

// Nobody verifies these: the sandbox knows its tokens by their hash. The key only makes them look signed.
const signingKey = 'mstock-sandbox-signing-key';

/** Fresh tokens; no two are ever alike, so that a replaced token can be told from its successor. */
export function issueTokens(claims: TokenClaims): IssuedTokens {
	return {
		accessToken: createJwt(claims, accessTokenLength),
		publicToken: randomUUID(),
		encToken: createJwt(claims, companionTokenLength),
		refreshToken: randomBytes(48).toString('base64url'),
		refreshJwt: createJwt(claims, companionTokenLength),
		feedJwt: createJwt(claims, companionTokenLength),
	};
}

export function createHandle(): string {
	return randomUUID();
}

export function hashToken(token: string): string {
	return createHash('sha256').update(token).digest('hex');
}

/**
A JWT of about `length` characters, HS256, with exactly the payload keys of the real one: USERNAME, APITYPE, nbf, exp, iat (seconds).

The filler that makes it as long as the real one sits in the header's `kid`, where no client looks.
*/
export function createJwt(claims: TokenClaims, length: number): string {
	const issuedAtSeconds = Math.floor(claims.issuedAt.getTime() / 1000);
	const payload = encodePart({
		USERNAME: claims.userId,
		APITYPE: 'AGL',
		nbf: issuedAtSeconds,
		exp: Math.floor(claims.endsAt.getTime() / 1000),
		iat: issuedAtSeconds,
	});
	const signatureLength = 43;
	const bareHeaderLength = encodePart({alg: 'HS256', typ: 'JWT', kid: ''}).length;
	// Base64 twice: 9 random bytes make 12 characters of kid and 16 of header.
	const fillerBytes = Math.floor(((length - payload.length - signatureLength - bareHeaderLength - 2) * 9) / 16);
	const header = encodePart({
		alg: 'HS256',
		typ: 'JWT',
		kid: randomBytes(Math.max(fillerBytes, 12)).toString('base64url'),
	});
	const signature = createHmac('sha256', signingKey).update(`${header}.${payload}`).digest('base64url');
	return `${header}.${payload}.${signature}`;
}

function encodePart(part: Readonly<Record<string, unknown>>): string {
	return Buffer.from(JSON.stringify(part)).toString('base64url');
}
