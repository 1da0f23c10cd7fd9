import {readFileSync} from 'node:fs';

export type TextRead =
	| {readonly state: 'read'; readonly text: string}
	| {readonly state: 'absent'}
	/** `reason` is in our words, with the system's error code: `permission denied (EACCES)`. */
	| {readonly state: 'failed'; readonly reason: string};

/** Read a small UTF-8 file before the first frame: at once, without a byte order mark, and without throwing. */
export function readText(path: string): TextRead {
	try {
		const text = new TextDecoder('utf-8', {fatal: true}).decode(readFileSync(path));
		return {state: 'read', text};
	} catch (error) {
		const code = errorCode(error);
		if (code === 'ENOENT' || code === 'ENOTDIR') {
			return {state: 'absent'};
		}

		return {state: 'failed', reason: fileTrouble(error)};
	}
}

const troubles: Readonly<Record<string, string>> = {
	EACCES: 'permission denied',
	EPERM: 'not permitted',
	EISDIR: 'it is a folder',
	ENOTDIR: 'a part of its path is not a folder',
	ENOENT: 'it is not there',
	EEXIST: 'something is there already',
	EROFS: 'the file system is read-only',
	ENOSPC: 'the disk is full',
	EDQUOT: 'the disk quota is used up',
	ELOOP: 'it is a symbolic link that leads in a circle',
	EMFILE: 'too many files are open',
	ENAMETOOLONG: 'its name is too long',
	ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not UTF-8 text',
};

/** What the file system said, in words and with its code; never the path or any content. */
export function fileTrouble(error: unknown): string {
	const code = errorCode(error);
	const words = troubles[code] ?? 'it cannot be used';
	return code === '' ? words : `${words} (${code})`;
}

/** The `code` of a system error, or an empty string. */
export function errorCode(error: unknown): string {
	return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
