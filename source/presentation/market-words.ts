import type {MarketPhase} from '../domain/market-clock.ts';
import {trusted, type SafeText} from '../domain/safe-text.ts';
import type {Role} from './roles.ts';

const phases: Readonly<Record<MarketPhase, {readonly text: string; readonly role: Role}>> = {
	'pre-open': {text: 'NSE pre-open', role: 'normal'},
	open: {text: 'NSE open', role: 'ok'},
	closing: {text: 'NSE closing', role: 'normal'},
	closed: {text: 'NSE closed', role: 'dim'},
	weekend: {text: 'NSE closed, weekend', role: 'dim'},
};

/** What the clock alone says about the market: nobody knows yet whether today is a holiday, see `holidaysUnknown`. */
export function marketWords(phase: MarketPhase): {readonly text: SafeText; readonly role: Role} {
	const {text, role} = phases[phase];
	return {text: trusted(text), role};
}

/** Said wherever a market phase is shown in words, until a calendar is there. */
export const holidaysUnknown: SafeText = trusted('holidays not loaded');
