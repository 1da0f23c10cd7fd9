import {describe, expect, test} from 'vitest';
import {
	APIError,
	AuthenticationError,
	CircuitOpenError,
	ConfigurationError,
	DatabaseConnectionError,
	DatabaseError,
	EncryptionError,
	InteractionRequiredError,
	OtpRejectedError,
	RateLimitError,
	SessionExpiredError,
	UsageError,
	ValidationError,
} from '../../source/errors.ts';
import {createFakeProgram} from './fake-program.ts';
import {jsonOf, runCommand, startCommand} from './run-command.ts';

function createFailingProgram(error: unknown) {
	return createFakeProgram({
		accounts: {
			async list() {
				throw error;
			},
		},
	});
}

const nowhere = createFakeProgram({});

describe('an error', () => {
	test.each([
		[new UsageError('m', {hint: 'h'}), 2],
		[new ConfigurationError('m', {hint: 'h', field: 'DB_PORT'}), 3],
		[new DatabaseConnectionError('m', {hint: 'h', code: 'ECONNREFUSED'}), 4],
		[new DatabaseError('m', {hint: 'h', code: '1213'}), 4],
		[new EncryptionError('m', {hint: 'h'}), 5],
		[new AuthenticationError('m', {hint: 'h', code: 'IA400'}), 6],
		[new OtpRejectedError('m', {hint: 'h', rejection: 'wrong'}), 6],
		[new SessionExpiredError('m', {hint: 'h'}), 6],
		[new APIError('m', {hint: 'h', endpoint: 'x'}), 7],
		[new RateLimitError('m', {hint: 'h', endpoint: 'x'}), 7],
		[new CircuitOpenError('m', {hint: 'h', endpoint: 'x'}), 7],
		[new ValidationError('m', {hint: 'h', fields: {userId: 'x'}}), 10],
		[new InteractionRequiredError('m', {hint: 'h'}), 11],
	])('$name is a document on stdout, words on stderr, and its exit code', async (error, exitCode) => {
		const program = createFailingProgram(error);
		const result = await runCommand(['users', 'list', '--json'], {program});
		expect(result).toMatchObject({exitCode, stderr: 'm\nh\n'});
		expect(jsonOf(result)).toEqual({
			error: {
				kind: error.name,
				message: 'm',
				hint: 'h',
				code: error.code ?? null,
				...(error.field === undefined ? {} : {field: error.field}),
			},
		});
		expect(await runCommand(['users', 'list'], {program})).toEqual({exitCode, stdout: '', stderr: 'm\nh\n'});
		expect(program.disposals()).toBe(2);
		expect(program.crashes).toEqual([]);
	});

	test('that nobody expected is exit 1 in words of ours, and its stack goes to the crash file', async () => {
		const bug = new TypeError('cannot read hunter2 of undefined');
		const program = createFailingProgram(bug);
		const result = await runCommand(['users', 'list', '--json'], {program});
		expect(result.exitCode).toBe(1);
		expect(jsonOf(result)).toMatchObject({error: {kind: 'InternalError', code: null}});
		expect(result.stdout + result.stderr).not.toContain('hunter2');
		expect(program.crashes).toEqual([bug]);
	});

	test('in the configuration comes before any command, but not before the help', async () => {
		const program = async () => {
			throw new ConfigurationError('DB_PORT is not a port.', {field: 'DB_PORT'});
		};
		expect(await runCommand(['users', 'list'], {program})).toMatchObject({
			exitCode: 3,
			stderr: 'DB_PORT is not a port.\n',
		});
		expect(await runCommand(['users', '--help'], {program})).toMatchObject({exitCode: 0});
	});

	test('with hostile words moves no cursor', async () => {
		const program = createFailingProgram(new APIError('said \u001B[2J\n\u202Eok', {endpoint: 'x', hint: 'a\rb'}));
		const result = await runCommand(['users', 'list', '--json'], {program});
		expect(result.stderr).toBe('said ␛[2J␊<U+202E>ok\na␍b\n');
		expect(result.stdout).not.toMatch(/[^\x20-\x7E\n]/);
	});
});

describe('log rows that the database did not take', () => {
	test.each([
		[1, true, '1 log row could not be written to the database; it is in /nowhere/logs/mstock.log\n'],
		[1204, true, '1,204 log rows could not be written to the database; they are in /nowhere/logs/mstock.log\n'],
		[2, false, '2 log rows could be written neither to the database nor to /nowhere/logs/mstock.log\n'],
		[0, true, ''],
	])('are told of at the end, on stderr alone: %i', async (count, isInFile, words) => {
		let isDisposed = false;
		const program = {
			...createFakeProgram({accounts: {list: async () => []}}),
			unwrittenLogRows: () => ({count: isDisposed ? count : 0, isInFile}),
			async dispose() {
				isDisposed = true;
			},
		};
		const {exitCode, stdout, stderr} = await runCommand(['users', 'list', '--json'], {program});
		expect({exitCode, stdout, stderr}).toEqual({exitCode: 0, stdout: '[]\n', stderr: words});
	});

	test('are told of beside the error that a command ended with', async () => {
		const program = {
			...createFailingProgram(new DatabaseError('m', {hint: 'h'})),
			unwrittenLogRows: () => ({count: 2, isInFile: true}),
		};
		const {exitCode, stderr} = await runCommand(['users', 'list'], {program});
		expect(exitCode).toBe(4);
		expect(stderr).toContain('m\nh\n2 log rows could not be written');
	});
});

describe('the command line', () => {
	test.each([
		[['nosuch'], "There is no command 'nosuch'.", '"mstock --help" shows what it takes.'],
		[['users'], '"mstock users" needs to know what to do.', '"mstock users --help" shows what it takes.'],
		[['users', 'nosuch'], "There is no command 'nosuch'.", '"mstock users --help" shows what it takes.'],
		[
			['users', 'add', 'X'],
			"Required option '--type <type>' not specified.",
			'"mstock users add --help" shows what it takes.',
		],
		[['login'], "Missing required argument 'user'.", '"mstock login --help" shows what it takes.'],
		[['logs', '--nosuch'], "Unknown option '--nosuch'.", '"mstock logs --help" shows what it takes.'],
		[['logs', '--limit'], "Option '--limit <n>' argument missing.", '"mstock logs --help" shows what it takes.'],
		[['orders'], "There is no command 'orders'.", '"mstock --help" shows what it takes.'],
	])('%j is a usage error that says where to look', async (argv, message, hint) => {
		expect(await runCommand(argv, {program: nowhere})).toEqual({
			exitCode: 2,
			stdout: '',
			stderr: `${message}\n${hint}\n`,
		});
		expect(jsonOf(await runCommand([...argv, '--json'], {program: nowhere}))).toMatchObject({
			error: {kind: 'UsageError', hint},
		});
	});

	test.each([
		[['users', 'add', 'DEMO01', 'hunter2', '--type', 'A']],
		[['users', 'add', 'DEMO01', '--type', 'A', '--password=hunter2']],
		[['users', 'add', 'DEMO01', '--type', 'A', '--password', 'hunter2']],
		[['login', 'DEMO01', '--otp=hunter2']],
		[['login', 'DEMO01', '--otp-stdin=hunter2']],
	])('does not repeat a secret that somebody put there: %j', async argv => {
		const result = await runCommand([...argv, '--json'], {program: nowhere});
		expect(result.exitCode).toBe(2);
		expect(result.stdout + result.stderr).not.toContain('hunter2');
	});

	test('takes --json anywhere, but not behind --', async () => {
		const program = createFakeProgram({accounts: {list: async () => []}});
		expect((await runCommand(['--json', 'users', 'list'], {program})).stdout).toBe('[]\n');
		expect((await runCommand(['users', '--json', 'list'], {program})).stdout).toBe('[]\n');
		expect(await runCommand(['login', '--', '--json', 'x'], {program})).toMatchObject({exitCode: 2, stdout: ''});
	});

	test.each([
		[['--help']],
		[['-h']],
		[['help']],
		[['users', 'add', '--help']],
		[['help', 'users']],
		[['logs', 'clean', '-h']],
	])('%j is help on stdout, exit 0', async argv => {
		expect(await runCommand(argv, {program: nowhere})).toMatchObject({
			exitCode: 0,
			stdout: expect.stringMatching(/^Usage: mstock /),
			stderr: '',
		});
	});

	test('has the promised commands, and none of later', async () => {
		const {stdout} = await runCommand(['--help'], {program: nowhere});
		const names = [...stdout.slice(stdout.indexOf('Commands:')).matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name);
		expect(names).toEqual([
			'users',
			'login',
			'logout',
			'session',
			'logs',
			'requests',
			'keys',
			'db',
			'doctor',
			'sandbox',
			'help',
		]);
	});

	test('--version prints the version', async () => {
		expect(await runCommand(['--version'], {program: nowhere})).toEqual({exitCode: 0, stdout: '1.2.3\n', stderr: ''});
	});

	test('says on stderr what the configuration ignored', async () => {
		const program = createFakeProgram(
			{accounts: {list: async () => []}},
			{warnings: ['config/.env: \u001B[1mFOO is ignored']},
		);
		expect(await runCommand(['users', 'list', '--json'], {program})).toEqual({
			exitCode: 0,
			stdout: '[]\n',
			stderr: 'config/.env: ␛[1mFOO is ignored\n',
		});
	});
});

describe('the reader of the output', () => {
	test.each(['EPIPE', 'ERR_STREAM_DESTROYED'])('may go away: %s ends quietly with exit 0', async code => {
		const program = createFakeProgram({accounts: {list: async () => []}});
		const refuse = () => Object.assign(new Error(code), {code});
		expect(await runCommand(['users', 'list', '--json'], {program, refuse})).toEqual({
			exitCode: 0,
			stdout: '',
			stderr: '',
		});
		expect(await runCommand(['--help'], {program, refuse})).toEqual({exitCode: 0, stdout: '', stderr: ''});
		expect(program.disposals()).toBe(1);
		expect(program.crashes).toEqual([]);
	});

	test('that is a full disk is an error', async () => {
		const program = createFakeProgram({accounts: {list: async () => []}});
		const refuse = () => Object.assign(new Error('no space'), {code: 'ENOSPC'});
		expect(await runCommand(['users', 'list', '--json'], {program, refuse})).toMatchObject({
			exitCode: 1,
			stderr: expect.stringContaining('The output could not be written.'),
		});
	});
});

describe('a signal', () => {
	test.each([
		['SIGINT', 130],
		['SIGTERM', 143],
		['SIGHUP', 129],
	] as const)(
		'%s ends a command that takes its time with exit %i, after closing what was open',
		async (signal, exitCode) => {
			const program = createFakeProgram({accounts: {list: async () => new Promise(() => undefined)}});
			const running = startCommand(['users', 'list'], {program});
			running.interruption.interrupt(signal);
			expect(await running.finished).toEqual({exitCode, stdout: '', stderr: ''});
			expect(program.disposals()).toBe(1);
		},
	);
});
