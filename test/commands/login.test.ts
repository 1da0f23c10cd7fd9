import {describe, expect, test} from 'vitest';
import {APIError, AuthenticationError, OtpRejectedError, SessionExpiredError} from '../../source/errors.ts';
import type {LoginOptions} from '../../source/services/services.ts';
import type {Session} from '../../source/stores/login-flow.ts';
import type {FakeServices} from '../helpers/fake-services.ts';
import {createAccount} from '../helpers/fixtures/account.ts';
import {createSession} from '../helpers/fixtures/session.ts';
import {createFakeProgram} from './fake-program.ts';
import {createStdin, jsonOf, runCommand, startCommand, until} from './run-command.ts';

type Call = readonly [name: string, ...details: readonly unknown[]];

/** A broker that wants a code and accepts any; `overrides` change what it says. */
function createLoginProgram({
	login = {},
	sessions = {},
	account = {},
}: {
	readonly login?: FakeServices['login'];
	readonly sessions?: FakeServices['sessions'];
	readonly account?: Parameters<typeof createAccount>[0];
} = {}) {
	const calls: Call[] = [];
	const program = createFakeProgram({
		accounts: {
			resolve: async () => createAccount(account),
			async setActive(accountId) {
				calls.push(['setActive', accountId]);
			},
		},
		sessions: {current: async () => undefined, ...sessions},
		login: {
			async start(accountId: string, options?: LoginOptions) {
				calls.push(['start', accountId, options]);
				return {state: 'code-wanted', loginSequenceId: '26112410420017', secondFactor: options?.secondFactor ?? 'otp'};
			},
			async submitCode(code) {
				calls.push(['submitCode', code.reveal()]);
				return createSession();
			},
			async submitStoredTotp() {
				calls.push(['submitStoredTotp']);
				return createSession();
			},
			async resendOtp() {
				calls.push(['resendOtp']);
			},
			async abandon() {
				calls.push(['abandon']);
			},
			...login,
		},
	});
	return {program, calls};
}

const sessionDocument = {
	userId: 'DEMO01',
	apiKeyType: 'A',
	session: 'signed-in',
	clientCode: 'DEMO01',
	userName: 'ASHA RAO',
	loginSequenceId: '26112410420017',
	loggedInAt: '2026-11-24T05:12:00.000Z',
	validUntil: '2026-11-24T17:12:00.000Z',
	brokerEnv: 'sandbox',
};

describe('login', () => {
	test('--otp-stdin sends the login, says where the phone is, and only then waits for one line', async () => {
		const {program, calls} = createLoginProgram();
		const stdin = createStdin({isTerminal: false});
		const running = startCommand(['login', 'DEMO01', '--otp-stdin', '--json'], {program, stdin});
		await until(() => running.stderr().includes('controlUrl'), 'the line with the control URL');
		expect(calls).toEqual([['start', '1', {secondFactor: 'otp', again: false}]]);
		const line =
			running
				.stderr()
				.split('\n')
				.find(text => text.startsWith('{')) ?? '';
		expect(JSON.parse(line)).toEqual({
			waitingFor: 'otp',
			userId: 'DEMO01',
			controlUrl: 'http://127.0.0.1:4000/sandbox',
		});
		stdin.write('482\r\nanother line');
		const result = await running.finished;
		expect(result.exitCode).toBe(0);
		expect(jsonOf(result)).toEqual(sessionDocument);
		expect(calls.slice(1)).toEqual([
			['submitCode', '482'],
			['setActive', '1'],
		]);
		expect(result.stdout + result.stderr).not.toContain('482');
	});

	test('on the real broker prints no control URL', async () => {
		const {program} = createLoginProgram();
		const live = {...program, config: {...program.config, environment: 'live' as const}};
		const {stderr} = await runCommand(['login', 'DEMO01', '--otp-stdin'], {program: live, stdin: '482\n'});
		expect(stderr).not.toContain('controlUrl');
	});

	test('--totp-stdin asks for a TOTP login and takes a last line without its newline', async () => {
		const {program, calls} = createLoginProgram();
		expect(await runCommand(['login', 'DEMO01', '--totp-stdin'], {program, stdin: '123456'})).toMatchObject({
			exitCode: 0,
		});
		expect(calls.slice(0, 2)).toEqual([
			['start', '1', {secondFactor: 'totp', again: false}],
			['submitCode', '123456'],
		]);
	});

	test('--totp-stored reads nothing', async () => {
		const {program, calls} = createLoginProgram({account: {hasTotpSecret: true}});
		await runCommand(['login', 'DEMO01', '--totp-stored'], {program});
		expect(calls.map(([name]) => name)).toEqual(['start', 'submitStoredTotp', 'setActive']);
	});

	test('--totp-stored without a stored secret is exit 10 before anything is sent', async () => {
		const {program, calls} = createLoginProgram();
		const result = await runCommand(['login', 'DEMO01', '--totp-stored', '--json'], {program});
		expect(result.exitCode).toBe(10);
		expect(jsonOf(result)).toMatchObject({error: {kind: 'ValidationError', field: 'totpSecret'}});
		expect(calls).toEqual([]);
	});

	test('without a code at the end of input is exit 11, and the attempt is left in good order', async () => {
		const {program, calls} = createLoginProgram();
		const result = await runCommand(['login', 'DEMO01', '--otp-stdin', '--json'], {program, stdin: ''});
		expect(result.exitCode).toBe(11);
		expect(jsonOf(result)).toMatchObject({error: {kind: 'InteractionRequiredError'}});
		expect(calls.map(([name]) => name)).toEqual(['start', 'abandon']);
	});

	test.each(['12', '1234567', 'abc', '', '48 2', '４８２'])(
		'"%s" is no code: exit 10, and it is not sent',
		async line => {
			const {program, calls} = createLoginProgram();
			const result = await runCommand(['login', 'DEMO01', '--otp-stdin'], {program, stdin: `${line}\n`});
			expect(result).toMatchObject({exitCode: 10, stdout: ''});
			expect(calls.map(([name]) => name)).toEqual(['start', 'abandon']);
		},
	);

	test('off a terminal without a flag for the code is exit 11 before anything is sent', async () => {
		const {program, calls} = createLoginProgram();
		const result = await runCommand(['login', 'DEMO01', '--json'], {program});
		expect(result.exitCode).toBe(11);
		expect(jsonOf(result)).toMatchObject({error: {hint: 'Use --otp-stdin, --totp-stdin or --totp-stored.'}});
		expect(calls).toEqual([]);
	});

	test('when already signed in is exit 0 with that session, also off a terminal', async () => {
		const present = createSession({userName: undefined});
		const {program} = createLoginProgram({
			sessions: {current: async () => present},
			login: {start: async () => ({state: 'already-signed-in', session: present})},
		});
		const result = await runCommand(['login', 'DEMO01', '--json'], {program});
		expect(result).toMatchObject({exitCode: 0, stderr: ''});
		expect(jsonOf(result)).toEqual({...sessionDocument, userName: null});
	});

	test('--again logs in anew', async () => {
		const {program, calls} = createLoginProgram({sessions: {current: async () => createSession()}});
		await runCommand(['login', 'DEMO01', '--otp-stdin', '--again'], {program, stdin: '482\n'});
		expect(calls[0]).toEqual(['start', '1', {secondFactor: 'otp', again: true}]);
	});

	test('with two sources of the code is a usage error', async () => {
		const {program, calls} = createLoginProgram();
		const result = await runCommand(['login', 'DEMO01', '--otp-stdin', '--totp-stored'], {program, stdin: '1\n'});
		expect(result).toMatchObject({
			exitCode: 2,
			stderr: expect.stringContaining('--otp-stdin and --totp-stored exclude each other.'),
		});
		expect(calls).toEqual([]);
	});

	test.each([
		[
			new AuthenticationError('The password was refused; 3 attempts left.', {attemptsLeft: 3, code: 'IA400'}),
			6,
			'AuthenticationError',
		],
		[new APIError('mStock answered with an HTML page.', {endpoint: 'connect/login', httpStatus: 502}), 7, 'APIError'],
	])('refused at the password ends with its own words: %s', async (error, exitCode, kind) => {
		const {program, calls} = createLoginProgram({
			login: {
				async start() {
					throw error;
				},
			},
		});
		const result = await runCommand(['login', 'DEMO01', '--otp-stdin', '--json'], {program, stdin: '482\n'});
		expect(result.exitCode).toBe(exitCode);
		expect(jsonOf(result)).toMatchObject({error: {kind, message: error.message, code: error.code ?? null}});
		expect(result.stderr).toContain(error.message);
		expect(calls).toEqual([]);
	});

	test('refused at the code from standard input is exit 6, and leaves the attempt', async () => {
		const {program, calls} = createLoginProgram({
			login: {
				async submitCode() {
					throw new OtpRejectedError('The code was wrong.', {rejection: 'wrong'});
				},
			},
		});
		const result = await runCommand(['login', 'DEMO01', '--otp-stdin', '--json'], {program, stdin: '111\n'});
		expect(result.exitCode).toBe(6);
		expect(jsonOf(result)).toMatchObject({error: {kind: 'OtpRejectedError'}});
		expect(calls.map(([name]) => name)).toEqual(['start', 'abandon']);
	});

	test('interrupted while it waits is exit 130', async () => {
		const {program} = createLoginProgram();
		const stdin = createStdin({isTerminal: false});
		const running = startCommand(['login', 'DEMO01', '--otp-stdin'], {program, stdin});
		await until(() => running.stderr().includes('controlUrl'), 'the wait for the code');
		running.interruption.interrupt('SIGINT');
		expect(await running.finished).toMatchObject({exitCode: 130, stdout: ''});
		expect(program.disposals()).toBe(1);
	});

	test('that the database could not keep is logged out again and exit 4', async () => {
		const loggedOut: string[] = [];
		const {program} = createLoginProgram({
			login: {submitCode: async (): Promise<Session> => createSession({isOnlyInMemory: true})},
			sessions: {
				current: async () => undefined,
				async logout(accountId) {
					loggedOut.push(accountId);
					return {broker: 'told', detail: '', wasSignedIn: true};
				},
			},
		});
		const result = await runCommand(['login', 'DEMO01', '--otp-stdin', '--json'], {program, stdin: '482\n'});
		expect(result.exitCode).toBe(4);
		expect(jsonOf(result)).toMatchObject({
			error: {kind: 'DatabaseError', message: expect.stringContaining('logged out again')},
		});
		expect(loggedOut).toEqual(['1']);
	});

	test('shows the words of the broker harmlessly', async () => {
		const {program} = createLoginProgram();
		program.stores.loginFlow.update(() => ({
			phase: 'otp-required',
			accountId: '1',
			userId: 'DEMO01',
			loginSequenceId: '1',
			steps: [],
			secondFactor: 'otp',
			sentAt: undefined,
			expiresAt: undefined,
			resendAllowedAt: new Date(0),
			brokerMessage: 'sent to \u001B[2J98xxxx\u202E10 ',
			rejection: undefined,
		}));
		const {stderr} = await runCommand(['login', 'DEMO01', '--otp-stdin'], {program, stdin: '482\n'});
		expect(stderr).toContain('It says: sent to ␛[2J98xxxx<U+202E>10\n');
	});
});

describe('login on a terminal', () => {
	test('asks again after a wrong code, and Enter alone asks the broker for a new one', async () => {
		const submitted: string[] = [];
		const {program, calls} = createLoginProgram({
			login: {
				async submitCode(code) {
					submitted.push(code.reveal());
					if (code.reveal() === '111') {
						throw new OtpRejectedError('The code was wrong.', {rejection: 'wrong', hint: 'Type it again.'});
					}

					return createSession();
				},
			},
		});
		const stdin = createStdin({isTerminal: true});
		const running = startCommand(['login', 'DEMO01'], {program, stdin});
		stdin.write('111\r\r482\r');
		const {exitCode, stdout, stderr} = await running.finished;
		expect(exitCode).toBe(0);
		expect(submitted).toEqual(['111', '482']);
		expect(calls.map(([name]) => name)).toEqual(['start', 'resendOtp', 'setActive']);
		expect(stderr).toContain('The code was wrong.\nType it again.\n');
		expect(stdout.split('\n')).toEqual([
			'account         DEMO01 A (sandbox)',
			'session         ● signed in',
			'client code     DEMO01',
			'name            ASHA RAO',
			'signed in       today 10:42 IST',
			'valid until     today 22:42 IST, 12 h 0 m left',
			'login sequence  26112410420017',
			'',
		]);
	});

	test('Enter takes the stored secret of a TOTP account', async () => {
		const {program, calls} = createLoginProgram({account: {secondFactor: 'totp', hasTotpSecret: true}});
		const stdin = createStdin({isTerminal: true});
		const running = startCommand(['login', 'DEMO01'], {program, stdin});
		stdin.write('\r');
		expect(await running.finished).toMatchObject({exitCode: 0});
		expect(calls.map(([name]) => name)).toEqual(['start', 'submitStoredTotp', 'setActive']);
	});

	test('with Ctrl-C at the code leaves the attempt: exit 130', async () => {
		const {program, calls} = createLoginProgram();
		const stdin = createStdin({isTerminal: true});
		const running = startCommand(['login', 'DEMO01'], {program, stdin});
		stdin.write('4\u0003');
		expect(await running.finished).toMatchObject({exitCode: 130});
		await until(() => calls.some(([name]) => name === 'abandon'), 'the attempt to be left');
	});
});

describe('logout', () => {
	test.each(['told', 'unreachable', 'already-over'] as const)(
		'says whether the broker heard of it: %s',
		async broker => {
			const program = createFakeProgram({
				accounts: {resolve: async () => createAccount()},
				sessions: {logout: async () => ({broker, detail: 'In words.', wasSignedIn: true})},
			});
			const json = await runCommand(['logout', 'DEMO01', '--json'], {program});
			expect(json.exitCode).toBe(0);
			expect(jsonOf(json)).toEqual({
				userId: 'DEMO01',
				apiKeyType: 'A',
				session: 'signed-out',
				broker,
				detail: 'In words.',
			});
			expect(await runCommand(['logout', 'DEMO01'], {program})).toMatchObject({
				stdout: `DEMO01 A is logged out here${broker === 'told' ? ' and at the broker.' : '. In words.'}\n`,
			});
		},
	);

	test('without a session says just that', async () => {
		const program = createFakeProgram({
			accounts: {resolve: async () => createAccount()},
			sessions: {
				logout: async () => ({broker: 'already-over', detail: 'DEMO01 was not signed in.', wasSignedIn: false}),
			},
		});
		expect(await runCommand(['logout', 'DEMO01'], {program})).toEqual({
			exitCode: 0,
			stdout: 'DEMO01 A was not signed in.\n',
			stderr: '',
		});
	});
});

describe('session', () => {
	test('without a user means the active account', async () => {
		const asked: unknown[] = [];
		const program = createFakeProgram({
			accounts: {
				async resolve(reference) {
					asked.push(reference);
					return createAccount();
				},
			},
			sessions: {current: async () => createSession()},
		});
		expect(jsonOf(await runCommand(['session', '--json'], {program}))).toEqual(sessionDocument);
		await runCommand(['session', 'DEMO02', '--type', 'b'], {program});
		await runCommand(['session', '--user', 'DEMO02'], {program});
		expect(asked).toEqual([undefined, {userId: 'DEMO02', apiKeyType: 'B'}, {userId: 'DEMO02'}]);
	});

	test('of somebody signed out has the same keys, with nulls', async () => {
		const program = createFakeProgram({
			accounts: {resolve: async () => createAccount({lastLoginAt: new Date('2026-11-23T05:00:00Z')})},
			sessions: {current: async () => undefined},
		});
		expect(jsonOf(await runCommand(['session', 'DEMO01', '--json'], {program}))).toEqual({
			userId: 'DEMO01',
			apiKeyType: 'A',
			session: 'signed-out',
			clientCode: null,
			userName: null,
			loginSequenceId: null,
			loggedInAt: null,
			validUntil: null,
			brokerEnv: 'sandbox',
		});
	});

	test('that expired says when it was', async () => {
		const program = createFakeProgram({
			accounts: {
				resolve: async () =>
					createAccount({
						session: 'expired',
						lastLoginAt: new Date('2026-11-23T05:00:00Z'),
						sessionEndsAt: new Date('2026-11-23T17:00:00Z'),
						loginSequenceId: '26112310300017',
					}),
			},
			sessions: {current: async () => undefined},
		});
		expect(jsonOf(await runCommand(['session', 'DEMO01', '--json'], {program}))).toMatchObject({
			session: 'expired',
			loggedInAt: '2026-11-23T05:00:00.000Z',
			validUntil: '2026-11-23T17:00:00.000Z',
			loginSequenceId: '26112310300017',
		});
	});

	test('--env prints NAME=value lines, on purpose', async () => {
		const program = createFakeProgram({
			accounts: {resolve: async () => createAccount()},
			sessions: {
				current: async () => createSession(),
				environment: async () => ({MSTOCK_ACCESS_TOKEN: 'plain.token==', MSTOCK_API_KEY_TYPE: 'A'}),
			},
		});
		expect(await runCommand(['session', '--env'], {program})).toEqual({
			exitCode: 0,
			stdout: 'MSTOCK_ACCESS_TOKEN=plain.token==\nMSTOCK_API_KEY_TYPE=A\n',
			stderr: '',
		});
	});

	test('--env without a session is exit 6', async () => {
		const program = createFakeProgram({
			accounts: {resolve: async () => createAccount()},
			sessions: {current: async () => undefined},
		});
		const result = await runCommand(['session', '--env', '--json'], {program});
		expect(result.exitCode).toBe(6);
		expect(jsonOf(result)).toMatchObject({error: {kind: new SessionExpiredError('').kind}});
	});

	test('--check asks the broker first, and says so when it could not', async () => {
		const program = createFakeProgram({
			accounts: {resolve: async () => createAccount()},
			sessions: {current: async () => createSession(), verify: async () => 'unknown'},
		});
		expect(await runCommand(['session', '--check', '--json'], {program})).toMatchObject({
			exitCode: 0,
			stderr: 'The broker could not be asked; this is what the vault knows.\n',
		});
	});
});
