/**
Names of fields, headers, parameters and variables whose value never reaches a log, compared without case, underscores, dashes, dots and spaces.

Sources: the wire of both API types, our own configuration, and what other systems call the same things.
*/
const alwaysSensitive = new Set(['authorization', 'proxyauthorization', 'passphrase', 'mpin']);

/** Sensitive as names of fields, but also words that sentences use: `session/token: success`. */
const oftenWords = new Set(['token', 'handle', 'secret', 'pin', 'seed', 'bearer', 'signature']);

/** Routes of the broker that end like a secret's name: `session/verifytotp: success` is what happened, not a code. */
const routes = new Set(['verifytotp', 'verifyotp']);

/** A name that ends like this is sensitive whatever stands before it: `M_STOCK_ACCESS_TOKEN`, `x-privatekey`, `newPassword`. */
const endings = [
	'password',
	'passwd',
	'pwd',
	'passcode',
	'otp',
	'jwt',
	'cookie',
	'checksum',
	'apikey',
	'privatekey',
	'apisecret',
	'secretkey',
	'clientsecret',
	'totpsecret',
	'totpseed',
	'totpcode',
	'otpcode',
	'encryptionkey',
	'masterkey',
	'datakey',
	'fernetkey',
	'accesstoken',
	'publictoken',
	'refreshtoken',
	'enctoken',
	'jwttoken',
	'feedtoken',
	'requesttoken',
	'sessiontoken',
	'authtoken',
	'bearertoken',
	'idtoken',
] as const;

/**
What a name says about its value.

- `always`: the value is a secret wherever it stands.
- `field`: a secret in anything structured; in a sentence only if the value looks made up.
- `never`: nothing known against it.
*/
export function sensitivityOf(name: string): 'always' | 'field' | 'never' {
	const folded = foldName(name);
	if (routes.has(folded)) {
		return 'never';
	}

	if (alwaysSensitive.has(folded) || endings.some(ending => folded.endsWith(ending))) {
		return 'always';
	}

	return oftenWords.has(folded) ? 'field' : 'never';
}

export function isSensitiveName(name: string): boolean {
	return sensitivityOf(name) !== 'never';
}

/** The last part counts: `https%3A%2F%2Fhost%3Fapi_key` names an API key. Names are short; of a long text only the end is looked at. */
function foldName(name: string): string {
	const bounded = name.length > 120 ? name.slice(-120) : name;
	return (
		decodePercent(bounded)
			.split(/[#&/;?]/)
			.at(-1) ?? ''
	)
		.toLowerCase()
		.replaceAll(/[^a-z0-9]/g, '');
}

function decodePercent(text: string): string {
	return text.includes('%')
		? text.replaceAll(/%([0-7][0-9a-f])/gi, (_match, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
		: text;
}
