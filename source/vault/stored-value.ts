import {isFernetToken} from './fernet.ts';

// The version and the first bytes of any time before the year 2514.
const tokenStart = 'gAAAA';
// A token has at least 100 characters; a little less, because the changed one may have been trimmed away as a blank.
const nearlyTokenLength = 90;

/** What is left of a stored value when nothing but storage happened to it: no blanks around it, and not the `b'...'` that Python makes when bytes are written as text. */
export function cleanToken(stored: string): string {
	const text = stored.trim();
	return /^b(['"])(gAAAA.*)\1$/s.exec(text)?.[2] ?? text;
}

/**
Whether a value was once a token, also where it is damaged: cut short, one character changed, something around it.

Wider than `isFernetToken` on purpose. What looks like a token and does not open must never pass for a password; no password of a person looks like this.
*/
export function looksLikeToken(stored: string): boolean {
	const text = cleanToken(stored);
	return (
		isFernetToken(text) ||
		/gAAAA[\w+/=-]{15}/.test(text) ||
		text.startsWith(tokenStart) ||
		isTokenWithOneWrongCharacter(text)
	);
}

// A changed character in the first five hides the start; elsewhere the start still shows.
function isTokenWithOneWrongCharacter(text: string): boolean {
	const matching = Array.from(tokenStart).filter((character, index) => text[index] === character).length;
	return text.length >= nearlyTokenLength && matching >= tokenStart.length - 1;
}
