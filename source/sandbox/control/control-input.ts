import type {ClockSetting} from '../clock.ts';
import {faultKinds, type NewFault} from '../faults.ts';
import type {FeedAction} from '../feed/feed.ts';
import {isRecord} from '../files.ts';
import type {StoredPrice} from '../state.ts';

/** What a control request asks for, or the sentence that refuses it. */
export type Parsed<Input> = {readonly input: Input} | {readonly error: string};

const maximumDelayMs = 600_000;
const maximumSpeed = 86_400;

export function parseFault(body: string): Parsed<NewFault> {
	const value = parseObject(body);
	const kind = faultKinds.find(known => known === value?.kind);
	if (value === undefined || typeof value.match !== 'string' || value.match.trim() === '') {
		return {error: '"match" must be a method and a path, for example "POST /openapi/typea/orders/*".'};
	}

	if (kind === undefined) {
		return {error: `"kind" must be one of ${faultKinds.join(', ')}.`};
	}

	const times = value.times ?? 1;
	if (typeof times !== 'number' || !Number.isInteger(times) || times < 1) {
		return {error: '"times" must be a whole number from 1.'};
	}

	const delayMs = value.delayMs ?? undefined;
	if (delayMs !== undefined && (typeof delayMs !== 'number' || !(delayMs >= 0 && delayMs <= maximumDelayMs))) {
		return {error: `"delayMs" must be a number of milliseconds, at most ${maximumDelayMs}.`};
	}

	return {input: {match: value.match, kind, times, delayMs}};
}

/** `now` is ISO 8601 with a zone: an instant without one would depend on the computer. */
export function parseClockSetting(body: string): Parsed<ClockSetting> {
	const value = parseObject(body);
	if (value === undefined || (value.now === undefined && value.speed === undefined)) {
		return {error: 'Give "now" (ISO 8601 with a zone), "speed" (1 is real time), or both.'};
	}

	const now = value.now === undefined ? undefined : parseInstant(value.now);
	if (now === null) {
		return {error: '"now" must be an instant with a zone, for example "2026-01-05T09:15:00+05:30".'};
	}

	const {speed} = value;
	if (speed !== undefined && (typeof speed !== 'number' || !(speed >= 0 && speed <= maximumSpeed))) {
		return {error: `"speed" must be a number from 0 (stands still) to ${maximumSpeed}.`};
	}

	return {input: {now, speed}};
}

export function parsePrice(body: string): Parsed<StoredPrice> {
	const value = parseObject(body);
	if (value === undefined || typeof value.symbol !== 'string' || !/^[A-Z]{3}:\S{1,50}$/i.test(value.symbol)) {
		return {error: '"symbol" must be an exchange and a symbol, for example "NSE:INFY".'};
	}

	if (typeof value.price !== 'number' || !Number.isFinite(value.price) || value.price <= 0) {
		return {error: '"price" must be a price in rupees, for example 1500.5.'};
	}

	return {input: {symbol: value.symbol.toUpperCase(), price: value.price, freeze: value.freeze === true}};
}

export function parseFeedAction(body: string): Parsed<FeedAction> {
	const value = parseObject(body);
	if (value?.action === 'drop' || value?.action === 'stall') {
		return {input: {action: value.action}};
	}

	if (value?.action === 'send' && typeof value.data === 'string') {
		return {input: {action: 'send', bytes: Buffer.from(value.data, 'base64')}};
	}

	return {error: '"action" must be drop, stall, or send with "data" in base64.'};
}

function parseObject(body: string): Readonly<Record<string, unknown>> | undefined {
	try {
		const value: unknown = JSON.parse(body);
		return isRecord(value) ? value : undefined;
	} catch {
		// Not JSON is the same as not the object that was asked for: the caller says what it wants.
		return undefined;
	}
}

function parseInstant(value: unknown): Date | null {
	if (typeof value !== 'string' || !/(?:Z|[+-]\d{2}:?\d{2})$/i.test(value)) {
		return null;
	}

	const instant = new Date(value);
	return Number.isNaN(instant.getTime()) ? null : instant;
}
