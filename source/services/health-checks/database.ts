import {listCredentials} from '../../database/repositories/credentials.ts';
import {Secret} from '../../domain/secret.ts';
import type {MigrationStatus} from '../services.ts';
import {countOf, finding, type HealthCheck} from './check.ts';

export const databaseConnection: HealthCheck = {
	check: 'database.connection',
	async look(machinery) {
		const database = await machinery.anyDatabase();
		const startedAt = machinery.now().getTime();
		await database.ping();
		const durationMs = machinery.now().getTime() - startedAt;
		return [finding('database.connection', 'ok', `${await database.describeServer()}, answers in ${durationMs} ms`)];
	},
};

export const databaseMigrations: HealthCheck = {
	check: 'database.migrations',
	async look(machinery) {
		const status = await machinery.refreshDatabase();
		return [
			status.lock === 'held'
				? finding(
						'database.migrations',
						'warning',
						'The migration lock is held: a migration is under way, or one crashed.',
						'If no other mStock process is migrating, free the lock.',
						'database.free-lock',
					)
				: migrationFinding(status),
		];
	},
};

function migrationFinding({applied, pending, schema}: MigrationStatus) {
	switch (schema) {
		case 'newer':
			return finding(
				'database.migrations',
				'failed',
				'The database was made by a newer version of this program.',
				'Update this program; it does not touch a schema that it does not know.',
			);
		case 'original':
			return finding(
				'database.migrations',
				'failed',
				'The database is the one of the original Python system, not adopted yet.',
				'Adopt it: mstock db migrate. Nothing in it is lost.',
				'database.migrate',
			);
		case 'current':
			return finding('database.migrations', 'ok', `${countOf(applied.length, 'migration')} applied`);
		default:
			return finding(
				'database.migrations',
				'failed',
				`${countOf(pending.length, 'migration is', 'migrations are')} waiting.`,
				'Run them: mstock db migrate.',
				'database.migrate',
			);
	}
}

/** Seal, through the database and back, open: the vault works end to end. And what of the rows it cannot do. */
export const vaultRoundTrip: HealthCheck = {
	check: 'vault.round-trip',
	async look(machinery) {
		const [{keyring}, {knex}] = [await machinery.vault(), await machinery.database()];
		const startedAt = machinery.now().getTime();
		const sent = new Secret(`probe ₹ ${machinery.random()} ${machinery.now().getTime()}`);
		const {token, keyId} = keyring.seal(sent);
		const row: unknown = await knex.select(knex.raw('? as token', [token])).first();
		const back = typeof row === 'object' && row !== null && 'token' in row ? String(row.token) : '';
		const opened = keyring.open(back, keyId);
		if (opened.state !== 'sealed' || opened.secret.reveal() !== sent.reveal()) {
			return [
				finding(
					'vault.round-trip',
					'failed',
					'What was sealed did not come back from the database as it was.',
					'Check the character set of the database connection, then look again.',
				),
			];
		}

		const rows = (await listCredentials(knex)).filter(credential => credential.ENCRYPTION_KEY_ID === keyId).length;
		const durationMs = machinery.now().getTime() - startedAt;
		return [
			finding('vault.round-trip', 'ok', `round trip ${durationMs} ms, ${countOf(rows, 'row')} under key ${keyId}`),
		];
	},
};
