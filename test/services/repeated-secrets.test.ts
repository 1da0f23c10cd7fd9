import {expect, test} from 'vitest';
import type {ApiKeyType} from '../../source/domain/account.ts';
import {Secret} from '../../source/domain/secret.ts';
import {findLeaks, type Canary, type Sink} from '../helpers/canary-scan.ts';
import {databaseSinks, errorSink, fileSinks, valueSink, watchStores} from '../helpers/canary.ts';
import {describeDialects, errorOf, openTestProgram, type TestProgram} from '../helpers/with-program.ts';
import {startScriptedBroker, type Script} from '../mstock/scripted-broker.ts';

const password = `Pw<"Can'ary"&>=1`;
const apiKey = 'canary/Key+one&two==';
const totpSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const handle = '697c39bf-9411-46b0-81c2-67448ee99c72';
const accessToken = 'canary-Access<&>Token-0123456789';
const code = '482913';

const each = (text: string, spell: (character: string) => string) => text.replaceAll(/[^\dA-Za-z]/g, spell);
const codeOf = (character: string, radix: number) => character.charCodeAt(0).toString(radix);
const entities: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

/** How a broker may write what was sent to it. */
const spellings: Readonly<Record<string, (text: string) => string>> = {
	raw: text => text,
	'HTML entities': text => each(text, character => entities[character] ?? character),
	'HTML entities in upper case': text => each(text, character => (entities[character] ?? character).toUpperCase()),
	'HTML decimal': text => each(text, character => `&#${codeOf(character, 10)};`),
	'HTML hexadecimal': text => each(text, character => `&#x${codeOf(character, 16)};`),
	'percent in lower case': text => each(text, character => `%${codeOf(character, 16).padStart(2, '0')}`),
	'percent in upper case': text => each(text, character => `%${codeOf(character, 16).toUpperCase().padStart(2, '0')}`),
	'JSON in lower case': text => each(text, character => String.raw`\u${codeOf(character, 16).padStart(4, '0')}`),
	'JSON in upper case': text =>
		each(text, character => String.raw`\u${codeOf(character, 16).toUpperCase().padStart(4, '0')}`),
	base64: text => Buffer.from(text).toString('base64'),
	'base64, one byte in': text => Buffer.from(`x${text} and more`).toString('base64'),
	'base64, two bytes in': text => Buffer.from(`xy${text} and more`).toString('base64'),
	hex: text => Buffer.from(text).toString('hex'),
};

const secrets = {password, apiKey, totpSecret, handle, accessToken, code};

/** Every spelling of every secret as a canary of its own: the search must not be the code under test. A base64 text is looked for by its middle. */
const canaries: readonly Canary[] = Object.entries(secrets).flatMap(([name, value]) =>
	Object.entries(spellings)
		.filter(([spelling]) => name !== 'code' || spelling === 'raw')
		.map(([spelling, spell]) => ({
			name: `${name}: ${spelling}`,
			value: spelling.startsWith('base64,')
				? spell(value).slice(4, 4 + Math.floor(value.length * 1.2) - 4)
				: spell(value),
		})),
);

const answer =
	(body: object): Script =>
	(_, response) => {
		response.writeHead(200, {'Content-Type': 'application/json'}).end(JSON.stringify(body));
	};

const refusal = (words: string) => answer({status: 'error', message: words, error_type: 'MiraeException', data: null});

const loginData: Readonly<Record<ApiKeyType, object>> = {
	A: {cid: 'XX1234567', ty: 'X'},
	B: {jwtToken: handle, refreshToken: ''},
};

const sessionData = (type: ApiKeyType, name: string): object =>
	type === 'A'
		? {access_token: accessToken, public_token: 'public-token-1', user_name: name, user_id: name}
		: {jwtToken: accessToken, refreshToken: 'refresh-token-1', ClientName: name, ClientId: name};

const play =
	(login: Script, session: Script): Script =>
	(arrival, response) =>
		(arrival.path.endsWith('/connect/login') ? login : session)(arrival, response);

async function newAccount(t: TestProgram, apiKeyType: ApiKeyType) {
	return t.services.accounts.add({
		userId: 'XX1234567',
		apiKeyType,
		password: new Secret(password),
		apiKey: new Secret(apiKey),
		totpSecret: new Secret(totpSecret),
	});
}

describeDialects('what a broker repeats', dialect => {
	test.each(['A', 'B'] as const)(
		'of a secret, in any spelling and at any step, stays out of everything (type %s)',
		async type => {
			await using broker = await startScriptedBroker();
			await using t = openTestProgram(dialect, {environment: {MSTOCK_API_URL: broker.apiUrl}});
			const storeSinks = watchStores(t);
			const sinks: Sink[] = [];
			const {accountId} = await newAccount(t, type);
			const start = async () => t.services.login.start(accountId, {again: true, secondFactor: 'otp'});
			const welcome = answer({status: 'success', message: 'OK', data: loginData[type]});
			for (const [spelling, spell] of Object.entries(spellings)) {
				for (const [name, value] of Object.entries(secrets).slice(0, 3)) {
					const words = `Sorry, ${spell(value)} is unheard of`;
					broker.play(play(refusal(words), welcome));
					const error = await errorOf(start());
					expect(error.message, `${spelling} of ${name}`).toContain('withheld');
					sinks.push(errorSink(`login, ${name} ${spelling}`, error));
				}

				for (const [name, value] of Object.entries(secrets).filter(
					([name]) =>
						name !== 'accessToken' && (name !== 'handle' || type === 'B') && (name !== 'code' || spelling === 'raw'),
				)) {
					broker.play(play(welcome, refusal(`Sorry, ${spell(value)} is unheard of`)));
					await start();
					const error = await errorOf(t.services.login.submitCode(new Secret(code)));
					expect(error.message, `${spelling} of ${name}`).toContain('withheld');
					sinks.push(errorSink(`session, ${name} ${spelling}`, error));
				}

				for (const value of [password, accessToken]) {
					const name = `Mr ${spell(value)}`;
					broker.play(play(welcome, answer({status: 'success', data: sessionData(type, name)})));
					await start();
					const session = await t.services.login.submitCode(new Secret(code));
					expect(session.userName).toBeUndefined();
					sinks.push(
						valueSink(`user name, ${spelling}`, session),
						valueSink('accounts', await t.services.accounts.list()),
					);
					broker.play(refusal(`Sorry ${spell(accessToken)} and ${spell(password)}`));
					sinks.push(valueSink(`verify, ${spelling}`, await t.services.sessions.verify(accountId)));
					sinks.push(valueSink(`logout, ${spelling}`, await t.services.sessions.logout(accountId)));
				}
			}

			await t.services.logs.cleanPreview(1);
			const looked = [...sinks, ...storeSinks(), ...(await databaseSinks(t)), ...fileSinks(t)];
			expect(looked.map(({name}) => name)).toEqual(
				expect.arrayContaining(['logs.LOG_MESSAGE', 'MS01_REQUEST_RESPONSE_LOG.response', 'store: loginFlow']),
			);
			expect(findLeaks(canaries, looked)).toEqual([]);
			// The search finds each of them where it stands.
			for (const [name, spell] of Object.entries(spellings)) {
				const planted = [{name: 'planted', content: `Sorry ${spell(password)}`}];
				expect(findLeaks(canaries, planted).map(({canary}) => canary)).toContain(`password: ${name}`);
			}
		},
	);

	test('that is no secret is kept: names, codes and words', async () => {
		await using broker = await startScriptedBroker();
		await using t = openTestProgram(dialect, {environment: {MSTOCK_API_URL: broker.apiUrl}});
		const {accountId} = await newAccount(t, 'A');
		const welcome = answer({status: 'success', message: 'OK', data: loginData.A});
		broker.play(play(refusal('the moon & the stars are wrong'), welcome));
		expect((await errorOf(t.services.login.start(accountId))).message).toContain('"the moon & the stars are wrong"');
		broker.play(play(welcome, answer({status: 'success', data: sessionData('A', 'Asha & Sons')})));
		await t.services.login.start(accountId, {secondFactor: 'otp'});
		expect(await t.services.login.submitCode(new Secret(code))).toMatchObject({
			userName: 'Asha & Sons',
			clientCode: 'XX1234567',
		});
	});
});
