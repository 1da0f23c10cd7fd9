import type {BrokerEnvironment} from './account.ts';

export type ThemeName = 'dark' | 'light' | 'no-color';

/** What the person chose and the program remembers, in `settings.json`. Absent means: not chosen, the default holds. */
export type Settings = {
	readonly theme?: ThemeName;
	readonly environment?: BrokerEnvironment;
	readonly apiTimeoutMs?: number;
	readonly apiMaxRetries?: number;
	readonly activeAccountId?: string;
	/** True once the welcome screen was left. */
	readonly isWelcomed?: boolean;
	readonly recoverySheetSavedAt?: string;
};
