import {Secret} from '../../source/domain/secret.ts';
import {isAppError, type AppError} from '../../source/errors.ts';
import type {RequestRecord} from '../../source/logging/log-record.ts';
import {createSecretRegistry} from '../../source/logging/secret-registry.ts';
import {createMstockClient, type MstockClientOptions} from '../../source/mstock/client.ts';
import type {LoginChallenge, MstockClient} from '../../source/mstock/mstock-auth.ts';

export const trace = {userId: 'MA1234567', loginSequenceId: '26112410420017'};
export const password = new Secret('Canary&Pass=1%');
export const apiKey = new Secret('canary/key+1==');
export const code = new Secret('482913');
export const accessToken = new Secret('canary.access.token');
export const challenge: LoginChallenge = {
	clientCode: 'MA1234567',
	brokerMessage: undefined,
	handle: new Secret('697c39bf-9411-46b0-81c2-67448ee99c72'),
	httpStatus: 200,
	durationMs: 1,
};

export type TestClient = Disposable & {readonly client: MstockClient; readonly records: readonly RequestRecord[]};

/** A client of a scripted broker, and the records that it leaves. No pause between retries. */
export function createTestClient(apiUrl: string, options: Partial<MstockClientOptions> = {}): TestClient {
	const records: RequestRecord[] = [];
	// As services do it: what is sent is held beforehand, what comes is held from then on.
	const registry = createSecretRegistry();
	for (const secret of [password, apiKey, code, accessToken, challenge.handle]) {
		if (secret !== undefined) {
			registry.hold(secret);
		}
	}

	const client = createMstockClient({
		apiUrl,
		checksum: 'L',
		timeoutMs: 5000,
		maxRetries: 0,
		now: () => new Date(),
		record: record => records.push(record),
		withhold: registry.replaceIn,
		learn(secret) {
			registry.hold(secret);
		},
		random: () => 0,
		...options,
	});
	return {client, records, [Symbol.dispose]: () => client.dispose()};
}

/** The AppError that a call ends with; anything else fails the test. */
export async function failureOf(call: Promise<unknown>): Promise<AppError> {
	try {
		await call;
	} catch (error) {
		if (isAppError(error)) {
			return error;
		}

		throw error;
	}

	throw new Error('The call was expected to fail, and did not.');
}

/** Every text of an error that could reach a person or a file, stack and causes included. */
export function everythingIn(error: AppError): string {
	const cause = error.cause instanceof Error ? `${error.cause.message}\n${error.cause.stack ?? ''}` : '';
	return `${JSON.stringify(error)}\n${JSON.stringify(error.serialize())}\n${error.message}\n${error.stack ?? ''}\n${cause}`;
}
