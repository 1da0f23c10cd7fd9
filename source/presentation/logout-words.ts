import {toSafeText, trusted, type SafeText} from '../domain/safe-text.ts';
import {safe} from './safe-template.ts';

/** What came of a logout; `detail` is the sentence about the broker. */
export type LogoutOutcome = {
	readonly broker: 'told' | 'unreachable' | 'already-over';
	readonly detail: string;
	/** False when there was no session to end, so that nothing was done. */
	readonly wasSignedIn: boolean;
};

/** What a logout did, and whether the broker knows: `DEMO01 A is logged out here and at the broker.` */
export function logoutSentence(account: SafeText, {broker, detail, wasSignedIn}: LogoutOutcome): SafeText {
	if (!wasSignedIn) {
		return safe`${account} was not signed in.`;
	}

	return safe`${account} is logged out here${broker === 'told' ? trusted(' and at the broker.') : safe`. ${toSafeText(detail)}`}`;
}
