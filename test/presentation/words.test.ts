import {expect, test} from 'vitest';
import {marketPhase} from '../../source/domain/market-clock.ts';
import {trusted} from '../../source/domain/safe-text.ts';
import {logoutSentence} from '../../source/presentation/logout-words.ts';
import {marketWords} from '../../source/presentation/market-words.ts';
import {signOf} from '../../source/presentation/roles.ts';
import {sessionSentence, sessionWords} from '../../source/presentation/session-words.ts';

const now = new Date('2026-11-24T05:14:00Z');

test('a session says what it is and how long it has left', () => {
	const sessionEndsAt = new Date('2026-11-24T17:12:00Z');
	expect([
		sessionSentence({session: 'signed-in', sessionEndsAt}, now),
		sessionSentence({session: 'expired', sessionEndsAt}, now),
		sessionSentence({session: 'signed-out', sessionEndsAt: undefined}, now),
	]).toEqual(['signed in, 11 h 58 m left', 'expired', 'signed out']);
	expect(signOf(sessionWords('expired').role)).toBe('✗');
});

test.each([
	['2026-11-24T05:14:00Z', 'NSE open'],
	['2026-11-24T03:31:00Z', 'NSE pre-open'],
	['2026-11-24T10:01:00Z', 'NSE closing'],
	['2026-11-24T18:00:00Z', 'NSE closed'],
	['2026-11-28T05:14:00Z', 'NSE closed, weekend'],
])('at %s the market is called %s', (instant, expected) => {
	expect(marketWords(marketPhase(new Date(instant))).text).toBe(expected);
});

test.each([
	['told', true, 'DEMO01 A is logged out here and at the broker.'],
	['already-over', true, 'DEMO01 A is logged out here. About the broker.'],
	['unreachable', true, 'DEMO01 A is logged out here. About the broker.'],
	['already-over', false, 'DEMO01 A was not signed in.'],
] as const)('a logout with the broker %s (signed in: %s) is one true sentence', (broker, wasSignedIn, expected) => {
	expect(logoutSentence(trusted('DEMO01 A'), {broker, detail: 'About the broker.', wasSignedIn})).toBe(expected);
});
