import {describe, expect, test} from 'vitest';
import {demoAccounts} from '../../source/sandbox/demo-accounts.ts';
import {openTestProgram, type Dialect} from '../helpers/with-program.ts';
import {createStdin, jsonOf, runCommand, startCommand, until, type Finished} from './run-command.ts';

type Row = Readonly<Record<string, unknown>>;

const dialects: readonly Dialect[] = ['sqlite', 'mysql'];
const otpUsers = ['DEMO01', 'DEMO02'] as const;

describe.each(dialects)('on %s', dialect => {
	// One walk, each command in a program of its own, as separate processes would be. Each step stands on the one before.
	test('a script walks through everything', {timeout: 120_000}, async () => {
		await using base = openTestProgram(dialect);
		const printed: string[] = [];
		const run = async (argv: readonly string[], stdin = ''): Promise<Finished> => {
			const result = await runCommand([...argv, '--json'], {program: async () => base.another(), stdin});
			printed.push(result.stdout, result.stderr);
			return result;
		};

		const rowsOf = ({stdout}: Finished): Row[] =>
			stdout
				.split('\n')
				.filter(line => line !== '')
				.map(line => JSON.parse(line) as Row);

		/** The phone: the control URL from stderr leads to the inbox with the code. */
		const readOtp = async (stderr: string, userId: string): Promise<string> => {
			const line = stderr.split('\n').find(text => text.startsWith('{')) ?? '';
			const {controlUrl} = JSON.parse(line) as {controlUrl: string};
			const response = await fetch(`${controlUrl}/inbox/${userId}`);
			const {otp} = (await response.json()) as {otp: string};
			return otp;
		};

		const loginWithOtp = async (userId: string): Promise<Finished> => {
			const stdin = createStdin({isTerminal: false});
			const running = startCommand(['login', userId, '--otp-stdin', '--json'], {
				program: async () => base.another(),
				stdin,
			});
			await until(() => running.stderr().includes('controlUrl'), 'the control URL', 20_000);
			stdin.write(`${await readOtp(running.stderr(), userId)}\n`);
			const result = await running.finished;
			printed.push(result.stdout, result.stderr);
			return result;
		};

		await step('db status says which server, and that nothing waits', async () => {
			const result = await run(['db', 'status']);
			expect(result.exitCode).toBe(0);
			expect(jsonOf(result)).toEqual({
				client: dialect,
				server: expect.stringMatching(dialect === 'sqlite' ? /^SQLite 3/ : /^(MariaDB|MySQL) \d/),
				pending: [],
				applied: expect.arrayContaining([expect.stringMatching(/^\d{14}_/)]),
				lock: 'free',
			});
		});

		await step('users add takes all four accounts, and refuses one that is there', async () => {
			for (const {userId, apiKeyType, password, apiKey, totpSecret} of demoAccounts) {
				const stdin = JSON.stringify({password, apiKey, ...(totpSecret === undefined ? {} : {totpSecret})});
				const result = await run(['users', 'add', userId, '--type', apiKeyType, '--stdin'], stdin);
				expect(result).toMatchObject({exitCode: 0, stderr: ''});
				expect(jsonOf(result)).toMatchObject({userId, apiKeyType, session: 'signed-out'});
			}

			const again = await run(['users', 'add', ' demo01 ', '--type', 'A', '--stdin'], '{"password":"p","apiKey":"k"}');
			expect(again.exitCode).toBe(10);
			expect(jsonOf(again)).toMatchObject({error: {kind: 'ValidationError', field: 'userId'}});
		});

		for (const userId of otpUsers) {
			await step(`login ${userId} waits for the code from the phone`, async () => {
				const result = await loginWithOtp(userId);
				expect(result.exitCode).toBe(0);
				expect(jsonOf(result)).toMatchObject({
					userId,
					session: 'signed-in',
					clientCode: userId,
					loginSequenceId: expect.stringMatching(/^\d{1,20}$/),
					loggedInAt: expect.stringMatching(/Z$/),
					validUntil: expect.stringMatching(/Z$/),
					brokerEnv: 'sandbox',
				});
			});
		}

		for (const userId of ['DEMO03', 'DEMO04']) {
			await step(`login ${userId} makes the code from the stored secret`, async () => {
				const result = await run(['login', userId, '--totp-stored']);
				expect(result.exitCode).toBe(0);
				expect(jsonOf(result)).toMatchObject({userId, session: 'signed-in'});
			});
		}

		await step('login again is exit 0 with the same session, and sends nothing', async () => {
			const first = await run(['session', 'DEMO01']);
			const second = await run(['login', 'DEMO01']);
			expect(second.exitCode).toBe(0);
			expect(jsonOf(second)).toEqual(jsonOf(first));
		});

		await step('a wrong code is exit 6 with words, and the old session is gone', async () => {
			const result = await run(['login', 'DEMO02', '--otp-stdin', '--again'], '000000\n');
			expect(result.exitCode).toBe(6);
			expect(jsonOf(result)).toMatchObject({error: {kind: 'OtpRejectedError'}});
		});

		await step('session without a user means the one that was logged in last', async () => {
			expect(jsonOf(await run(['session']))).toMatchObject({userId: 'DEMO01', session: 'signed-in'});
		});

		await step('session --check asks the broker', async () => {
			expect(await run(['session', 'DEMO01', '--check'])).toMatchObject({exitCode: 0, stderr: ''});
		});

		await step('session --env gives the plain token, and only it does', async () => {
			const result = await runCommand(['session', 'DEMO01', '--env'], {program: async () => base.another()});
			expect(result.exitCode).toBe(0);
			const [, token = ''] = /ACCESS_TOKEN=(\S+)/.exec(result.stdout) ?? [];
			expect(token.length).toBeGreaterThan(20);
			expect(printed.join('')).not.toContain(token);
		});

		await step('logs and requests of one login are joined by its sequence', async () => {
			const {loginSequenceId} = jsonOf(await run(['session', 'DEMO01'])) as {loginSequenceId: string};
			const logs = rowsOf(await run(['logs', '--sequence', loginSequenceId]));
			expect(logs.length).toBeGreaterThan(2);
			expect(new Set(logs.map(row => row['loginSeqId']))).toEqual(new Set([loginSequenceId]));
			const requests = rowsOf(await run(['requests', '--sequence', loginSequenceId]));
			expect(requests.map(row => row['apiName'])).toEqual(expect.arrayContaining(['login', 'generate_session']));
			expect(requests.every(row => row['mStockUserId'] === 'DEMO01' && row['httpStatus'] === 200)).toBe(true);
			const ids = requests.map(row => Number(row['id']));
			expect(ids).toEqual(ids.toSorted((a, b) => a - b));
		});

		await step('logs filters by level, source, text and time', async () => {
			const errors = rowsOf(await run(['logs', '--level', 'error']));
			expect(errors.every(row => row['logLevel'] === 'ERROR')).toBe(true);
			const auth = rowsOf(
				await run(['logs', '--source', 'auth', '--grep', 'CONNECT/LOGIN', '--since', '1h', '--limit', '2']),
			);
			expect(auth.map(row => row['sourceModule'])).toEqual(['auth', 'auth']);
			expect(rowsOf(await run(['logs', '--until', '3d']))).toEqual([]);
		});

		await step('logs --follow shows what another process writes', async () => {
			const running = startCommand(['logs', '--follow', '--json', '--limit', '1'], {
				program: async () => base.another(),
			});
			await until(() => running.stdout().includes('\n'), 'the last row', 20_000);
			const before = running.stdout().length;
			await run(['users', 'update', 'DEMO03', '--name', 'Renamed']);
			await until(() => running.stdout().slice(before).includes('DEMO03'), 'the row of the other process', 20_000);
			running.interruption.interrupt('SIGINT');
			expect((await running.finished).exitCode).toBe(130);
		});

		await step('keys generate makes a new active key; the rows of the old one still open', async () => {
			const before = jsonOf(await run(['keys', 'list'])) as Row[];
			expect(jsonOf(await run(['keys', 'generate', '--reason', 'test']))).toMatchObject({
				state: 'active',
				wrapped: true,
			});
			const after = jsonOf(await run(['keys', 'list'])) as Row[];
			expect(after).toHaveLength(before.length + 1);
			expect(after.filter(({state}) => state === 'active')).toHaveLength(1);
			expect(await run(['session', 'DEMO01', '--check'])).toMatchObject({exitCode: 0, stderr: ''});
		});

		await step('doctor finds nothing that failed', async () => {
			const findings = jsonOf(await run(['doctor'])) as Row[];
			expect(findings.filter(({state}) => state === 'failed')).toEqual([]);
			expect(Object.keys(findings[0] ?? {})).toEqual(['check', 'state', 'detail', 'fix']);
		});

		await step('logs clean wants --yes, then says how many rows went', async () => {
			expect((await run(['logs', 'clean', '--older-than', '1'])).exitCode).toBe(11);
			expect(jsonOf(await run(['logs', 'clean', '--older-than', '1', '--yes']))).toMatchObject({logs: 0, requests: 0});
		});

		await step('logout tells the broker; session then says signed-out', async () => {
			expect(jsonOf(await run(['logout', 'DEMO01']))).toMatchObject({userId: 'DEMO01', broker: 'told'});
			expect(jsonOf(await run(['session', 'DEMO01']))).toMatchObject({session: 'signed-out', validUntil: null});
			expect((await run(['session', 'DEMO01', '--env'])).exitCode).toBe(6);
		});

		await step('users remove logs a signed-in account out first', async () => {
			expect(jsonOf(await run(['users', 'remove', 'DEMO03', '--yes']))).toMatchObject({removed: true, logout: 'done'});
			for (const userId of ['DEMO01', 'DEMO02', 'DEMO04']) {
				expect((await run(['users', 'remove', userId, '--yes'])).exitCode).toBe(0);
			}

			expect(jsonOf(await run(['users', 'list']))).toEqual([]);
			expect((await run(['login', 'DEMO01', '--otp-stdin'])).exitCode).toBe(10);
		});

		await step('nothing that was printed held a secret', async () => {
			const everything = printed.join('');
			for (const {password, apiKey, totpSecret} of demoAccounts) {
				for (const secret of [password, apiKey, ...(totpSecret === undefined ? [] : [totpSecret])]) {
					expect(everything).not.toContain(secret);
				}
			}

			expect(everything).not.toMatch(/eyJ[\w-]{20,}/);
		});
	});
});

/** One thing that the script does; a failure says at which it was. */
async function step(name: string, work: () => Promise<void>): Promise<void> {
	try {
		await work();
	} catch (error) {
		throw new Error(`at the step: ${name}`, {cause: error});
	}
}
