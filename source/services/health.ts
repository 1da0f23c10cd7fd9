import type {Finding} from '../domain/finding.ts';
import {ValidationError} from '../errors.ts';
import {lookSafely, type HealthCheck} from './health-checks/check.ts';
import {brokerAddress, brokerConnection, brokerWindow} from './health-checks/broker.ts';
import {databaseConnection, databaseMigrations, vaultRoundTrip} from './health-checks/database.ts';
import {calendar, configuration, filePermissions, logSinks, recoverySheets, sandbox} from './health-checks/program.ts';
import {apiKeyExpiry, credentialRows, dataKeys, duplicateAccounts, keyIdForOthers} from './health-checks/vault.ts';
import {createHealthFixes} from './health-fixes.ts';
import {watchHealth} from './health-watch.ts';
import type {Machinery} from './machinery.ts';
import type {DatabaseService, HealthService, KeysService} from './services.ts';

/** In the order in which they are shown. The second group needs a database that can be used. */
const independentChecks: readonly HealthCheck[] = [databaseConnection, databaseMigrations];
const databaseChecks: readonly HealthCheck[] = [
	vaultRoundTrip,
	dataKeys,
	keyIdForOthers,
	credentialRows,
	duplicateAccounts,
	apiKeyExpiry,
	brokerAddress,
];
const otherChecks: readonly HealthCheck[] = [
	sandbox,
	brokerConnection,
	brokerWindow,
	filePermissions,
	recoverySheets,
	configuration,
	logSinks,
	calendar,
];

export function createHealthService(
	machinery: Machinery,
	services: {readonly database: DatabaseService; readonly keys: KeysService},
): HealthService {
	const {logger, stores} = machinery;
	let running: Promise<readonly Finding[]> | undefined;

	const lookAtAll = async (): Promise<readonly Finding[]> => {
		const look = async (check: HealthCheck) => lookSafely(check, machinery);
		const first = (await Promise.all(independentChecks.map(look))).flat();
		const isUsable = first.every(({check, state}) => !check.startsWith('database.') || state !== 'failed');
		// One cause, one finding: without a database these would all fail for the same reason.
		const second = isUsable ? await Promise.all(databaseChecks.map(look)) : [];
		const third = await Promise.all(otherChecks.map(look));
		return [...first, ...second.flat(), ...third.flat()];
	};

	const check = async (): Promise<readonly Finding[]> => {
		stores.status.update(status => ({...status, isChecking: true}));
		try {
			const before = troublesOf(stores.status.getSnapshot().findings);
			const findings = await lookAtAll();
			stores.status.update(status => ({...status, findings, checkedAt: machinery.now()}));
			for (const trouble of findings.filter(({state}) => state !== 'ok')) {
				// Looked at again and again, a trouble is news once.
				if (!before.has(identity(trouble))) {
					logger[trouble.state === 'failed' ? 'error' : 'warn']('app', `health: ${trouble.check}: ${trouble.detail}`);
				}
			}

			return findings;
		} finally {
			stores.status.update(status => ({...status, isChecking: false}));
		}
	};

	const fixes = createHealthFixes(machinery, services);

	const checkOnce = async () => {
		running ??= check().finally(() => {
			running = undefined;
		});
		return running;
	};

	return {
		check: checkOnce,

		async watch() {
			const stop = watchHealth({stores, now: machinery.now, check: checkOnce});
			const forget = machinery.onDispose(stop);
			return () => {
				stop();
				forget();
			};
		},

		async fix(fixAction) {
			const fix = Object.hasOwn(fixes, fixAction) ? fixes[fixAction] : undefined;
			if (fix === undefined) {
				throw new ValidationError('There is no such fix.', {hint: 'Check again; the finding says what to do.'});
			}

			const sentence = await fix();
			logger.info('app', `health: fixed ${fixAction}. ${sentence}`);
			return sentence;
		},
	};
}

function troublesOf(findings: readonly Finding[]): ReadonlySet<string> {
	return new Set(findings.filter(({state}) => state !== 'ok').map(trouble => identity(trouble)));
}

function identity({check, state}: Finding): string {
	return `${check} ${state}`;
}
