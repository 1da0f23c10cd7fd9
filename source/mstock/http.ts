import type {AppError} from '../errors.ts';
import type {Secret} from '../domain/secret.ts';
import type {RequestRecord} from '../logging/log-record.ts';
import {toBrokerError} from './errors.ts';
import {toRequestRecord, type Call, type Exchange} from './exchange.ts';
import type {BrokerProbe} from './mstock-auth.ts';
import type {Situation} from './situation.ts';
import {createTransport} from './transport.ts';
import {judge, situationOfSilence} from './verdict.ts';
import {encodeRequest} from './wire/dialect.ts';
import {readBody} from './wire/envelope.ts';

export type HttpOptions = {
	/** Without the `/openapi` prefix. */
	readonly apiUrl: string;
	/** For the whole call, from the first byte out to the last one in. */
	readonly timeoutMs: number;
	readonly now: () => Date;
	/** Gets exactly one record per exchange, failures included, with its secrets still in it. */
	readonly record: (record: RequestRecord) => void;
	/** A text without the secrets in use. */
	readonly withhold: (text: string) => string;
	/** Told each secret that an answer brings. */
	readonly learn: (secret: Secret) => void;
};

export type Outcome<Output> = {readonly output: Output; readonly httpStatus: number; readonly durationMs: number};

/** The one path to the broker. Everything that is sent goes through here, once, and leaves one record. */
export type Http = {
	/** @throws {AppError} the situation in words, see `errors.ts` */
	readonly call: <Input, Output>(call: Call<Input, Output>) => Promise<Outcome<Output>>;
	/** Any answer will do: how long it took, and what time the broker has. @throws {APIError} when none came */
	readonly probe: <Input, Output>(call: Call<Input, Output>) => Promise<BrokerProbe>;
	/** The broker's clock minus ours, from the newest answer, good to about half a second. */
	readonly clockSkewMs: () => number | undefined;
	/** Break off what is under way and send nothing more. */
	readonly dispose: () => void;
};

export function createHttp({apiUrl, timeoutMs, now, record, withhold, learn}: HttpOptions): Http {
	const transport = createTransport({apiUrl, timeoutMs});
	let newestSkewMs: number | undefined;

	async function exchange<Input, Output>(call: Call<Input, Output>): Promise<Exchange> {
		const request = encodeRequest(call.endpoint, call.apiKeyType, call.input, call.credentials ?? {});
		const startedAt = now();
		const result = await transport.send(request);
		const durationMs = Math.max(0, now().getTime() - startedAt.getTime());
		const over = {request, url: transport.addressOf(request.path), startedAt, durationMs};
		if (result.kind !== 'answer') {
			return {...over, received: result};
		}

		const {kind, httpStatus, headers, bytes} = result;
		const brokerTime = parseDate(headers['date']);
		if (brokerTime) {
			// The header is cut to the second, and was written somewhere between question and answer: take the middle of both.
			newestSkewMs = Math.round(brokerTime.getTime() + 500 - (startedAt.getTime() + durationMs / 2));
		}

		return {...over, received: {kind, httpStatus, headers, body: readBody(bytes, headers['content-type'])}};
	}

	function fail<Input, Output>(
		call: Call<Input, Output>,
		exchange: Exchange,
		situation: Situation,
		brokerCode?: string,
	): AppError {
		const {name: endpoint, step, isRead} = call.endpoint;
		const httpStatus = exchange.received.kind === 'answer' ? exchange.received.httpStatus : undefined;
		const {host} = transport;
		const error = toBrokerError(situation, {endpoint, step, isRead, httpStatus, host, timeoutMs, brokerCode});
		record(toRequestRecord(call, exchange, error));
		return error;
	}

	return {
		async call(call) {
			const over = await exchange(call);
			const verdict = judge(call, over, {withhold, learn});
			if (!verdict.isSuccess) {
				throw fail(call, over, verdict.situation, verdict.brokerCode);
			}

			record(toRequestRecord(call, over, 'success'));
			return {output: verdict.output, httpStatus: verdict.httpStatus, durationMs: over.durationMs};
		},
		async probe(call) {
			const over = await exchange(call);
			const {received, durationMs: latencyMs} = over;
			if (received.kind !== 'answer') {
				throw fail(call, over, situationOfSilence(received));
			}

			const {httpStatus} = received;
			record({...toRequestRecord(call, over, ''), message: `${call.endpoint.apiName}: ${probeWords(httpStatus)}`});
			return {latencyMs, brokerTime: parseDate(received.headers['date']), httpStatus};
		},
		clockSkewMs: () => newestSkewMs,
		dispose: transport.dispose,
	};
}

/** Any status is an answer; that of a missing session is the usual one, and must not read like a failure. */
function probeWords(httpStatus: number): string {
	return `the broker answers (${httpStatus}${httpStatus === 401 ? ' without a session' : ''})`;
}

function parseDate(header: string | undefined): Date | undefined {
	// An HTTP date names its zone (GMT), so the built-in parser is exact.
	const instant = header === undefined ? Number.NaN : Date.parse(header);
	return Number.isNaN(instant) ? undefined : new Date(instant);
}
