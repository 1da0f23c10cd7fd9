import {describe, expect, test} from 'vitest';
import type {EncryptionKey} from '../../source/domain/encryption-key.ts';
import type {Finding} from '../../source/domain/finding.ts';
import type {MigrationStatus} from '../../source/services/services.ts';
import {createFakeProgram} from './fake-program.ts';
import {createStdin, jsonOf, runCommand, startCommand} from './run-command.ts';

const keys: readonly EncryptionKey[] = [
	{
		keyId: '1',
		state: 'decrypt-only',
		createdAt: new Date('2026-11-20T05:12:00Z'),
		expiresAt: new Date('2027-11-20T05:12:00Z'),
		isWrapped: false,
		isUsable: true,
		rows: 0,
	},
	{
		keyId: '2',
		state: 'active',
		createdAt: new Date('2026-11-24T05:12:00Z'),
		expiresAt: undefined,
		isWrapped: true,
		isUsable: true,
		rows: 1204,
	},
];

describe('keys', () => {
	test('list answers with one array of exactly the promised keys', async () => {
		const program = createFakeProgram({keys: {list: async () => keys}});
		expect(jsonOf(await runCommand(['keys', 'list', '--json'], {program}))).toEqual([
			{
				keyId: '1',
				state: 'decrypt-only',
				createdAt: '2026-11-20T05:12:00.000Z',
				expiresAt: '2027-11-20T05:12:00.000Z',
				wrapped: false,
				rows: 0,
			},
			{keyId: '2', state: 'active', createdAt: '2026-11-24T05:12:00.000Z', expiresAt: null, wrapped: true, rows: 1204},
		]);
		expect((await runCommand(['keys', 'list'], {program})).stdout.split('\n')).toEqual([
			'KEY  STATE         MADE (IST)    ENDS (IST)          ROWS  KEPT',
			'  1  decrypt-only  20 Nov 10:42  20 Nov 2027 10:42      0  ▲ in the clear',
			'  2  active        today 10:42   -                  1,204  ● wrapped',
			'',
		]);
	});

	test('generate passes the reason on and answers with the new key', async () => {
		const reasons: unknown[] = [];
		const [, active] = keys;
		const program = createFakeProgram({
			keys: {
				async generate(reason) {
					reasons.push(reason);
					return active as EncryptionKey;
				},
			},
		});
		const result = await runCommand(['keys', 'generate', '--reason', 'monthly', '--json'], {program});
		expect(jsonOf(result)).toMatchObject({keyId: '2', state: 'active'});
		await runCommand(['keys', 'generate'], {program});
		expect(reasons).toEqual(['monthly', undefined]);
	});
});

describe('db', () => {
	const status: MigrationStatus = {
		client: 'mysql',
		server: 'MariaDB 10.11.6',
		applied: ['20261101000000_a'],
		pending: ['20261102000000_b'],
		lock: 'free',
		schema: 'behind',
	};

	function createDatabaseProgram() {
		const calls: string[] = [];
		const program = createFakeProgram({
			database: {
				status: async () => status,
				async migrate() {
					calls.push('migrate');
					return status.pending;
				},
				rollbackPreview: async () => ({accounts: 4, keys: 1, logs: 1204, requests: 38}),
				async rollback() {
					calls.push('rollback');
					return status.applied;
				},
				async freeLock() {
					calls.push('freeLock');
				},
			},
		});
		return {program, calls};
	}

	test('status answers with exactly the promised keys', async () => {
		const result = await runCommand(['db', 'status', '--json'], createDatabaseProgram());
		expect(jsonOf(result)).toEqual({
			client: 'mysql',
			server: 'MariaDB 10.11.6',
			pending: ['20261102000000_b'],
			applied: ['20261101000000_a'],
			lock: 'free',
		});
		expect((await runCommand(['db', 'status'], createDatabaseProgram())).stdout).toBe(
			'server   MariaDB 10.11.6\nschema   behind this program\napplied  20261101000000_a\npending  20261102000000_b\nlock     free\n',
		);
	});

	test('migrate says what ran, and frees a lock only when told', async () => {
		const database = createDatabaseProgram();
		expect(jsonOf(await runCommand(['db', 'migrate', '--json'], database))).toEqual({applied: ['20261102000000_b']});
		await runCommand(['db', 'migrate', '--free-lock'], database);
		expect(database.calls).toEqual(['migrate', 'freeLock', 'migrate']);
	});

	test('rollback in a script undoes nothing without --yes, and says what would go', async () => {
		const database = createDatabaseProgram();
		const {exitCode, stderr} = await runCommand(['db', 'rollback'], database);
		expect(exitCode).toBe(11);
		expect(stderr).toContain('4 accounts, 1 data key, 1,204 log rows, 38 requests.');
		expect(stderr).toContain('--yes');
		expect(database.calls).toEqual([]);
	});

	test('rollback in a script does with --yes what it says', async () => {
		const database = createDatabaseProgram();
		expect(jsonOf(await runCommand(['db', 'rollback', '--yes', '--json'], database))).toEqual({
			rolledBack: ['20261101000000_a'],
		});
	});

	test.each([
		['yes', 0, ['rollback']],
		['no', 130, []],
	])('rollback on a terminal asks, naming the server: %s is exit %i', async (answer, exitCode, calls) => {
		const database = createDatabaseProgram();
		const stdin = createStdin({isTerminal: true});
		const running = startCommand(['db', 'rollback'], {...database, stdin});
		stdin.write(`${answer}\r`);
		const {exitCode: actual, stderr} = await running.finished;
		expect(actual).toBe(exitCode);
		expect(stderr).toContain('on MariaDB 10.11.6');
		expect(stderr).toContain('4 accounts, 1 data key, 1,204 log rows, 38 requests.');
		expect(database.calls).toEqual(calls);
	});
});

describe('doctor', () => {
	const findings: readonly Finding[] = [
		{check: 'database.connection', state: 'ok', detail: 'SQLite 3.53', fix: ''},
		{
			check: 'files.permissions',
			state: 'warning',
			detail: 'settings.json\u001B[2J is 0644',
			fix: 'chmod 600 settings.json',
			fixAction: 'files.tighten',
		},
		{check: 'vault.round-trip', state: 'failed', detail: 'the master key is missing', fix: 'put it back'},
	];

	test('answers with one array of exactly the promised keys, and exit 0 for having looked', async () => {
		const program = createFakeProgram({health: {check: async () => findings}});
		const result = await runCommand(['doctor', '--json'], {program});
		expect(result.exitCode).toBe(0);
		expect(jsonOf(result)).toEqual(findings.map(({check, state, detail, fix}) => ({check, state, detail, fix})));
	});

	test('puts the fix beside what is wrong', async () => {
		const program = createFakeProgram({health: {check: async () => findings}});
		const {stdout, stderr} = await runCommand(['doctor'], {program});
		expect(stdout.split('\n')).toEqual([
			'STATE      CHECK                DETAIL',
			'● ok       database.connection  SQLite 3.53',
			'▲ warning  files.permissions    settings.json␛[2J is 0644 → chmod 600 settings.json',
			'✗ failed   vault.round-trip     the master key is missing → put it back',
			'',
		]);
		expect(stderr).toBe('1 failed, 1 to look at.\n');
	});

	test('--fix carries out what the program can do, then looks again', async () => {
		const fixed: string[] = [];
		const program = createFakeProgram({
			health: {
				check: async () => (fixed.length === 0 ? findings : findings.slice(0, 1)),
				async fix(action) {
					fixed.push(action);
					return 'One file tightened.';
				},
			},
		});
		const {stdout, stderr} = await runCommand(['doctor', '--fix'], {program});
		expect(fixed).toEqual(['files.tighten']);
		expect(stdout).toBe('STATE  CHECK                DETAIL\n● ok   database.connection  SQLite 3.53\n');
		expect(stderr).toBe('One file tightened.\nAll is well.\n');
	});

	test('does not call well what it has not looked at', async () => {
		const unverified: Finding = {
			check: 'calendar.holidays',
			state: 'ok',
			detail: 'holidays not loaded',
			fix: '',
			isUnverified: true,
		};
		const program = createFakeProgram({health: {check: async () => [...findings.slice(0, 1), unverified]}});
		const {stdout, stderr} = await runCommand(['doctor'], {program});
		expect(stdout).toContain('● ok   calendar.holidays    holidays not loaded');
		expect(stderr).toBe('All that was looked at is well; holidays not loaded.\n');
		expect(jsonOf(await runCommand(['doctor', '--json'], {program}))).toContainEqual({
			check: 'calendar.holidays',
			state: 'ok',
			detail: 'holidays not loaded',
			fix: '',
		});
	});

	describe('with a fix that deletes something', () => {
		const sheet: Finding = {
			check: 'files.recovery-sheet',
			state: 'warning',
			detail: 'A recovery sheet lies there.',
			fix: 'Delete it.',
			fixAction: 'files.delete-recovery-sheet',
			isFixDangerous: true,
		};

		function createDoctor() {
			const fixed: string[] = [];
			const program = createFakeProgram({
				health: {
					check: async () => [sheet, ...findings],
					async fix(action) {
						fixed.push(action);
						return `Done: ${action}.`;
					},
				},
			});
			return {program, fixed};
		}

		test('does the harmless ones and leaves it where nobody can be asked', async () => {
			const {program, fixed} = createDoctor();
			const {exitCode, stderr} = await runCommand(['doctor', '--fix', '--json'], {program});
			expect({exitCode, fixed}).toEqual({exitCode: 0, fixed: ['files.tighten']});
			expect(stderr).toBe(
				'Done: files.tighten.\nA recovery sheet lies there. Left as it is: --yes does it without being asked.\n',
			);
		});

		test.each([
			['yes', ['files.tighten', 'files.delete-recovery-sheet']],
			['no', ['files.tighten']],
		])('asks on a terminal: %s', async (answer, expected) => {
			const {program, fixed} = createDoctor();
			const stdin = createStdin({isTerminal: true});
			const running = startCommand(['doctor', '--fix'], {program, stdin});
			stdin.write(`${answer}\r`);
			const {exitCode, stderr} = await running.finished;
			expect({exitCode, fixed}).toEqual({exitCode: 0, fixed: expected});
			expect(stderr).toContain('A recovery sheet lies there. Delete it.');
		});

		test('does it unasked with --yes', async () => {
			const {program, fixed} = createDoctor();
			await runCommand(['doctor', '--fix', '--yes'], {program});
			expect(fixed).toEqual(['files.tighten', 'files.delete-recovery-sheet']);
		});
	});
});
