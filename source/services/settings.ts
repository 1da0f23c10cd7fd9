import {accountLabel} from '../domain/account.ts';
import {toSafeText} from '../domain/safe-text.ts';
import {ConfigurationError, ValidationError} from '../errors.ts';
import {validateEnvironmentAddress} from '../home/setting-rules.ts';
import {settingsProblems} from '../home/settings-text.ts';
import {activeEnvironment, isEnvironmentFixed} from './environment.ts';
import type {Machinery} from './machinery.ts';
import type {SettingsService} from './services.ts';

export function createSettingsService(machinery: Machinery): SettingsService {
	const {config, logger, stores} = machinery;

	const chooseEnvironment: SettingsService['chooseEnvironment'] = async environment => {
		const present = activeEnvironment(config, stores.settings.getSnapshot());
		if (environment === present) {
			if (stores.settings.getSnapshot().environment !== environment && !isEnvironmentFixed(config)) {
				await machinery.saveSettings({environment});
			}

			return;
		}

		if (isEnvironmentFixed(config)) {
			throw new ConfigurationError(`MSTOCK_ENV says ${config.environment}, and it decides.`, {
				field: 'MSTOCK_ENV',
				hint: 'Remove MSTOCK_ENV, or change it there and start again.',
			});
		}

		const problem =
			machinery.givenApiUrl === undefined ? undefined : validateEnvironmentAddress(environment, machinery.givenApiUrl);
		if (problem !== undefined) {
			throw new ConfigurationError(`MSTOCK_API_URL ${problem.replace('MSTOCK_ENV', 'the environment')}.`, {
				field: 'MSTOCK_API_URL',
				hint: `Remove MSTOCK_API_URL, or change it, to work with ${environment}.`,
			});
		}

		const flow = stores.loginFlow.getSnapshot();
		if (flow.phase === 'signing-in' || flow.phase === 'otp-required' || flow.phase === 'verifying-otp') {
			throw new ValidationError(`${toSafeText(flow.userId)} is just being logged in.`, {
				hint: 'Finish or leave that login first.',
			});
		}

		const live = (await machinery.records.refresh()).filter(account => account.session === 'signed-in');
		if (live.length > 0) {
			const names = live.map(account => toSafeText(accountLabel(account))).join(', ');
			throw new ValidationError(`${names} ${live.length === 1 ? 'is' : 'are'} signed in at the other broker.`, {
				field: 'environment',
				hint: 'Log out first; a session belongs to the broker that gave it.',
			});
		}

		await machinery.saveSettings({environment});
		await machinery.changeBroker();
		logger.warn('app', `the broker is now ${environment === 'live' ? 'the real one (live)' : 'the sandbox'}`);
	};

	return {
		async update(changes) {
			const {environment, ...others} = changes;
			const fields = settingsProblems(changes);
			const first = Object.entries(fields)[0];
			if (first !== undefined) {
				throw new ValidationError(`${first[0]} ${first[1]}.`, {fields, hint: 'Nothing was saved.'});
			}

			// The environment is more than a value: a broker hangs on it.
			if (environment !== undefined) {
				await chooseEnvironment(environment);
			}

			if (Object.keys(others).length > 0) {
				await machinery.saveSettings(others);
				if ('apiTimeoutMs' in others || 'apiMaxRetries' in others) {
					await machinery.changeBroker();
				}

				logger.info('app', `settings saved: ${Object.keys(others).join(', ')}`);
			}
		},
		chooseEnvironment,
	};
}
