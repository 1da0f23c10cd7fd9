import {describe, expect, test} from 'vitest';
import {ValidationError} from '../../source/errors.ts';
import type {AccountChanges, NewAccount} from '../../source/services/services.ts';
import {createAccount} from '../helpers/fixtures/account.ts';
import {createFakeProgram} from './fake-program.ts';
import {createStdin, jsonOf, runCommand, startCommand, until} from './run-command.ts';

const document = JSON.stringify({password: 'Demo@1234', apiKey: 'sandbox-key-a=='});

/** A program that remembers what was added and changed. */
function createUsersProgram() {
	const added: NewAccount[] = [];
	const changed: Array<readonly [accountId: string, changes: AccountChanges]> = [];
	const removed: string[] = [];
	const program = createFakeProgram({
		accounts: {
			list: async () => [
				createAccount({
					session: 'signed-in',
					lastLoginAt: new Date('2026-11-24T05:12:00Z'),
					sessionEndsAt: new Date('2026-11-24T17:12:00Z'),
				}),
				createAccount({accountId: '8', userId: 'DEMO02', apiKeyType: 'B', name: '', encryptionKeyId: undefined}),
			],
			resolve: async () => createAccount(),
			async add(account) {
				added.push(account);
				return createAccount({userId: account.userId, apiKeyType: account.apiKeyType});
			},
			async update(accountId, changes) {
				changed.push([accountId, changes]);
				return createAccount();
			},
			removalPreview: async () => ({logRows: 1204, requestRows: 1, isSignedIn: true}),
			async remove(accountId) {
				removed.push(accountId);
				return {logout: 'done'};
			},
		},
	});
	return {program, added, changed, removed};
}

describe('users list', () => {
	test('answers with one array of exactly the promised keys', async () => {
		const result = await runCommand(['users', 'list', '--json'], createUsersProgram());
		expect(result).toMatchObject({exitCode: 0, stderr: ''});
		expect(jsonOf(result)).toEqual([
			{
				userId: 'DEMO01',
				apiKeyType: 'A',
				name: 'Main account',
				encryptionKeyId: '2',
				lastLoginAt: '2026-11-24T05:12:00.000Z',
				session: 'signed-in',
				brokerEnv: 'sandbox',
			},
			{
				userId: 'DEMO02',
				apiKeyType: 'B',
				name: '',
				encryptionKeyId: null,
				lastLoginAt: null,
				session: 'signed-out',
				brokerEnv: 'sandbox',
			},
		]);
		expect(result.stdout.match(/\n/g)).toHaveLength(1);
	});

	test('is a table with IST times for a person', async () => {
		const {stdout} = await runCommand(['users', 'list'], createUsersProgram());
		expect(stdout.split('\n')).toEqual([
			'USER ID  TYPE  NAME          SESSION       VALID UNTIL (IST)  LAST LOGIN (IST)  KEY  API KEY ENDS  SECRETS  BROKER',
			'DEMO01   A     Main account  ● signed in   today 22:42        today 10:42         2  -             sealed   sandbox',
			'DEMO02   B     -             ○ signed out  -                  -                   -  -             sealed   sandbox',
			'',
		]);
	});

	test('has colour on a terminal that wants it, and the same words without', async () => {
		const plain = await runCommand(['users', 'list'], createUsersProgram());
		const coloured = await runCommand(['users', 'list'], {...createUsersProgram(), hasColour: true});
		expect(coloured.stdout).toContain('\u001B[32m● signed in');
		expect(coloured.stdout.replace(/\u001B\[[\d;]*m/g, '')).toBe(plain.stdout);
	});

	test('shows hostile names as visible text, one account a line', async () => {
		const name = 'x\u001B]52;c;ZXZpbA==\u0007\r\nDEMO99\u202E';
		const program = createFakeProgram({accounts: {list: async () => [createAccount({name})]}});
		const {stdout} = await runCommand(['users', 'list'], {program});
		expect(stdout.split('\n')).toHaveLength(3);
		expect(stdout).toContain('x␛]52;c;ZXZpbA==␇␍␊DEMO99<U+202E>');
		const json = await runCommand(['users', 'list', '--json'], {program});
		expect(json.stdout).not.toMatch(/[^\x20-\x7E\n]/);
		expect(jsonOf(json)).toMatchObject([{name}]);
	});

	test('numbers the accounts where an adopted database holds one twice', async () => {
		const program = createFakeProgram({
			accounts: {list: async () => [createAccount(), createAccount({accountId: '8', isDuplicate: true})]},
		});
		const {stdout} = await runCommand(['users', 'list'], {program});
		expect(stdout.split('\n').map(line => line.slice(0, 15))).toEqual([
			'NUMBER  USER ID',
			'     1  DEMO01 ',
			'   ▲ 8  DEMO01 ',
			'',
		]);
	});

	test('invites when there is nobody', async () => {
		const program = createFakeProgram({accounts: {list: async () => []}});
		expect(await runCommand(['users', 'list'], {program})).toEqual({
			exitCode: 0,
			stdout: '',
			stderr: 'No accounts yet. "mstock users add USER --type A" adds one.\n',
		});
		expect(jsonOf(await runCommand(['users', 'list', '--json'], {program}))).toEqual([]);
	});
});

describe('users add --stdin', () => {
	test('takes the secrets from standard input and prints none of them', async () => {
		const users = createUsersProgram();
		const stdin = JSON.stringify({
			password: 'Demo@1234',
			apiKey: 'sandbox-key-a==',
			totpSecret: 'JBSWY3DPEHPK3PXP',
			name: 'Mine',
			apiKeyExpiresOn: '2027-01-01',
		});
		const result = await runCommand(['users', 'add', 'DEMO01', '--type', 'a', '--stdin', '--json'], {...users, stdin});
		expect(result).toMatchObject({exitCode: 0, stderr: ''});
		expect(jsonOf(result)).toMatchObject({userId: 'DEMO01', apiKeyType: 'A'});
		expect(result.stdout).not.toMatch(/Demo@1234|sandbox-key|JBSW/);
		const [account] = users.added;
		expect(account).toMatchObject({userId: 'DEMO01', apiKeyType: 'A', name: 'Mine', apiKeyExpiresOn: '2027-01-01'});
		expect([account?.password, account?.apiKey, account?.totpSecret].map(secret => secret?.reveal())).toEqual([
			'Demo@1234',
			'sandbox-key-a==',
			'JBSWY3DPEHPK3PXP',
		]);
	});

	test('takes a byte order mark, newlines and multibyte text', async () => {
		const users = createUsersProgram();
		const stdin = '\uFEFF{\n"password": "पासवर्ड",\r\n"apiKey": "k"}\n';
		await runCommand(['users', 'add', 'DEMO01', '--type', 'A', '--stdin'], {...users, stdin});
		expect(users.added[0]?.password.reveal()).toBe('पासवर्ड');
	});

	test('leaves what is absent out, so that the service names what is missing', async () => {
		const users = createUsersProgram();
		await runCommand(['users', 'add', 'DEMO01', '--type', 'A', '--stdin'], {...users, stdin: '{"password":"p"}'});
		expect(users.added[0]?.apiKey.isEmpty).toBe(true);
		expect(Object.keys(users.added[0] ?? {}).sort()).toEqual(['apiKey', 'apiKeyType', 'password', 'userId']);
	});

	test.each([
		['no JSON', 'hunter2', 'Standard input is not valid JSON.'],
		['an array', '["hunter2"]', 'Standard input is JSON, but not an object.'],
		['an unknown field', '{"hunter2":1}', 'The JSON object on standard input has a field that is not known here.'],
		['a number', '{"password":123456789}', 'password has to be a text.'],
		['too much', `{"password":"${'hunter2'.repeat(10_000)}"}`, 'Standard input holds more than 65536 characters.'],
	])('refuses %s without quoting it', async (_what, stdin, message) => {
		const users = createUsersProgram();
		const result = await runCommand(['users', 'add', 'DEMO01', '--type', 'A', '--stdin', '--json'], {...users, stdin});
		expect(result.exitCode).toBe(10);
		expect(jsonOf(result)).toMatchObject({error: {kind: 'ValidationError', message}});
		expect(result.stdout + result.stderr).not.toMatch(/hunter2|123456789/);
		expect(users.added).toEqual([]);
	});

	test('is exit 11 when the input ends without a word', async () => {
		const result = await runCommand(['users', 'add', 'DEMO01', '--type', 'A', '--stdin'], createUsersProgram());
		expect(result).toMatchObject({exitCode: 11, stdout: ''});
	});

	test('without it, off a terminal, is exit 11 and names the flag', async () => {
		const users = createUsersProgram();
		const result = await runCommand(['users', 'add', 'DEMO01', '--type', 'A', '--json'], {...users, stdin: document});
		expect(result.exitCode).toBe(11);
		expect(jsonOf(result)).toMatchObject({
			error: {kind: 'InteractionRequiredError', hint: expect.stringContaining('--stdin')},
		});
		expect(users.added).toEqual([]);
	});

	test('passes the refusal of a field on', async () => {
		const program = createFakeProgram({
			accounts: {
				async add() {
					throw new ValidationError('DEMO01 A is here already.', {
						fields: {userId: 'is here already'},
						hint: 'Update it.',
					});
				},
			},
		});
		const argv = ['users', 'add', 'DEMO01', '--type', 'A', '--stdin', '--json'];
		expect(jsonOf(await runCommand(argv, {program, stdin: document}))).toEqual({
			error: {
				kind: 'ValidationError',
				message: 'DEMO01 A is here already.',
				hint: 'Update it.',
				code: null,
				field: 'userId',
			},
		});
	});
});

describe('users add on a terminal', () => {
	test('asks without echo, and puts the terminal back after each question', async () => {
		const users = createUsersProgram();
		const stdin = createStdin({isTerminal: true});
		const running = startCommand(['users', 'add', 'DEMO01', '--type', 'A'], {...users, stdin});
		await until(() => running.stderr().includes('Password: '), 'the first question');
		stdin.write('Demo@12345\u007F\r');
		await until(() => running.stderr().includes('API key: '), 'the second question');
		stdin.write('sandbox');
		stdin.write('-key-a==\u001B[D\r\n\r');
		const {exitCode, stdout, stderr} = await running.finished;
		expect({exitCode, stdout}).toEqual({exitCode: 0, stdout: 'DEMO01 A added.\n'});
		expect(stderr).toBe(
			`Password: ${'•'.repeat(10)}\b \b\nAPI key: ${'•'.repeat(15)}\nTOTP secret (Enter for none): \n`,
		);
		expect(users.added[0]?.password.reveal()).toBe('Demo@1234');
		expect(users.added[0]?.apiKey.reveal()).toBe('sandbox-key-a==');
		expect(users.added[0]).not.toHaveProperty('totpSecret');
		expect(stdin.rawModes).toEqual([true, false, true, false, true, false]);
	});

	test('with Ctrl-C is exit 130, and nothing is added', async () => {
		const users = createUsersProgram();
		const stdin = createStdin({isTerminal: true});
		const running = startCommand(['users', 'add', 'DEMO01', '--type', 'A'], {...users, stdin});
		stdin.write('Demo\u0003');
		expect(await running.finished).toMatchObject({exitCode: 130, stdout: ''});
		expect(users.added).toEqual([]);
		expect(users.program.disposals()).toBe(1);
		await until(() => stdin.rawModes.at(-1) === false, 'the terminal to be put back');
	});

	test('with Ctrl-D is exit 11', async () => {
		const stdin = createStdin({isTerminal: true});
		const running = startCommand(['users', 'add', 'DEMO01', '--type', 'A'], {...createUsersProgram(), stdin});
		stdin.write('\u0004');
		expect(await running.finished).toMatchObject({exitCode: 11});
	});

	test('takes whole characters back, and a line at once', async () => {
		const users = createUsersProgram();
		const stdin = createStdin({isTerminal: true});
		const running = startCommand(['users', 'add', 'DEMO01', '--type', 'A'], {...users, stdin});
		stdin.write('ab👩‍👩‍👧\u007Fc\rwrong\u0015right\r\r');
		await running.finished;
		expect(users.added[0]?.password.reveal()).toBe('abc');
		expect(users.added[0]?.apiKey.reveal()).toBe('right');
	});
});

describe('users update', () => {
	test('changes only what is given; null empties', async () => {
		const users = createUsersProgram();
		const argv = ['users', 'update', 'DEMO01', '--stdin', '--name', 'Other', '--new-type', 'B'];
		await runCommand(argv, {...users, stdin: '{"totpSecret":null}'});
		expect(users.changed).toEqual([['1', {totpSecret: null, name: 'Other', apiKeyType: 'B'}]]);
	});

	test('with plain flags alone asks nothing, and an empty date empties it', async () => {
		const users = createUsersProgram();
		const argv = ['users', 'update', 'DEMO01', '--api-key-expires-on', '', '--second-factor', 'totp'];
		expect(await runCommand(argv, users)).toMatchObject({exitCode: 0, stdout: 'DEMO01 A updated.\n'});
		expect(users.changed).toEqual([['1', {apiKeyExpiresOn: null, secondFactor: 'totp'}]]);
	});

	test('--account says which of two equal ones, and must be of the user that is named', async () => {
		const references: unknown[] = [];
		const program = createFakeProgram({
			accounts: {
				async resolve(reference) {
					references.push(reference);
					return createAccount({accountId: '8'});
				},
				update: async () => createAccount(),
			},
		});
		const argv = ['users', 'update', 'demo01', '--account', '8', '--name', 'x'];
		expect(await runCommand(argv, {program})).toMatchObject({exitCode: 0});
		expect(references).toEqual([{accountId: '8'}]);
		expect(await runCommand(argv.with(2, 'DEMO02'), {program})).toMatchObject({exitCode: 2});
	});

	test('with nothing to change, off a terminal, is exit 11', async () => {
		const users = createUsersProgram();
		expect(await runCommand(['users', 'update', 'DEMO01'], users)).toMatchObject({exitCode: 11});
		expect(users.changed).toEqual([]);
	});

	test('on a terminal keeps what Enter leaves empty', async () => {
		const users = createUsersProgram();
		const stdin = createStdin({isTerminal: true});
		const running = startCommand(['users', 'update', 'DEMO01'], {...users, stdin});
		stdin.write('\rnew-key\r\r');
		await running.finished;
		expect(users.changed.map(([, changes]) => Object.keys(changes))).toEqual([['apiKey']]);
	});
});

describe('users remove', () => {
	test('off a terminal wants --yes and removes nothing without it', async () => {
		const users = createUsersProgram();
		const result = await runCommand(['users', 'remove', 'DEMO01', '--json'], users);
		expect(result.exitCode).toBe(11);
		expect(jsonOf(result)).toMatchObject({error: {hint: expect.stringContaining('--yes')}});
		expect(users.removed).toEqual([]);
	});

	test('with --yes says what became of the session', async () => {
		const users = createUsersProgram();
		expect(jsonOf(await runCommand(['users', 'remove', 'DEMO01', '--yes', '--json'], users))).toEqual({
			userId: 'DEMO01',
			apiKeyType: 'A',
			removed: true,
			logout: 'done',
		});
		expect(users.removed).toEqual(['1']);
	});

	test.each([
		['yes', 0, ['1']],
		['y', 130, []],
		['', 130, []],
	])('on a terminal spells out the consequence; "%s" is exit %i', async (answer, exitCode, removed) => {
		const users = createUsersProgram();
		const stdin = createStdin({isTerminal: true});
		const running = startCommand(['users', 'remove', 'DEMO01'], {...users, stdin});
		stdin.write(`${answer}\r`);
		const result = await running.finished;
		expect(result.exitCode).toBe(exitCode);
		expect(users.removed).toEqual(removed);
		expect(result.stderr).toContain(
			'Removes DEMO01 A (sandbox) with its password, API key and tokens, after logging it out; its 1,204 log rows and 1 request row stay.',
		);
	});
});
