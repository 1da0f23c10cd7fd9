import {readFile} from 'node:fs/promises';
import {expect, test} from 'vitest';
import {funds, problemDocument, typeA, typeB} from './documented-answers.ts';

/** The checks are themselves held to the samples of the wire document: what refuses those would refuse the real broker. */
test.each<[string, unknown]>([
	['type-a/connect-login', typeA.login('MA1234567')],
	['type-a/session', typeA.session('fixture-key==')],
	['type-a/logout', typeA.logout],
	['type-a/wrong-password', typeA.wrongPassword],
	['type-a/wrong-otp', typeA.wrongOtp],
	['type-a/expired-otp', typeA.expiredOtp],
	['type-a/wrong-totp', typeA.wrongTotp],
	['type-a/bad-api-key', typeA.badApiKey],
	['type-a/token-over', typeA.tokenOver],
	['type-a/version', typeA.version],
	['type-a/ip-mismatch', typeA.ipMismatch],
	['type-a/fund-summary', funds.A],
	['type-b/connect-login', typeB.login],
	['type-b/session-totp', typeB.sessionByTotp('MA1234567')],
	['type-b/session-otp', typeB.sessionByOtp],
	['type-b/logout', typeB.logout],
	['type-b/wrong-password', typeB.wrongPassword(9)],
	['type-b/credentials-malformed', typeB.credentialsMissing],
	['type-b/wrong-totp', typeB.wrongTotp],
	['type-b/bad-api-key', typeB.badApiKey],
	['type-b/token-over', typeB.tokenOver],
	['type-b/ip-mismatch', typeB.ipMismatch],
	['type-b/fund-summary', funds.B],
])('the documented sample %s passes its own check', async (name, documented) => {
	expect(await sample(name)).toStrictEqual(documented);
});

test('a field too many, a field too few and a wrong type are all found', async () => {
	const login = (await sample('type-a/connect-login')) as {readonly data: Record<string, unknown>};
	const {cid: _, ...withoutCode} = login.data;
	const documented = typeA.login('MA1234567');

	expect({...login, data: {...login.data, extra: 1}}).not.toStrictEqual(documented);
	expect({...login, data: withoutCode}).not.toStrictEqual(documented);
	expect({...login, data: {...login.data, is_kyc: 'true'}}).not.toStrictEqual(documented);
	expect({...login, message: ''}).not.toStrictEqual(documented);
	expect({title: 'x'}).not.toStrictEqual(problemDocument);
});

async function sample(name: string): Promise<unknown> {
	return JSON.parse(await readFile(new URL(`../fixtures/mstock/${name}.json`, import.meta.url), 'utf8')) as unknown;
}
