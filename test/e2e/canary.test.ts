import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {describe, expect, test} from 'vitest';
import {Secret} from '../../source/domain/secret.ts';
import {unwrapKey} from '../../source/vault/wrapped-key.ts';
import {findLeaks, type Canary, type Sink} from '../helpers/canary-scan.ts';
import {lookAtProcesses} from '../helpers/process-tree.ts';
import {openTerminal, runCommand, startCommand, startSandbox} from '../helpers/program.ts';
import {startStrippingProxy} from '../helpers/stripping-proxy.ts';
import {createTempHome, type TempHome} from '../helpers/temp-home.ts';
import {seeRefusal} from './refusal-words.ts';
import {backToAccounts, chooseAccount, enterAsNewcomer, goTo, logOut, typeCode, updateAccount} from './steps.ts';

const patienceMs = 120_000;
const checksum = 'canary-checksum-"7\\f';
const wrongPassword = 'Canary "pass\\word" & more=1';
const wrongApiKey = 'canary/api+key/that+is+wrong==';
const wrongCode = '271828';

const tables = ['MS01_API_Authentication_Credential', 'SEC01_ENCRYPTION_KEY', 'logs', 'MS01_REQUEST_RESPONSE_LOG'];

/** Every column of every table. What is sealed is among them: it must be ciphertext. */
function columnSinks(home: TempHome): readonly Sink[] {
	using database = new DatabaseSync(join(home.mstockHome, 'mstock.sqlite'), {timeout: 5000});
	return tables.flatMap(table => {
		const rows = database.prepare(`SELECT * FROM ${table}`).all();
		return Object.keys(rows[0] ?? {}).map(column => ({
			name: `${table}.${column}`,
			content: rows.map(row => String(row[column])).join('\n'),
		}));
	});
}

/** Every file below the home, byte by byte; the master key's own line is left out, since that is its place. */
function fileSinks(home: TempHome): readonly Sink[] {
	return home.files().map(({path, bytes}) => ({
		name: path,
		content: path.endsWith('config/.env') ? bytes.toString().replace(/^MSTOCK_MASTER_KEY=.*$/m, '') : bytes,
	}));
}

function readVaultKeys(home: TempHome): readonly Canary[] {
	const masterKey = /^MSTOCK_MASTER_KEY=(\S+)$/m.exec(readFileSync(join(home.mstockHome, 'config/.env'), 'utf8'))?.[1];
	using database = new DatabaseSync(join(home.mstockHome, 'mstock.sqlite'), {timeout: 5000});
	const rows = database.prepare('SELECT ENCRYPTION_KEY FROM SEC01_ENCRYPTION_KEY').all();
	const secret = new Secret(masterKey ?? '');
	return [
		{name: 'master key', value: secret.reveal()},
		...rows.map(row => ({name: 'data key', value: unwrapKey(secret, String(row['ENCRYPTION_KEY'])).reveal()})),
	];
}

/** The tokens in what the broker answered, by the name that it gave them. */
function readTokens(answers: readonly string[]): readonly Canary[] {
	const named = answers.flatMap(answer => [...answer.matchAll(/"(\w*token)"\s*:\s*"([^"]{8,})"/gi)]);
	return named.map(([, name = '', value = '']) => ({name, value}));
}

/** A column of a table on the screen cuts what is long: its beginning is a leak already. */
function withBeginnings(canaries: readonly Canary[]): readonly Canary[] {
	return canaries.flatMap(canary =>
		canary.value.length < 32
			? [canary]
			: [canary, {name: `the beginning of ${canary.name}`, value: canary.value.slice(0, 20)}],
	);
}

describe('twelve secrets', () => {
	test(
		'go through logins on the screen and by command, failures included, and are seen nowhere',
		{
			timeout: patienceMs,
		},
		async () => {
			await using sandboxHome = createTempHome();
			await using sandbox = await startSandbox(sandboxHome, ['--otp-length', '6']);
			const {control} = sandbox;
			await using proxy = await startStrippingProxy(sandbox.apiUrl);
			await using home = createTempHome();
			const environment = {MSTOCK_API_URL: proxy.apiUrl, MSTOCK_CHECKSUM: checksum, API_TIMEOUT_MS: '3000'};
			await using terminal = openTerminal(home, {environment});
			terminal.recordScreens = true;
			const secrets: Canary[] = [
				{name: 'password', value: 'Demo@1234'},
				{name: 'wrong password', value: wrongPassword},
				{name: 'API key A', value: 'sandbox-key-a=='},
				{name: 'API key B', value: 'sandbox-key-b=='},
				{name: 'wrong API key', value: wrongApiKey},
				{name: 'TOTP seed', value: 'JBSWY3DPEHPK3PXP'},
				{name: 'wrong OTP', value: wrongCode},
				{name: 'checksum', value: checksum},
			];
			const processes: Sink[] = [];
			const look = (pid: number) => {
				for (const [index, {argv, environ}] of lookAtProcesses(pid).entries()) {
					processes.push(
						{name: `arguments of ${index === 0 ? 'the program' : 'a child'}`, content: argv},
						// The checksum was given to the program in its environment; no child of it gets it.
						{
							name: `environment of ${index === 0 ? 'the program' : 'a child'}`,
							content: index === 0 ? environ.replace(`MSTOCK_CHECKSUM=${checksum}`, '') : environ,
						},
					);
				}
			};

			const readCode = async (userId: string) => {
				const value = await control.otp(userId);
				secrets.push({name: `OTP of ${userId}`, value});
				return value;
			};

			// Type B on the screen: refused password, refused key, a broken answer, a wrong code; then in.
			await enterAsNewcomer(terminal);
			await updateAccount(terminal, 'DEMO02', {password: wrongPassword, apiKey: wrongApiKey});
			await goTo(terminal, 'i', 'Login');
			await chooseAccount(terminal, 'DEMO02');
			await seeRefusal(terminal, 'a wrong password');
			await backToAccounts(terminal);
			await updateAccount(terminal, 'DEMO02', {password: 'Demo@1234'});
			await goTo(terminal, 'i', 'Login');
			await chooseAccount(terminal, 'DEMO02');
			await terminal.waitFor('● code');
			await typeCode(terminal, await readCode('DEMO02'));
			await seeRefusal(terminal, 'a bad API key');
			await backToAccounts(terminal);
			await updateAccount(terminal, 'DEMO02', {apiKey: 'sandbox-key-b=='});
			await goTo(terminal, 'i', 'Login');
			await control.addFault({match: 'POST /openapi/typeb/connect/login', kind: 'http-502-html'});
			await chooseAccount(terminal, 'DEMO02');
			await seeRefusal(terminal, 'an HTML page with HTTP 502');
			await backToAccounts(terminal);
			await chooseAccount(terminal, 'DEMO02');
			await terminal.waitFor('● code');
			await typeCode(terminal, wrongCode);
			await seeRefusal(terminal, 'a wrong OTP');
			look(terminal.pid);
			await typeCode(terminal, await readCode('DEMO02'));
			await terminal.waitFor(/● DEMO02 B +is signed in/);

			// All that the screens say about it, each row of both logs in full.
			for (const [letter, title] of [
				['l', 'Logs'],
				['r', 'Requests'],
			] as const) {
				await goTo(terminal, letter, title);
				const [, rows] = /(\d+) rows/.exec(await terminal.waitFor(/(\d+) rows[^]*▸ /)) ?? [];
				terminal.press('enter');
				for (let row = 1; row < Number(rows); row++) {
					const marked = terminal.lineWith('▸')?.line;
					terminal.press('up');
					await terminal.waitFor(() => terminal.lineWith('▸')?.line !== marked, {what: 'the row above'});
				}

				look(terminal.pid);
			}

			for (const [letter, title] of [
				['u', 'Users'],
				['k', 'Keys'],
				['e', 'Health'],
				['s', 'Settings'],
				['h', 'Home'],
			] as const) {
				await goTo(terminal, letter, title);
			}

			// Type A with the code of the stored secret; then both out.
			await goTo(terminal, 'i', 'Login');
			await logOut(terminal, 'DEMO02');
			await chooseAccount(terminal, 'DEMO03');
			await terminal.waitFor('● code');
			terminal.type('s');
			await terminal.waitFor(/● DEMO03 A +is signed in/);
			await logOut(terminal, 'DEMO03');
			terminal.type('q');
			expect(await terminal.waitForExit()).toMatchObject({exitCode: 0});

			// The same by command: a refused code, a login, and everything that may be asked about it.
			const printed: Sink[] = [];
			const logIn = async (code: () => Promise<string>, ...flags: readonly string[]) => {
				await using command = startCommand(home, ['login', 'DEMO01', '--otp-stdin', ...flags], {environment});
				await command.printed('stderr', /controlUrl|OTP/);
				look(command.pid);
				command.send(`${await code()}\n`);
				const {stdout, stderr} = await command.finished;
				printed.push({name: 'stdout of login', content: stdout}, {name: 'stderr of login', content: stderr});
			};

			await logIn(async () => wrongCode, '--json');
			await logIn(async () => readCode('DEMO01'));
			for (const args of [
				['session'],
				['users', 'list'],
				['logs'],
				['requests'],
				['doctor'],
				['keys', 'list'],
				['logout', 'DEMO01'],
			]) {
				for (const flags of [[], ['--json']]) {
					const {stdout, stderr} = await runCommand(home, [...args, ...flags], {environment});
					const name = [...args, ...flags].join(' ');
					printed.push({name: `stdout of ${name}`, content: stdout}, {name: `stderr of ${name}`, content: stderr});
				}
			}

			// What really went over the wire, and what the vault keeps.
			const totp = (await control.requests()).flatMap(({body}) => /\btotp=(\d{6})/.exec(String(body))?.[1] ?? []);
			expect(totp).toHaveLength(1);
			const tokens = readTokens(proxy.answers());
			expect(new Set(tokens.map(({name}) => name))).toEqual(
				new Set(['access_token', 'public_token', 'refresh_token', 'enctoken', 'jwtToken', 'refreshToken', 'feedToken']),
			);
			secrets.push(...totp.map(value => ({name: 'TOTP code', value})), ...tokens, ...readVaultKeys(home));

			const frames = [...new Set(terminal.screens)];
			const looked: readonly Sink[] = [
				...frames.map((content, index) => ({name: `frame ${index}`, content})),
				{name: 'bytes written to the terminal', content: terminal.raw},
				...processes,
				...printed,
				...columnSinks(home),
				...fileSinks(home),
			];
			expect(frames.length).toBeGreaterThan(50);
			expect(findLeaks(withBeginnings(secrets), looked)).toEqual([]);

			// They do catch what goes through: who logged in is in each kind of place, and a secret put into any of them is found there.
			for (const name of [
				/^frame/,
				/^bytes/,
				/^stdout of logs$/,
				/^logs\.LOG_MESSAGE$/,
				/^mstock-home\/mstock\.sqlite$/,
			]) {
				const places = looked.filter(sink => name.test(sink.name));
				expect(findLeaks([{name: 'user', value: 'DEMO02'}], places)).not.toEqual([]);
			}

			const planted = looked.map(({name, content}) => ({
				name,
				content: Buffer.concat([Buffer.from(content), Buffer.from(` ${encodeURIComponent(wrongPassword)} `)]),
			}));
			expect(findLeaks(secrets, planted).map(({sink}) => sink)).toEqual(looked.map(({name}) => name));
		},
	);
});
