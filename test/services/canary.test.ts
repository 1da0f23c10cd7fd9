import {appendFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {Secret} from '../../source/domain/secret.ts';
import {createControlClient} from '../../source/sandbox/control-client.ts';
import {startSandbox} from '../../source/sandbox/server.ts';
import {findLeaks, type Canary, type Sink} from '../helpers/canary-scan.ts';
import {databaseSinks, errorSink, fileSinks, openEverything, valueSink, watchStores} from '../helpers/canary.ts';
import {describeDialects, errorOf, onDatabase, openTestProgram, queryDatabase, until} from '../helpers/with-program.ts';

const checksum = 'canary-checksum-"7\\f';
const wrongPassword = 'Canäry "pass\\word" & more=1';
const wrongApiKey = 'canary/api+key/that+is+wrong==';

describeDialects('twelve secrets', dialect => {
	test('go through logins, failures included, and stay out of every sink; planted in any of them, they are found', async () => {
		const sandbox = await startSandbox({port: 0, otpLength: 6, now: () => new Date()});
		const control = createControlClient(sandbox.addresses.controlUrl);
		await using t = openTestProgram(dialect, {
			environment: {
				MSTOCK_API_URL: sandbox.addresses.apiUrl,
				MSTOCK_CHECKSUM: checksum,
				API_TIMEOUT_MS: '1500',
				API_MAX_RETRIES: '0',
			},
		});
		const {services, program} = t;
		const storeSinks = watchStores(t);
		const sinks: Sink[] = [];
		const secrets: Canary[] = [
			{name: 'password', value: 'Demo@1234'},
			{name: 'wrong password', value: wrongPassword},
			{name: 'API key A', value: 'sandbox-key-a=='},
			{name: 'API key B', value: 'sandbox-key-b=='},
			{name: 'API key of TOTP', value: 'sandbox-key-c=='},
			{name: 'wrong API key', value: wrongApiKey},
			{name: 'TOTP seed', value: 'JBSWY3DPEHPK3PXP'},
			{name: 'checksum', value: checksum},
		];

		const failing = async (name: string, work: Promise<unknown>) => {
			const error = await errorOf(work);
			sinks.push(errorSink(name, error));
			program.recordCrash(error);
			program.log.error('app', `failed: ${error.message}`, {error});
			return error;
		};

		await services.accounts.addDemoAccounts();
		const [a, b, c] = await services.accounts.list();
		const ids = [a, b, c].map(account => account?.accountId ?? '');
		const [idA = '', idB = '', idC = ''] = ids;
		const otpOf = async (userId: string) => {
			const message = await until('the OTP', async () => control.inbox(userId));
			secrets.push({name: `OTP of ${userId}`, value: message.otp});
			return new Secret(message.otp);
		};

		// Failures of every kind at every step, first.
		await services.accounts.update(idA, {password: new Secret(wrongPassword), apiKey: new Secret(wrongApiKey)});
		await failing('wrong password', services.login.start(idA));
		await services.accounts.update(idA, {password: new Secret('Demo@1234')});
		for (const kind of ['http-502-html', 'empty', 'malformed', 'reset', 'timeout', 'ip-mismatch'] as const) {
			await control.addFault({match: 'POST /openapi/typea/connect/login', kind});
			await failing(`login ${kind}`, services.login.start(idA));
		}

		await services.login.start(idA);
		await failing('bad API key', services.login.submitCode(await otpOf('DEMO01')));
		await services.accounts.update(idA, {apiKey: new Secret('sandbox-key-a==')});
		await services.login.start(idB);
		await failing('wrong OTP', services.login.submitCode(new Secret('271828')));
		secrets.push({name: 'wrong OTP', value: '271828'});
		await control.addFault({match: 'POST /openapi/typeb/session/token', kind: 'malformed'});
		const otpB = await otpOf('DEMO02');
		await failing('malformed answer', services.login.submitCode(otpB));

		// Then three logins that succeed, of both types and both factors.
		await services.login.submitCode(otpB);
		await services.login.start(idA);
		await services.login.submitCode(await otpOf('DEMO01'));
		await services.login.start(idC);
		await services.login.submitStoredTotp();
		for (const id of ids) {
			sinks.push(valueSink(`session ${id}`, await services.sessions.current(id)));
			expect(await services.sessions.verify(id)).toBe('valid');
		}

		// Everything that a screen may ask for.
		sinks.push(
			valueSink('accounts', await services.accounts.list()),
			valueSink('keys', await services.keys.list()),
			valueSink('health', await services.health.check()),
			valueSink('database', await services.database.status()),
		);

		// What was really sent and kept.
		const sentCode = (await control.requests()).flatMap(request => new URLSearchParams(request.body).get('totp') ?? []);
		expect(sentCode).toHaveLength(1);
		secrets.push(...sentCode.map(value => ({name: 'TOTP code', value})));
		const everything = await openEverything(t);
		secrets.push({name: 'master key', value: everything.masterKey});
		secrets.push(...everything.dataKeys.map(value => ({name: 'data key', value})));
		const credentialRows = await queryDatabase<Readonly<Record<string, string | null>>>(
			t,
			'SELECT * FROM MS01_API_Authentication_Credential',
		);
		for (const row of credentialRows.slice(0, 3)) {
			for (const column of ['M_ACCESS_TOKEN', 'M_PUBLIC_TOKEN', 'M_REFRESH_TOKEN', 'M_ENC_TOKEN']) {
				const stored = row[column];
				const opened = stored ? everything.keyring.open(stored, undefined) : undefined;
				if (opened?.state === 'sealed') {
					secrets.push({name: `${column} of ${row['M_STOCK_USER_ID']}`, value: opened.secret.reveal()});
				}
			}
		}

		// Three of type A have four tokens, type B has no enc token.
		expect(secrets.filter(({name}) => name.startsWith('M_'))).toHaveLength(11);
		for (const id of ids) {
			sinks.push(valueSink(`logout ${id}`, await services.sessions.logout(id)));
		}

		await services.logs.cleanPreview(1);
		sinks.push(
			valueSink('log rows', await services.logs.readLogs({}, {from: 'tail'}, 500)),
			valueSink('request rows', await services.logs.readRequests({}, {from: 'tail'}, 500)),
		);
		const lookEverywhere = async () => [...sinks, ...storeSinks(), ...(await databaseSinks(t)), ...fileSinks(t)];
		const looked = await lookEverywhere();
		expect(looked.length).toBeGreaterThan(70);
		expect(findLeaks(secrets, looked)).toEqual([]);

		// The search itself works: a leak in any sink is found there.
		const leak = secrets.find(({name}) => name === 'wrong password')?.value ?? '';
		const sqlText = leak.replaceAll("'", "''").replaceAll('\\', dialect === 'mysql' ? '\\\\' : '\\');
		await onDatabase(t, `INSERT INTO logs (LOG_LEVEL, LOG_MESSAGE) VALUES ('INFO', 'x ${sqlText} y')`);
		await onDatabase(
			t,
			`INSERT INTO MS01_REQUEST_RESPONSE_LOG (log_level, message, module, response) VALUES ('INFO', 'm', 'x', '${encodeURIComponent(leak).replaceAll("'", "''")}')`,
		);
		await onDatabase(
			t,
			`UPDATE MS01_API_Authentication_Credential SET DISPLAY_NAME = '${Buffer.from(leak).toString('hex')}' WHERE CUST_SEQ_ID = ${idC}`,
		);
		appendFileSync(program.config.paths.logFile, `${JSON.stringify({message: leak})}\n`);
		appendFileSync(program.config.paths.crashFile, Buffer.from(leak).toString('base64'));
		appendFileSync(program.config.paths.envFile, `X=${everything.masterKey}\n`);
		sinks.push(
			errorSink('planted', new Error('outer', {cause: new Error(leak)})),
			valueSink('planted', {deep: [{leak}]}),
		);
		t.stores.status.update(status => ({...status, findings: [{check: 'x', state: 'ok', detail: leak, fix: ''}]}));
		const found = new Set(findLeaks(secrets, await lookEverywhere()).map(({sink}) => sink));
		expect([...found].filter(name => !name.includes('mstock.sqlite')).sort()).toEqual([
			'MS01_API_Authentication_Credential.DISPLAY_NAME',
			'MS01_REQUEST_RESPONSE_LOG.response',
			'error: planted',
			'logs.LOG_MESSAGE',
			'mstock-home/config/.env',
			'mstock-home/logs/crash.log',
			'mstock-home/logs/mstock.log',
			'planted',
			'store: status',
		]);
		await t.program.dispose();
		await sandbox.close();
	});
});
