import type {Config} from '../../../config.ts';
import type {BrokerEnvironment} from '../../../domain/account.ts';
import {trusted, type SafeText} from '../../../domain/safe-text.ts';
import type {Settings, ThemeName} from '../../../domain/settings.ts';
import {formatCount} from '../../../presentation/numbers.ts';
import type {Role} from '../../../presentation/roles.ts';
import {formatMilliseconds} from '../../../presentation/time.ts';
import {activeEnvironment, isEnvironmentFixed} from '../../../services/environment.ts';

export type SettingId = 'theme' | 'environment' | 'apiTimeoutMs' | 'apiMaxRetries';

export type SettingRow = {
	readonly id: SettingId;
	readonly label: SafeText;
	readonly value: SafeText;
	readonly role?: Role;
	/** What it means, in one sentence. */
	readonly note: SafeText;
	/** Why it cannot be changed here and now. */
	readonly fixed: string | undefined;
};

export type SettingFacts = {
	readonly config: Pick<Config, 'environment' | 'environmentSource' | 'apiTimeoutMs' | 'apiMaxRetries' | 'settings'>;
	readonly settings: Settings;
};

/** Where nobody chose. Source: product.md, section 3. */
const defaults = {theme: 'dark', apiTimeoutMs: 7000, apiMaxRetries: 3} as const;

const themeWords: Readonly<Record<ThemeName, string>> = {dark: 'dark', light: 'light', 'no-color': 'no colour'};

const environmentNotes: Readonly<Record<BrokerEnvironment, string>> = {
	sandbox: 'a simulated broker on this computer: no account, no money',
	live: 'the real broker: real accounts, real orders, real money',
};

/** What can be changed, with its value as it is now. */
export function settingRows({config, settings}: SettingFacts): readonly SettingRow[] {
	const environment = activeEnvironment(config, settings);
	return [
		{
			id: 'theme',
			label: trusted('theme'),
			value: trusted(themeWords[settings.theme ?? defaults.theme]),
			note: trusted('dark, light or no colour; Ctrl-T changes it anywhere'),
			fixed: undefined,
		},
		{
			id: 'environment',
			label: trusted('environment'),
			value: trusted(environment === 'live' ? ' LIVE ' : 'sandbox'),
			role: environment,
			note: trusted(environmentNotes[environment]),
			fixed: isEnvironmentFixed(config) ? 'MSTOCK_ENV decides it; change it there, and start again' : undefined,
		},
		{
			id: 'apiTimeoutMs',
			label: trusted('API timeout'),
			value: formatMilliseconds(presentNumber('apiTimeoutMs', config, settings)),
			note: trusted('how long one call to the broker may take'),
			fixed: isGiven('apiTimeoutMs', config)
				? 'API_TIMEOUT_MS decides it; change it there, and start again'
				: undefined,
		},
		{
			id: 'apiMaxRetries',
			label: trusted('API retries'),
			value: formatCount(presentNumber('apiMaxRetries', config, settings)),
			note: trusted('of reads only: a login is never sent twice by itself'),
			fixed: isGiven('apiMaxRetries', config)
				? 'API_MAX_RETRIES decides it; change it there, and start again'
				: undefined,
		},
	];
}

/** The number that holds now: what the environment gives, else what was chosen, else the default. */
export function presentNumber(
	id: 'apiTimeoutMs' | 'apiMaxRetries',
	config: SettingFacts['config'],
	settings: Settings,
): number {
	return isGiven(id, config) ? config[id] : (settings[id] ?? defaults[id]);
}

/** Whether an environment variable gives it: then it is not what was saved at the start. */
function isGiven(id: 'apiTimeoutMs' | 'apiMaxRetries', config: SettingFacts['config']): boolean {
	return config[id] !== (config.settings[id] ?? defaults[id]);
}

/** What is expected, beside the field. The rule itself is the settings service's. */
export function editHint(id: 'apiTimeoutMs' | 'apiMaxRetries'): SafeText {
	return id === 'apiTimeoutMs' ? trusted('milliseconds, 50 to 120,000') : trusted('a whole number, 0 to 10');
}
