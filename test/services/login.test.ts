import {readFileSync} from 'node:fs';
import {mkdir, rm} from 'node:fs/promises';
import {expect, test} from 'vitest';
import {sessionEnd} from '../../source/domain/market-clock.ts';
import {Secret} from '../../source/domain/secret.ts';
import {AuthenticationError, EncryptionError, OtpRejectedError, ValidationError} from '../../source/errors.ts';
import {parseEnvText} from '../../source/home/env-text.ts';
import {
	describeDialects,
	errorOf,
	onDatabase,
	openTestProgram,
	signIn,
	until,
	type TestProgram,
} from '../helpers/with-program.ts';

const wrongCode = new Secret('000');

async function started(t: TestProgram, userId: string) {
	await t.services.accounts.addDemoAccounts();
	const account = await t.services.accounts.resolve({userId});
	const result = await t.services.login.start(account.accountId);
	return {account, result};
}

async function pathsSeen(t: TestProgram): Promise<readonly string[]> {
	return (await t.control().requests()).map(({method, path}) => `${method} ${path}`);
}

async function otpOf(t: TestProgram): Promise<Secret> {
	const message = await until('the OTP', () => t.stores.status.getSnapshot().sandboxMessage);
	return new Secret(message.otp);
}

describeDialects('a login', dialect => {
	test('signs all four demo accounts in and out', async () => {
		await using t = openTestProgram(dialect);
		await t.services.accounts.addDemoAccounts();
		for (const userId of ['DEMO01', 'DEMO02', 'DEMO03', 'DEMO04']) {
			const session = await signIn(t, userId);
			expect(session).toMatchObject({userId, brokerEnv: 'sandbox', clientCode: userId, isOnlyInMemory: false});
			expect(session.validUntil).toEqual(sessionEnd(session.loggedInAt));
			expect(t.stores.loginFlow.getSnapshot()).toMatchObject({phase: 'signed-in', warning: undefined});
			// A program started later finds the very same session.
			const later = t.another();
			expect(await later.services.sessions.current(session.accountId)).toEqual(session);
			await later.dispose();
			expect(await t.services.sessions.verify(session.accountId)).toBe('valid');
			expect(await t.services.sessions.logout(session.accountId)).toMatchObject({broker: 'told'});
			expect(await t.services.sessions.current(session.accountId)).toBeUndefined();
		}

		expect(
			(await t.services.accounts.list()).map(({session, lastLogoutAt}) => [session, lastLogoutAt !== undefined]),
		).toEqual(Array.from({length: 4}, () => ['signed-out', true]));
	});

	test('returns to the field after a wrong code, and joins all its rows by one sequence id', async () => {
		await using t = openTestProgram(dialect);
		const {account, result} = await started(t, 'DEMO01');
		const loginSequenceId = result.state === 'code-wanted' ? result.loginSequenceId : '';
		expect(loginSequenceId).toMatch(/^\d{18}$/);
		const otp = await otpOf(t);
		const refusal = await errorOf(t.services.login.submitCode(wrongCode));
		expect(refusal).toBeInstanceOf(OtpRejectedError);
		expect(t.stores.loginFlow.getSnapshot()).toMatchObject({
			phase: 'otp-required',
			rejection: {kind: 'OtpRejectedError', message: refusal.message},
		});
		const session = await t.services.login.submitCode(otp);
		expect(session.loginSequenceId).toBe(loginSequenceId);
		await t.services.sessions.logout(account.accountId);

		const requests = await until('the request rows', async () => {
			const page = await t.services.logs.readRequests({loginSequenceId}, {from: 'head'}, 10);
			return page.rows.length === 4 && page.rows;
		});
		expect(requests.map(({apiName, level, userId}) => [apiName, level, userId])).toEqual([
			['login', 'INFO', 'DEMO01'],
			['generate_session', 'ERROR', 'DEMO01'],
			['generate_session', 'INFO', 'DEMO01'],
			['logout', 'INFO', 'DEMO01'],
		]);
		const logs = await until('the log rows', async () => {
			const page = await t.services.logs.readLogs({loginSequenceId}, {from: 'head'}, 50);
			return page.rows.at(-1)?.message.includes('signed out') && page.rows;
		});
		expect(logs.map(({source, level}) => `${level} ${source}`)).toEqual([
			'INFO auth',
			'INFO auth',
			'INFO auth',
			'WARN auth',
			'INFO auth',
			'INFO vault',
			'INFO auth',
			'INFO auth',
		]);
	});

	test('never sends a wrong password again by itself, and tells the attempts left', async () => {
		await using t = openTestProgram(dialect);
		await t.services.accounts.addDemoAccounts();
		const account = await t.services.accounts.resolve({userId: 'DEMO02'});
		await t.services.accounts.update(account.accountId, {password: new Secret('Wrong@1234')});
		const error = await errorOf(t.services.login.start(account.accountId));
		expect(error).toMatchObject({kind: 'AuthenticationError', reason: 'wrong-password', attemptsLeft: 9});
		expect(t.stores.loginFlow.getSnapshot()).toMatchObject({
			phase: 'failed',
			error: {message: error.message},
			steps: [
				{state: 'done'},
				{
					state: 'failed',
					detail: expect.stringMatching(/^POST connect\/login {3}\d{3}$/),
					durationMs: expect.any(Number),
				},
				{state: 'waiting'},
				{state: 'waiting'},
			],
		});
		expect(await pathsSeen(t)).toEqual(['POST /openapi/typeb/connect/login']);
		expect(await errorOf(t.services.login.submitCode(wrongCode))).toBeInstanceOf(ValidationError);
		expect(await pathsSeen(t)).toHaveLength(1);
	});

	test('makes its account the active one, unless it is one of several in a row', async () => {
		await using t = openTestProgram(dialect);
		await t.services.accounts.addDemoAccounts();
		const activeNow = async () => (await t.services.accounts.resolve()).userId;
		expect(await activeNow()).toBe('DEMO01');
		await signIn(t, 'DEMO02', {keepsActive: true});
		expect(await activeNow()).toBe('DEMO01');
		await signIn(t, 'DEMO04');
		expect(await activeNow()).toBe('DEMO04');
	});

	test('says in different words that an account may want the other second factor', async () => {
		await using t = openTestProgram(dialect);
		const {account} = await started(t, 'DEMO03');
		await t.services.login.switchSecondFactor('otp');
		expect(t.stores.loginFlow.getSnapshot()).toMatchObject({
			steps: [{}, {}, {stepId: 'second-factor', detail: 'OTP, if the broker sent one'}, {}],
		});
		const otpToTotp = await errorOf(t.services.login.submitCode(wrongCode));
		await t.services.login.abandon();

		const {account: other} = await started(t, 'DEMO01');
		const wrongOtp = await errorOf(t.services.login.submitCode(wrongCode));
		await t.services.login.switchSecondFactor('totp');
		const totpToOtp = await errorOf(t.services.login.submitCode(new Secret('123456')));
		await t.services.login.abandon();

		await t.services.login.start(account.accountId);
		const wrongTotp = await errorOf(t.services.login.submitCode(new Secret('123456')));
		expect(other.secondFactor).toBe('otp');
		expect(otpToTotp).toMatchObject({reason: 'factor-mismatch'});
		expect(totpToOtp).toMatchObject({reason: 'factor-mismatch'});
		expect(wrongOtp).not.toMatchObject({reason: 'factor-mismatch'});
		expect(new Set([otpToTotp, totpToOtp, wrongOtp, wrongTotp].map(({message}) => message)).size).toBe(4);
	});

	test('offers a new OTP once the old one is used up, but not before its cool-down', async () => {
		let aheadMs = 0;
		await using t = openTestProgram(dialect, {now: () => new Date(Date.now() + aheadMs)});
		await started(t, 'DEMO01');
		await otpOf(t);
		expect((await errorOf(t.services.login.resendOtp())).message).toMatch(
			/^A new OTP can be asked for in (30|29) s\.$/,
		);
		await errorOf(t.services.login.submitCode(wrongCode));
		await errorOf(t.services.login.submitCode(wrongCode));
		await errorOf(t.services.login.submitCode(wrongCode));
		const usedUp = await errorOf(t.services.login.submitCode(wrongCode));
		expect(usedUp).toMatchObject({rejection: 'used-up'});
		expect(t.stores.loginFlow.getSnapshot().phase).toBe('otp-required');
		aheadMs = 31_000;
		await t.services.login.resendOtp();
		await expect(t.services.login.submitCode(await otpOf(t))).resolves.toMatchObject({userId: 'DEMO01'});
	});

	test('says that an OTP is too old, and takes the new one', async () => {
		let aheadMs = 0;
		await using t = openTestProgram(dialect, {now: () => new Date(Date.now() + aheadMs)});
		await started(t, 'DEMO02');
		const old = await otpOf(t);
		aheadMs = 5 * 60_000 + 1000;
		expect(await errorOf(t.services.login.submitCode(old))).toMatchObject({rejection: 'expired'});
		await t.services.login.resendOtp();
		await expect(t.services.login.submitCode(await otpOf(t))).resolves.toMatchObject({userId: 'DEMO02'});
	});

	test('refuses what is no code without sending anything', async () => {
		await using t = openTestProgram(dialect);
		await started(t, 'DEMO01');
		for (const code of ['', '12', '1234567', '12a', '१२३']) {
			expect(await errorOf(t.services.login.submitCode(new Secret(code)))).toMatchObject({
				kind: 'ValidationError',
				field: 'code',
			});
		}

		expect(await pathsSeen(t)).toEqual(['POST /openapi/typea/connect/login']);
	});

	test('gives back a session that is there, and logs in anew only when told to', async () => {
		await using t = openTestProgram(dialect);
		await t.services.accounts.addDemoAccounts();
		const session = await signIn(t, 'DEMO03');
		expect(await t.services.login.start(session.accountId)).toEqual({state: 'already-signed-in', session});
		// Nothing was sent, so there is nothing to tell in the table.
		await t.services.logs.cleanPreview(1);
		expect((await t.services.logs.readLogs({text: 'signed in already'}, {from: 'tail'}, 1)).rows).toEqual([]);
		const again = await t.services.login.start(session.accountId, {again: true});
		expect(again.state).toBe('code-wanted');
	});

	test('of one account happens once at a time, within the program and beside it', async () => {
		await using t = openTestProgram(dialect);
		const {account} = await started(t, 'DEMO01');
		expect(await errorOf(t.services.login.start(account.accountId))).toBeInstanceOf(ValidationError);
		const beside = t.another();
		const refused = await errorOf(beside.services.login.start(account.accountId));
		expect(refused).toMatchObject({
			kind: 'ValidationError',
			message: expect.stringContaining('Another mStock Terminal'),
		});
		await t.services.login.abandon();
		await expect(beside.services.login.start(account.accountId)).resolves.toMatchObject({state: 'code-wanted'});
	});

	test('sends nothing for a row that no key opens, and names it', async () => {
		await using t = openTestProgram(dialect);
		await t.services.accounts.addDemoAccounts();
		const account = await t.services.accounts.resolve({userId: 'DEMO01'});
		await onDatabase(
			t,
			"UPDATE MS01_API_Authentication_Credential SET M_STOCK_PASSWORD = 'gAAAAABnS3tAdOh7bO5E6UVfnpHPRf-mNam4GyPVJ9M_aRQImg5DapztZ2hslP5SXxG7s9jdhoPP0nAJibPSbXkDjFS-mMqsUA==' WHERE M_STOCK_USER_ID = 'DEMO01'",
		);
		const error = await errorOf(t.services.login.start(account.accountId));
		expect(error).toBeInstanceOf(EncryptionError);
		expect(error.message).toContain('DEMO01 A');
		expect((await t.services.accounts.list()).map(({sealing}) => sealing)).toEqual([
			'unopenable',
			'sealed',
			'sealed',
			'sealed',
		]);
		expect(t.stores.loginFlow.getSnapshot()).toMatchObject({phase: 'failed', steps: [{state: 'failed'}, {}, {}, {}]});
		// The broker was not even opened.
		expect(() => t.control()).toThrow('No sandbox runs');
	});

	test('sends nothing of one broker to the other', async () => {
		await using t = openTestProgram(dialect);
		await t.services.accounts.addDemoAccounts();
		await onDatabase(t, "UPDATE MS01_API_Authentication_Credential SET M_BROKER_ENV = 'live'");
		const account = await t.services.accounts.resolve({userId: 'DEMO01'});
		expect(await errorOf(t.services.login.start(account.accountId))).toMatchObject({
			kind: 'ValidationError',
			field: 'brokerEnv',
		});
		expect(() => t.control()).toThrow('No sandbox runs');
	});

	test('holds the session in memory when the database cannot keep it, says so, and can log out', async () => {
		await using t = openTestProgram(dialect);
		const {account} = await started(t, 'DEMO01');
		await onDatabase(
			t,
			dialect === 'sqlite'
				? "CREATE TRIGGER refuse BEFORE UPDATE ON MS01_API_Authentication_Credential BEGIN SELECT RAISE(ABORT, 'no'); END"
				: "CREATE TRIGGER refuse BEFORE UPDATE ON MS01_API_Authentication_Credential FOR EACH ROW SIGNAL SQLSTATE '45000'",
		);
		const session = await t.services.login.submitCode(await otpOf(t));
		expect(session.isOnlyInMemory).toBe(true);
		expect(t.stores.loginFlow.getSnapshot()).toMatchObject({
			phase: 'signed-in',
			warning: expect.stringContaining('held in this program only'),
		});
		expect(await t.services.sessions.current(account.accountId)).toEqual(session);
		expect((await t.services.accounts.list())[0]).toMatchObject({
			session: 'signed-in',
			loginSequenceId: session.loginSequenceId,
		});
		expect(await t.services.sessions.verify(account.accountId)).toBe('valid');
		await onDatabase(t, 'DROP TRIGGER refuse');
		expect(await t.services.sessions.logout(account.accountId)).toMatchObject({broker: 'told'});
		expect(await t.services.sessions.current(account.accountId)).toBeUndefined();
	});

	test('writes .env as the original did, secrets as tokens only, and empties the session at logout', async () => {
		await using t = openTestProgram(dialect);
		await t.services.accounts.addDemoAccounts();
		const session = await signIn(t, 'DEMO04');
		const read = () => Object.fromEntries(parseEnvText(readFileSync(t.program.config.paths.envFile, 'utf8')).values);
		expect(read()).toMatchObject({
			M_STOCK_USER_ID: 'DEMO04',
			M_STOCK_API_KEY_TYPE: 'B',
			M_STOCK_CLIENT_CODE: 'DEMO04',
			M_STOCK_LAST_LOGIN_DATE: session.loggedInAt.toISOString(),
			ENCRYPTION_KEY_ID: '1',
			M_STOCK_PASSWORD: expect.stringMatching(/^gAAAA/),
			M_STOCK_API_KEY: expect.stringMatching(/^gAAAA/),
			M_STOCK_ACCESS_TOKEN: expect.stringMatching(/^gAAAA/),
			M_STOCK_PUBLIC_TOKEN: expect.stringMatching(/^gAAAA/),
			M_STOCK_REFRESH_TOKEN: expect.stringMatching(/^gAAAA/),
			M_STOCK_ENC_TOKEN: '',
		});
		await t.services.sessions.logout(session.accountId);
		expect(read()).toMatchObject({
			M_STOCK_USER_ID: 'DEMO04',
			M_STOCK_ACCESS_TOKEN: '',
			M_STOCK_PUBLIC_TOKEN: '',
			M_STOCK_REFRESH_TOKEN: '',
			M_STOCK_PASSWORD: expect.stringMatching(/^gAAAA/),
			M_STOCK_LAST_LOGOUT_DATE: expect.stringMatching(/Z$/),
		});
	});

	test('stands although .env cannot be written, with a warning', async () => {
		await using t = openTestProgram(dialect);
		await started(t, 'DEMO01');
		const {envFile} = t.program.config.paths;
		await rm(envFile);
		await mkdir(envFile);
		const session = await t.services.login.submitCode(await otpOf(t));
		expect(session.isOnlyInMemory).toBe(false);
		expect(t.stores.loginFlow.getSnapshot()).toMatchObject({
			phase: 'signed-in',
			warning: expect.stringContaining('Other tools'),
		});
	});

	test('that was refused for the account ends, and can be started anew', async () => {
		await using t = openTestProgram(dialect);
		const {account} = await started(t, 'DEMO01');
		const otp = await otpOf(t);
		await t.services.accounts.update(account.accountId, {apiKey: new Secret('another-key==')});
		const badKey = await errorOf(t.services.login.submitCode(otp));
		expect(badKey).toMatchObject({kind: 'APIError', field: 'apiKey'});
		expect(badKey).not.toBeInstanceOf(AuthenticationError);
		expect(t.stores.loginFlow.getSnapshot().phase).toBe('failed');
		await t.services.accounts.update(account.accountId, {apiKey: new Secret('sandbox-key-a==')});
		await expect(signIn(t, 'DEMO01')).resolves.toMatchObject({userId: 'DEMO01'});
	});

	test('whose code got no answer waits for a person, and sends nothing by itself', async () => {
		await using t = openTestProgram(dialect);
		await started(t, 'DEMO01');
		const otp = await otpOf(t);
		await t.control().addFault({match: 'POST /openapi/typea/session/token', kind: 'http-502-html'});
		expect(await errorOf(t.services.login.submitCode(otp))).toMatchObject({kind: 'APIError'});
		expect(t.stores.loginFlow.getSnapshot()).toMatchObject({phase: 'otp-required', rejection: {kind: 'APIError'}});
		expect((await pathsSeen(t)).filter(path => path.endsWith('/session/token'))).toHaveLength(1);
		await expect(t.services.login.submitCode(otp)).resolves.toMatchObject({userId: 'DEMO01'});
	});
});
