import type {ApiKeyType, SecondFactor} from '../domain/account.ts';
import type {LogLevel} from '../domain/log-entry.ts';
import {istOffsetMs} from '../domain/market-clock.ts';
import {toSafeText} from '../domain/safe-text.ts';
import {UsageError} from '../errors.ts';

/*
What may stand behind a flag. Each function reads one value or says, as a UsageError with the flag as its field, what would be right.
*/

export function parseApiKeyType(text: string): ApiKeyType {
	return choose('type', text, ['A', 'B']);
}

export function parseSecondFactor(text: string): SecondFactor {
	return choose('second-factor', text, ['otp', 'totp']);
}

export function parseLevel(text: string): LogLevel {
	return choose('level', text, ['DEBUG', 'INFO', 'WARN', 'ERROR']);
}

function choose<Choice extends string>(flag: string, text: string, choices: readonly Choice[]): Choice {
	const choice = choices.find(candidate => candidate.toLowerCase() === text.toLowerCase());
	if (choice === undefined) {
		throw wrongValue(flag, text, `one of ${choices.join(', ')}`);
	}

	return choice;
}

/** A parser for whole numbers in a range. */
export function wholeNumber(flag: string, minimum: number, maximum: number): (text: string) => number {
	return text => {
		const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
		if (!(value >= minimum && value <= maximum)) {
			throw wrongValue(flag, text, `a whole number from ${minimum} to ${maximum}`);
		}

		return value;
	};
}

/** A parser for a number in a range, with a fraction or without: `0.5` or `60`. */
export function numberFrom(flag: string, minimum: number, maximum: number): (text: string) => number {
	return text => {
		const value = /^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN;
		if (!(value >= minimum && value <= maximum)) {
			throw wrongValue(flag, text, `a number from ${minimum} to ${maximum}`);
		}

		return value;
	};
}

const spanUnitMs: Readonly<Record<string, number>> = {s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000};
const momentPattern =
	/^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
An instant: a span back from now (`30s`, `15m`, `2h`, `3d`), or ISO 8601 (`2026-11-24T10:42`, `2026-11-24`, with `Z` or an offset).

A time without a zone is IST, a day without a time its first instant in IST.
*/
export function parseMoment(flag: string, text: string, now: Date): Date {
	const [, count, unit = ''] = /^(\d{1,9})([smhd])$/i.exec(text) ?? [];
	const moment =
		count === undefined
			? parseIso(text)
			: new Date(now.getTime() - Number(count) * (spanUnitMs[unit.toLowerCase()] ?? 0));
	if (moment === undefined || Number.isNaN(moment.getTime())) {
		throw wrongValue(flag, text, 'a time such as 15m, 2h, 3d, 2026-11-24T10:42 (IST) or 2026-11-24T05:12:00Z');
	}

	return moment;
}

function parseIso(text: string): Date | undefined {
	const match = momentPattern.exec(text.trim());
	if (match === null) {
		return undefined;
	}

	const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone] = match;
	const fields = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
	const asUtc = new Date(`${fields}.${fraction.padEnd(3, '0').slice(0, 3)}Z`);
	// The engine takes 30 February for 2 March; a person who wrote it meant something else.
	if (Number.isNaN(asUtc.getTime()) || asUtc.toISOString().slice(0, 19) !== fields) {
		return undefined;
	}

	return new Date(asUtc.getTime() - offsetMs(zone));
}

function offsetMs(zone: string | undefined): number {
	if (zone === undefined) {
		return istOffsetMs;
	}

	const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
	return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

function wrongValue(flag: string, text: string, expected: string): UsageError {
	return new UsageError(`--${flag}: "${toSafeText(text.slice(0, 60))}" is not ${expected}.`, {
		field: flag,
		hint: `Give --${flag} ${expected}.`,
	});
}
