import {findLooseFiles} from '../../home/permissions.ts';
import {findRecoverySheets} from '../../home/recovery-sheets.ts';
import {toSafeText} from '../../domain/safe-text.ts';
import {countOf, finding, type HealthCheck} from './check.ts';

const namedFiles = 3;

export const filePermissions: HealthCheck = {
	check: 'files.permissions',
	async look({config}) {
		const loose = await findLooseFiles(config.paths.root);
		if (loose.length === 0) {
			return [finding('files.permissions', 'ok', `only you can read ${toSafeText(config.paths.root)}`)];
		}

		const names = loose
			.slice(0, namedFiles)
			.map(file => `${toSafeText(file.path)} (${file.mode.toString(8).padStart(4, '0')})`);
		const more = loose.length > names.length ? ` and ${loose.length - names.length} more` : '';
		return [
			finding(
				'files.permissions',
				'warning',
				`Others can read ${names.join(', ')}${more}.`,
				'Set files to 0600 and folders to 0700.',
				'files.tighten',
			),
		];
	},
};

export const recoverySheets: HealthCheck = {
	check: 'files.recovery-sheet',
	async look({config}) {
		const [first, ...others] = await findRecoverySheets(config.paths);
		if (first === undefined) {
			return [];
		}

		const more = others.length === 0 ? '' : ` and ${others.length} more`;
		return [
			{
				...finding(
					'files.recovery-sheet',
					'warning',
					`A recovery sheet with the master key lies beside the database: ${toSafeText(first)}${more}.`,
					'Delete it, once it is printed or kept on another computer.',
					'files.delete-recovery-sheet',
				),
				isFixDangerous: true,
			},
		];
	},
};

export const configuration: HealthCheck = {
	check: 'configuration',
	async look({config}) {
		return config.warnings.map(warning =>
			finding('configuration', 'warning', warning, 'Correct or remove it, then start again.'),
		);
	},
};

export const logSinks: HealthCheck = {
	check: 'logs.sinks',
	async look(machinery) {
		const dropped = machinery.droppedRecords();
		return [
			dropped === 0
				? finding('logs.sinks', 'ok', `nothing dropped; log file ${toSafeText(machinery.config.paths.logFile)}`)
				: finding(
						'logs.sinks',
						'warning',
						`${countOf(dropped, 'log record')} could not be written since the start.`,
						'Look at the disk and at the database; what is logged from now on is written again once they work.',
					),
		];
	},
};

export const sandbox: HealthCheck = {
	check: 'sandbox',
	async look(machinery) {
		if (machinery.environment() !== 'sandbox') {
			return [];
		}

		const {controlUrl, apiUrl} = await machinery.broker();
		if (controlUrl === undefined) {
			return [finding('sandbox', 'ok', `the sandbox at ${toSafeText(apiUrl)}`)];
		}

		await machinery.sandbox.checkHealth(controlUrl);
		return [finding('sandbox', 'ok', `runs at ${toSafeText(apiUrl)}`)];
	},
};

export const calendar: HealthCheck = {
	check: 'calendar.holidays',
	async look() {
		return [
			{
				...finding('calendar.holidays', 'ok', 'holidays not loaded: the market phase goes by the clock alone'),
				isUnverified: true,
			},
		];
	},
};
