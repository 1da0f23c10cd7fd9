import type {Settings} from '../domain/settings.ts';
import {apiRetriesBounds, apiTimeoutBounds} from './setting-rules.ts';

export type ParsedSettings = {
	readonly settings: Settings;
	/** Why the text, or a value in it, does not count; each the end of a sentence that starts with "it". Never repeats a value. */
	readonly problems: readonly string[];
	/** The file's object with everything in it, also what this version does not know; undefined when there is none to keep. */
	readonly raw: Readonly<Record<string, unknown>> | undefined;
};

type Check = {readonly accepts: (value: unknown) => boolean; readonly wanted: string};

const checks: Readonly<Record<keyof Settings, Check>> = {
	theme: {accepts: isOneOf('dark', 'light', 'no-color'), wanted: 'dark, light or no-color'},
	environment: {accepts: isOneOf('sandbox', 'live'), wanted: 'sandbox or live'},
	apiTimeoutMs: wholeNumber(apiTimeoutBounds.minimum, apiTimeoutBounds.maximum),
	apiMaxRetries: wholeNumber(apiRetriesBounds.minimum, apiRetriesBounds.maximum),
	activeAccountId: {
		accepts: value => typeof value === 'string' && value !== '' && value.length <= 40,
		wanted: 'an account id',
	},
	isWelcomed: {accepts: value => typeof value === 'boolean', wanted: 'true or false'},
	recoverySheetSavedAt: {
		accepts: value => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
		wanted: 'an ISO date',
	},
};

/** Read `settings.json`. A value that does not fit is left out and told; the others count. */
export function parseSettings(text: string): ParsedSettings {
	let parsed: unknown;
	try {
		parsed = JSON.parse(text);
	} catch {
		// The parser's own message quotes the text; where it breaks is not worth that.
		return {settings: {}, problems: ['is not JSON'], raw: undefined};
	}

	if (!isRecord(parsed)) {
		return {settings: {}, problems: ['must hold one JSON object'], raw: undefined};
	}

	const problems = settingsProblems(parsed);
	const broken = new Set(Object.keys(problems));
	const settings: Settings = Object.fromEntries(
		Object.entries(parsed).filter(([name]) => isSettingName(name) && !broken.has(name)),
	);
	return {
		settings,
		problems: Object.entries(problems).map(([name, reason]) => `has a wrong ${name}, which ${reason}`),
		raw: parsed,
	};
}

/** The sentence a person reads about a problem of the file. */
export function settingsWarning(problem: string): string {
	return `settings.json: it ${problem}; the default holds, and the file is kept aside as settings.json.broken before it is written again.`;
}

/** Which settings do not fit, and what they must be. Names that are not settings are passed over; `undefined` means not chosen. */
export function settingsProblems(values: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
	return Object.fromEntries(
		Object.entries(checks)
			.filter(([name, check]) => values[name] !== undefined && !check.accepts(values[name]))
			.map(([name, check]) => [name, `must be ${check.wanted}`]),
	);
}

/** Whether a name of the file is a setting of this version. */
export function isSettingName(name: string): name is keyof Settings {
	return Object.hasOwn(checks, name);
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOneOf(...words: readonly string[]): (value: unknown) => boolean {
	return value => typeof value === 'string' && words.includes(value);
}

function wholeNumber(minimum: number, maximum: number): Check {
	return {
		accepts: value => typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum,
		wanted: `a whole number from ${minimum} to ${maximum}`,
	};
}
