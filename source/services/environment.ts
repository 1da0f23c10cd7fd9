import type {Config} from '../config.ts';
import type {BrokerEnvironment} from '../domain/account.ts';
import type {Settings} from '../domain/settings.ts';

/** True when `MSTOCK_ENV` decides, so that Settings cannot. */
export function isEnvironmentFixed(config: Pick<Config, 'environmentSource'>): boolean {
	return config.environmentSource === 'environment' || config.environmentSource === 'file';
}

/** The broker environment at this moment: `MSTOCK_ENV` where it is given, else what the person chose, else the sandbox. */
export function activeEnvironment(
	config: Pick<Config, 'environment' | 'environmentSource'>,
	settings: Settings,
): BrokerEnvironment {
	return isEnvironmentFixed(config) ? config.environment : (settings.environment ?? config.environment);
}
