import type {Account, SessionState} from '../domain/account.ts';
import {trusted, type SafeText} from '../domain/safe-text.ts';
import type {StateRole} from './roles.ts';
import {safe} from './safe-template.ts';
import {formatDuration} from './time.ts';

const words: Readonly<Record<SessionState, {readonly text: string; readonly role: StateRole}>> = {
	'signed-in': {text: 'signed in', role: 'ok'},
	'signed-out': {text: 'signed out', role: 'off'},
	expired: {text: 'expired', role: 'failed'},
};

/** How a session state is called, and the role that gives it colour and sign. */
export function sessionWords(session: SessionState): {readonly text: SafeText; readonly role: StateRole} {
	const {text, role} = words[session];
	return {text: trusted(text), role};
}

/** `signed in, 11 h 58 m left`, `expired`, `signed out`. */
export function sessionSentence(account: Pick<Account, 'session' | 'sessionEndsAt'>, now: Date): SafeText {
	const {text} = sessionWords(account.session);
	return account.session === 'signed-in' && account.sessionEndsAt !== undefined
		? safe`${text}, ${formatDuration(account.sessionEndsAt.getTime() - now.getTime())} left`
		: text;
}
