import {createHash} from 'node:crypto';
import {istOffsetMs} from '../domain/market-clock.ts';
import type {Secret} from '../domain/secret.ts';

export type RecoverySheet = {
	readonly masterKey: Secret;
	/** `MSTOCK_HOME` of the vault. */
	readonly home: string;
	/** Which database the wrapped keys are in, in words: a file, or a server and a name. Without its password. */
	readonly database: string;
	/** The data keys that this master key opens, as ids. */
	readonly keyIds: readonly string[];
	readonly madeAt: Date;
};

/**
The recovery sheet: everything a person needs to open the vault again when this computer is gone, to be printed or kept apart. Lines of at most 78 columns.

It holds the master key in print, on purpose (product.md, section 5), and nothing else that is secret.
*/
export function formatRecoverySheet({masterKey, home, database, keyIds, madeAt}: RecoverySheet): string {
	const key = masterKey.reveal();
	return [
		'mStock Terminal: recovery sheet of a vault',
		'',
		'Keep this apart from the computer. Whoever has it and the database can read',
		'every stored password. Without it and without the home folder, nobody can.',
		'',
		`  master key   ${key}`,
		`  its kinds    ${characterKinds(key)}`,
		'               (a small letter, A capital, 9 digit; - _ = are themselves)',
		`  checksum     ${masterKeyChecksum(masterKey)}`,
		'',
		`  made         ${formatIst(madeAt)}`,
		`  home         ${home}`,
		`  database     ${database}`,
		`  data keys    ${keyIds.length === 0 ? 'none yet' : keyIds.join(', ')}`,
		'',
		'To open the vault again',
		'',
		'  1. Bring the database back: copy the SQLite file to the new home folder, or',
		'     restore the MySQL database and set the DB_ variables.',
		'  2. Write one line into config/.env of the home folder (or set it in the',
		'     environment):  MSTOCK_MASTER_KEY=<the 44 characters above>',
		'  3. Check what you typed: the first eight digits of the SHA-256 of the 44',
		'     characters are the checksum above.',
		'  4. Run "mstock doctor". The vault round trip must say ok.',
		'',
	].join('\n');
}

/** Eight hexadecimal digits to compare after typing a key: the start of the SHA-256 of its 44 characters. Tells nobody the key. */
export function masterKeyChecksum(masterKey: Secret): string {
	const digest = createHash('sha256').update(masterKey.reveal()).digest('hex').toUpperCase();
	return `${digest.slice(0, 4)}-${digest.slice(4, 8)}`;
}

// On paper l, I and 1 look alike, and so do O and 0.
function characterKinds(key: string): string {
	return key.replaceAll(/[a-z]/g, 'a').replaceAll(/[A-Z]/g, 'A').replaceAll(/\d/g, '9');
}

function formatIst(at: Date): string {
	return `${new Date(at.getTime() + istOffsetMs).toISOString().slice(0, 16).replace('T', ' ')} IST`;
}
