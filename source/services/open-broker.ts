import type {Config} from '../config.ts';
import type {BrokerEnvironment} from '../domain/account.ts';
import {InternalError} from '../errors.ts';
import type {Settings} from '../domain/settings.ts';
import type {Logger} from '../logging/log-record.ts';
import type {SecretRegistry} from '../logging/secret-registry.ts';
import type {Broker, SandboxSource} from './machinery.ts';

/** A login brings a handle for each OTP that is asked for, and four tokens. */
const mostLearned = 16;

type Lease = Awaited<ReturnType<SandboxSource['acquire']>>;

export type BrokerHandle = {
	readonly broker: () => Promise<Broker>;
	/** Close what is open; the next call opens the broker of the present environment and settings. */
	readonly close: () => Promise<void>;
	/** Close it for good: whoever still asks is refused. */
	readonly dispose: () => Promise<void>;
};

export type BrokerHandleOptions = {
	readonly config: Config;
	readonly environment: () => BrokerEnvironment;
	readonly settings: () => Settings;
	readonly givenApiUrl: string | undefined;
	readonly live: {readonly apiUrl: string; readonly wsUrl: string};
	readonly sandbox: SandboxSource;
	readonly logger: Logger;
	readonly secrets: SecretRegistry;
	readonly now: () => Date;
	readonly random: () => number;
};

export function createBrokerHandle(options: BrokerHandleOptions): BrokerHandle {
	const {config, environment, givenApiUrl, live, sandbox, logger} = options;
	let opening: Promise<{readonly broker: Broker; readonly lease: Lease | undefined}> | undefined;

	// What answers brought: known before the answer is recorded, and until the login that it belongs to is over.
	const learned: Array<() => void> = [];
	const forget = (kept: number) => {
		while (learned.length > kept) {
			learned.shift()?.();
		}
	};

	const build = async (
		addresses: {readonly apiUrl: string; readonly wsUrl: string},
		controlUrl: string | undefined,
	): Promise<Broker> => {
		// The HTTP client and the schemas: a list of accounts does not wait for them.
		const {createMstockClient} = await import('../mstock/client.ts');
		return {
			environment: environment(),
			...addresses,
			controlUrl,
			client: createMstockClient({
				apiUrl: addresses.apiUrl,
				checksum: config.checksum,
				...limitsOf(config, options.settings()),
				now: options.now,
				random: options.random,
				withhold: options.secrets.replaceIn,
				learn(secret) {
					learned.push(options.secrets.hold(secret));
					forget(mostLearned);
				},
				record(record) {
					logger.request(record);
				},
			}),
		};
	};

	const open = async () => {
		if (environment() === 'live' || givenApiUrl !== undefined) {
			const apiUrl = givenApiUrl ?? live.apiUrl;
			return {
				broker: await build({apiUrl, wsUrl: config.wsUrl ?? wsUrlOf(environment(), apiUrl, live.wsUrl)}, undefined),
				lease: undefined,
			};
		}

		const lease = await sandbox.acquire();
		const {apiUrl, wsUrl, controlUrl} = lease.addresses();
		logger.debug('broker', `sandbox at ${apiUrl}`);
		return {broker: await build({apiUrl, wsUrl}, controlUrl), lease};
	};

	let isOver = false;

	const close = async () => {
		const closing = opening;
		opening = undefined;
		try {
			const opened = await closing;
			opened?.broker.client.dispose();
			await opened?.lease?.release();
		} catch {
			// It never opened: there is nothing to close.
		}

		forget(0);
	};

	return {
		async broker() {
			if (isOver) {
				throw new InternalError('The program is ending; the broker is closed.');
			}

			opening ??= open();
			let opened;
			try {
				opened = await opening;
			} catch (error) {
				opening = undefined;
				throw error;
			}

			// Another process took the sandbox over, and its port was taken meanwhile.
			const {broker, lease} = opened;
			const addresses = lease?.addresses();
			if (addresses !== undefined && addresses.apiUrl !== broker.apiUrl) {
				broker.client.dispose();
				const moved = {broker: await build(addresses, addresses.controlUrl), lease};
				opening = Promise.resolve(moved);
				return moved.broker;
			}

			return broker;
		},

		close,

		async dispose() {
			isOver = true;
			await close();
		},
	};
}

const defaultTimeoutMs = 7000;
const defaultRetries = 3;

/** Environment and `.env` beat the settings; what came from the settings at the start follows them. */
function limitsOf(config: Config, settings: Settings): {readonly timeoutMs: number; readonly maxRetries: number} {
	const follow = (atStart: number, saved: number, chosen: number) => (atStart === saved ? chosen : atStart);
	return {
		timeoutMs: follow(
			config.apiTimeoutMs,
			config.settings.apiTimeoutMs ?? defaultTimeoutMs,
			settings.apiTimeoutMs ?? defaultTimeoutMs,
		),
		maxRetries: follow(
			config.apiMaxRetries,
			config.settings.apiMaxRetries ?? defaultRetries,
			settings.apiMaxRetries ?? defaultRetries,
		),
	};
}

function wsUrlOf(environment: BrokerEnvironment, apiUrl: string, liveWsUrl: string): string {
	return environment === 'live' ? liveWsUrl : `${apiUrl.replace(/^http/, 'ws')}/ws`;
}
