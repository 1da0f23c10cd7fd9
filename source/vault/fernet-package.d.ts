/** What this program uses of the `fernet` package (0.4.0), which brings no types. Only `vault/fernet.ts` may import it. */
declare module 'fernet' {
	type Secret = {readonly signingKeyHex: string; readonly encryptionKeyHex: string};

	type TokenOptions = {
		readonly secret: Secret;
		/** Seconds. Always 0 here: without it the package refuses whatever is older than a minute. */
		readonly ttl: 0;
		readonly time?: Date;
		readonly message?: string;
	};

	type Token = {
		readonly encode: (message: string) => string;
		readonly decode: (token: string) => string;
	};

	const fernet: {
		/** Throws unless the text decodes to 32 bytes; takes junk characters. */
		readonly Secret: new (key: string) => Secret;
		readonly Token: new (options: TokenOptions) => Token;
		/** Base64url to hexadecimal. Token and Secret both look it up here. */
		decode64toHex: (text: string) => string;
	};
	export default fernet;
}
