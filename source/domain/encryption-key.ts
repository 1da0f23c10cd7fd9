/** A data key as screens and commands see it: never the key itself. */
export type EncryptionKey = {
	readonly keyId: string;
	/** New values are sealed with the one active key; the others only open what they sealed. */
	readonly state: 'active' | 'decrypt-only' | 'retired';
	readonly createdAt: Date;
	readonly expiresAt: Date | undefined;
	/** False for a key that the original stored in the clear: whoever has the database has that key. */
	readonly isWrapped: boolean;
	/** False when the master key does not open it. */
	readonly isUsable: boolean;
	/** How many credential rows name this key. */
	readonly rows: number;
};
