import {Secret} from '../domain/secret.ts';
import {EncryptionError, ValidationError} from '../errors.ts';
import {isFernetKey, sealFernet, tryOpenFernet} from './fernet.ts';
import {cleanToken, looksLikeToken} from './stored-value.ts';
import {masterKeyPlaces, tryUnwrapKey} from './wrapped-key.ts';

/** A row of `SEC01_ENCRYPTION_KEY`. `storedKey` is wrapped, or a plain Fernet key that the original left. */
export type KeyRow = {
	readonly keyId: string;
	readonly storedKey: string;
	readonly createdAt: Date;
	readonly isMarkedActive: boolean;
};

export type KeyringOptions = {
	/** Undefined where none was found: wrapped keys then stay shut. */
	readonly masterKey: Secret | undefined;
	readonly rows: readonly KeyRow[];
	/** The original's `ENCRYPTION_KEY`: tried last, never used to seal. */
	readonly legacyKey?: {readonly key: Secret; readonly keyId: string | undefined};
	readonly now: () => Date;
};

export type SealedValue = {readonly token: string; readonly keyId: string};

/**
What a stored value turned out to be.

`keyId` is the key that opened it, which may differ from the one the row names; undefined is the legacy key without an id. `unopenable` looks like a token and no known key opens it: never a password, never sent.
*/
export type OpenedValue =
	| {readonly state: 'sealed'; readonly secret: Secret; readonly keyId: string | undefined; readonly sealedAt: Date}
	| {readonly state: 'plain'; readonly secret: Secret}
	| {readonly state: 'unopenable'};

export type KeyState = {
	readonly keyId: string;
	readonly createdAt: Date;
	readonly isActive: boolean;
	readonly isWrapped: boolean;
	/** False when the master key does not open it, or it is no key at all. */
	readonly isUsable: boolean;
};

export type Keyring = {
	/** The key that seals; undefined where there is none at all. It may be unusable: see `problem`. */
	readonly activeKeyId: string | undefined;
	/** Why nothing can be sealed, or why some keys stay shut; undefined when all is well. */
	readonly problem: EncryptionError | undefined;
	/**
	Seal under the active key, for a TEXT column (broker tokens).
	@throws {EncryptionError} when there is no usable active key
	*/
	readonly seal: (plaintext: Secret) => SealedValue;
	/**
	Seal under the active key, for a `VARCHAR(255)` column.
	@throws {ValidationError} naming `field` when it is longer than `maximumSealedBytes`
	*/
	readonly sealShort: (plaintext: Secret, field: string) => SealedValue;
	/** Open what is stored, by the key that the row names, then by every other known one. Never throws. */
	readonly open: (stored: string, keyId: string | undefined) => OpenedValue;
	/** Every key, in the order of the rows. */
	readonly keys: () => readonly KeyState[];
};

/** The most that fits a `VARCHAR(255)` once sealed, in bytes of UTF-8: 128 more bytes would make a token of 268 characters. */
export const maximumSealedBytes = 127;
/** The most that fits a MySQL `TEXT` (65,535 bytes) once sealed. */
export const maximumSealedTextBytes = 49_087;

type KnownKey = {readonly state: KeyState; readonly key: Secret | undefined};

/** Know the data keys, and seal and open with them. Keeps plaintext nowhere. */
export function createKeyring({masterKey, rows, legacyKey, now}: KeyringOptions): Keyring {
	const activeKeyId = chooseActive(rows)?.keyId;
	const known: readonly KnownKey[] = rows.map(row => {
		const stored = row.storedKey.trim();
		const isPlain = isFernetKey(stored);
		const key = isPlain ? new Secret(stored) : masterKey && tryUnwrapKey(masterKey, stored);
		const state: KeyState = {
			keyId: row.keyId,
			createdAt: row.createdAt,
			isActive: row.keyId === activeKeyId,
			isWrapped: !isPlain,
			isUsable: key !== undefined,
		};
		return {state, key};
	});
	const active = known.find(({state}) => state.isActive);
	const problem = findProblem(
		known.map(({state}) => state),
		masterKey !== undefined,
	);

	const seal = (plaintext: Secret, maximumBytes: number, field?: string): SealedValue => {
		if (Buffer.byteLength(plaintext.reveal()) > maximumBytes) {
			const reason = `is too long: at most ${maximumBytes} bytes can be sealed (a letter is one, a rupee sign three)`;
			throw new ValidationError(`The ${field ?? 'value'} ${reason}.`, {
				...(field === undefined ? {} : {fields: {[field]: reason}}),
				hint: 'Use a shorter one.',
			});
		}

		if (active?.key === undefined) {
			throw active === undefined ? noKeyError() : (problem ?? noKeyError());
		}

		return {token: sealFernet(active.key, plaintext.reveal(), now()), keyId: active.state.keyId};
	};

	return {
		activeKeyId,
		problem,
		seal: plaintext => seal(plaintext, maximumSealedTextBytes),
		sealShort: (plaintext, field) => seal(plaintext, maximumSealedBytes, field),
		open(stored, keyId) {
			if (!looksLikeToken(stored)) {
				return {state: 'plain', secret: new Secret(stored)};
			}

			const token = cleanToken(stored);
			for (const candidate of candidates(keyId)) {
				const opened = tryOpenFernet(candidate.key, token);
				if (opened) {
					return {state: 'sealed', secret: opened.plaintext, keyId: candidate.keyId, sealedAt: opened.sealedAt};
				}
			}

			return {state: 'unopenable'};
		},
		keys: () => known.map(({state}) => state),
	};

	// The key that the row names, then the others from the newest, then the original's own variable.
	function* candidates(keyId: string | undefined): Generator<{key: Secret; keyId: string | undefined}> {
		const wanted = keyId?.trim();
		const usable = known.flatMap(({key, state}) => (key ? [{key, keyId: state.keyId}] : [])).sort(byKeyId);
		yield* usable.filter(candidate => candidate.keyId === wanted);
		yield* usable.filter(candidate => candidate.keyId !== wanted);
		if (legacyKey) {
			yield legacyKey;
		}
	}
}

/** The marked row; where none is marked (an original's table) or several are, the highest id counts. */
function chooseActive(rows: readonly KeyRow[]): KeyRow | undefined {
	const marked = rows.filter(({isMarkedActive}) => isMarkedActive);
	return (marked.length > 0 ? marked : rows).toSorted(byKeyId)[0];
}

// Ids are numbers in the table and text everywhere else; the highest comes first.
function byKeyId(one: {readonly keyId: string}, other: {readonly keyId: string}): number {
	return other.keyId.length - one.keyId.length || (one.keyId < other.keyId ? 1 : -1);
}

function findProblem(known: readonly KeyState[], hasMasterKey: boolean): EncryptionError | undefined {
	const wrapped = known.filter(({isWrapped}) => isWrapped);
	const shut = wrapped.filter(({isUsable}) => !isUsable);
	if (shut.length === 0) {
		return undefined;
	}

	const ids = `${shut.length === 1 ? 'data key' : 'data keys'} ${shut.map(({keyId}) => keyId).join(', ')}`;
	if (!hasMasterKey) {
		return new EncryptionError(`The master key is missing: nothing else opens ${ids}.`, {hint: masterKeyPlaces});
	}

	return new EncryptionError(
		shut.length === wrapped.length
			? `The master key is not the one of this vault: it does not open ${ids}.`
			: `The master key opens some data keys but not ${ids}: another master key wrapped them, or they are damaged.`,
		{hint: masterKeyPlaces},
	);
}

function noKeyError(): EncryptionError {
	return new EncryptionError('There is no data key yet, so nothing can be sealed.', {
		hint: 'Make one with "mstock keys generate", or on the Keys screen.',
	});
}
