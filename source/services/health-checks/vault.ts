import {accountLabel, type Account} from '../../domain/account.ts';
import {toSafeText} from '../../domain/safe-text.ts';
import {tradingDayOf} from '../../domain/market-clock.ts';
import type {Finding} from '../../domain/finding.ts';
import type {Keyring} from '../../vault/keyring.ts';
import type {RowSeal} from '../credential-seal.ts';
import {countOf, finding, type HealthCheck} from './check.ts';

const apiKeyWarningDays = 14;
const dayMs = 24 * 60 * 60_000;
/** More would push everything else off the screen; the rest is counted. */
const namedAccounts = 5;

export const dataKeys: HealthCheck = {
	check: 'keys.data',
	async look(machinery) {
		const {keyring} = await machinery.vault();
		const keys = keyring.keys();
		const findings: Finding[] = [];
		if (keyring.activeKeyId === undefined) {
			return [
				finding('keys.data', 'failed', 'There is no data key, so nothing can be sealed.', 'Make one.', 'keys.generate'),
			];
		}

		const unusable = keys.filter(key => !key.isUsable).map(key => key.keyId);
		if (unusable.length > 0) {
			findings.push(
				finding(
					'keys.unusable',
					'failed',
					keyring.problem?.message ?? `${idsOf(unusable)} cannot be opened.`,
					keyring.problem?.hint ?? 'Bring the master key back that wrapped them.',
				),
			);
		}

		const plain = keys.filter(key => !key.isWrapped).map(key => key.keyId);
		if (plain.length > 0) {
			findings.push(
				finding(
					'keys.plain',
					'warning',
					`${idsOf(plain)} ${plain.length === 1 ? 'stands' : 'stand'} in the database in the clear: whoever has the database has the passwords.`,
					'Make a new key (mstock keys generate): new values are sealed with it, and it is stored wrapped.',
					'keys.generate',
				),
			);
		}

		return findings.length > 0
			? findings
			: [finding('keys.data', 'ok', `${countOf(keys.length, 'key')}, wrapped; key ${keyring.activeKeyId} is active`)];
	},
};

/** The id that other tools read from the environment or `.env`, against the one that the database says. */
export const keyIdForOthers: HealthCheck = {
	check: 'keys.environment-id',
	async look(machinery) {
		const {keyring} = await machinery.vault();
		const given = await machinery.givenKeyId();
		return given === undefined || keyring.activeKeyId === undefined || given === keyring.activeKeyId
			? []
			: [
					finding(
						'keys.environment-id',
						'warning',
						`ENCRYPTION_KEY_ID says ${toSafeText(given)}, the database says that key ${keyring.activeKeyId} is active. The database decides.`,
						'Correct ENCRYPTION_KEY_ID if other tools read it; the next login does so in config/.env.',
					),
				];
	},
};

export const credentialRows: HealthCheck = {
	check: 'accounts.sealing',
	async look(machinery) {
		const [rows, {keyring}] = await Promise.all([machinery.records.inspectSeals(), machinery.vault()]);
		const findings: Finding[] = [];
		for (const {account, seal} of rows.filter(row => row.seal.plain.length > 0).slice(0, namedAccounts)) {
			findings.push(
				finding(
					'accounts.plain',
					'warning',
					`${toSafeText(accountLabel(account))}: ${seal.plain.join(', ')} ${seal.plain.length === 1 ? 'stands' : 'stand'} in the clear in the database.`,
					'Enter the password again in Users, or log in: either seals the whole row.',
				),
			);
		}

		for (const {account, seal} of rows.filter(row => row.seal.unopenable.length > 0).slice(0, namedAccounts)) {
			findings.push(unopenableFinding(account, seal, keyring));
		}

		const affected = rows.filter(row => row.seal.sealing !== 'sealed').length;
		if (affected > findings.length) {
			findings.push(
				finding(
					'accounts.sealing',
					'warning',
					`${countOf(affected, 'account')} in all are not sealed well.`,
					'See Users.',
				),
			);
		}

		return findings.length > 0
			? findings
			: [
					finding(
						'accounts.sealing',
						'ok',
						rows.length === 0 ? 'no accounts yet' : `${countOf(rows.length, 'account')}, all sealed`,
					),
				];
	},
};

/** Where the key is what is missing, the values are as good as ever: they must not be entered again, but the key brought back. */
function unopenableFinding(account: Account, seal: RowSeal, keyring: Keyring): Finding {
	const names = `${toSafeText(accountLabel(account))}: ${seal.unopenable.join(', ')}`;
	const key = keyring.keys().find(({keyId}) => keyId === account.encryptionKeyId?.trim());
	return keyring.problem !== undefined && key?.isUsable !== true
		? finding(
				'accounts.unopenable',
				'failed',
				`${names} cannot be opened now, and nothing is sent for it. ${keyring.problem.message}`,
				`The key is the trouble, not the values: bring it back. ${keyring.problem.hint}`,
			)
		: finding(
				'accounts.unopenable',
				'failed',
				`${names} cannot be opened by any known key; nothing is sent for it.`,
				'Bring the missing key back, or enter the values again in Users.',
			);
}

export const duplicateAccounts: HealthCheck = {
	check: 'accounts.duplicates',
	async look(machinery) {
		const doubled = (await machinery.records.refresh()).filter(account => account.isDuplicate);
		const names = new Set(doubled.map(account => toSafeText(accountLabel(account))));
		return doubled.length === 0
			? []
			: [
					finding(
						'accounts.duplicates',
						'warning',
						`The adopted database holds ${[...names].slice(0, namedAccounts).join(', ')} more than once.`,
						'Remove the ones that are not needed in Users.',
					),
				];
	},
};

export const apiKeyExpiry: HealthCheck = {
	check: 'accounts.api-key',
	async look(machinery) {
		const now = machinery.now();
		const today = tradingDayOf(now);
		const limit = tradingDayOf(new Date(now.getTime() + apiKeyWarningDays * dayMs));
		return (await machinery.records.refresh()).flatMap(account => {
			const day = account.apiKeyExpiresOn;
			if (day === undefined || day > limit) {
				return [];
			}

			const label = toSafeText(accountLabel(account));
			const days = Math.round((Date.parse(day) - Date.parse(today)) / dayMs);
			return [
				finding(
					'accounts.api-key',
					days < 0 ? 'failed' : 'warning',
					days < 0
						? `The API key of ${label} ended on ${day}.`
						: `The API key of ${label} ends ${days === 0 ? 'today' : `in ${countOf(days, 'day')}`}, on ${day}.`,
					'Make a new one at trade.mstock.com, then enter it and its date in Users.',
				),
			];
		});
	},
};

function idsOf(keyIds: readonly string[]): string {
	return `${keyIds.length === 1 ? 'Key' : 'Keys'} ${keyIds.join(', ')}`;
}
