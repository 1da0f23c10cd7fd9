import type {SafeText} from '../domain/safe-text.ts';
import {trusted} from '../domain/safe-text.ts';

/**
What a piece of text means. The theme decides how that looks; nothing else on the screen has colour.

Every coloured meaning also has a sign, so that it survives without colour.
*/
export type Role =
	| 'normal'
	| 'dim'
	| 'strong'
	| 'accent'
	| 'ok'
	| 'attention'
	| 'failed'
	| 'off'
	| 'live'
	| 'sandbox'
	| 'profit'
	| 'loss'
	| 'stale'
	| 'selected'
	| 'heading';

/** A piece of a row: text in one role. */
export type Span = {readonly text: SafeText; readonly role: Role};

export type StateRole = 'ok' | 'attention' | 'failed' | 'off';

const signs: Readonly<Record<StateRole, string>> = {ok: '●', attention: '▲', failed: '✗', off: '○'};

/** The sign that goes with a state, one column wide. */
export function signOf(role: StateRole): SafeText {
	return trusted(signs[role]);
}
