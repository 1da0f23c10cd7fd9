import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {APIError, isAppError} from '../errors.ts';
import {createControlClient} from './control-client.ts';
import {tryProcessLock, type ProcessLock} from './process-lock.ts';
import {portOf, readSandboxFile, removeSandboxFile, writeSandboxFile, type SandboxEntry} from './sandbox-file.ts';
import {
	startSandbox,
	type RunningSandbox,
	type SandboxAddresses,
	type SandboxKnobs,
	type SandboxOptions,
} from './server.ts';
import {watchOwner} from './watch-owner.ts';

export type AcquireOptions = SandboxKnobs & {
	/** `sandbox.json` of the home: pid and addresses of whoever runs the sandbox. */
	readonly sandboxFile: string;
	readonly stateFile: string;
	/** Where the lock file `sandbox.lock` lies. */
	readonly lockFolder: string;
	/** A port of choice; 0 or nothing: the one of the last owner if it died with it, else any. */
	readonly port?: number;
	/** The computer's own time. */
	readonly now: () => Date;
};

/** A home's sandbox, run by this process or by another one. */
export type SandboxLease = {
	/** Ask anew for each use: after a takeover whose port was lost, they differ. */
	readonly addresses: () => SandboxAddresses;
	readonly isOwner: () => boolean;
	/** Stops the sandbox if it is ours; a process that still uses it takes over. Safe to call twice. */
	readonly release: () => Promise<void>;
};

type Role = {readonly addresses: SandboxAddresses} & (
	| {readonly name: 'owner'; readonly running: RunningSandbox; readonly lock: ProcessLock}
	| {readonly name: 'guest'; readonly stopWatching: () => void}
);

/** Ports to try in turn, and the knobs of a first start. */
type StartPlan = SandboxKnobs & {readonly ports: readonly number[]};

const patienceMs = 10_000;
const pollMs = 25;
const probeTimeoutMs = 1000;
const portPatienceMs = 500;

/**
Use the sandbox of this home, or run it in this process when nobody does. Whoever holds the lock runs it.

A lease on somebody else's sandbox hears when that one ends, and takes over: same state, and the same port if it can. The knobs only count for a sandbox that is started now; a takeover goes on as it was.

@throws {ConfigurationError} code `EADDRINUSE` when the chosen port is taken
@throws {APIError} when another process holds the lock and does not answer for ten seconds
*/
export async function acquireSandbox(options: AcquireOptions): Promise<SandboxLease> {
	const {sandboxFile, lockFolder, stateFile, port: chosenPort = 0, now, ...knobs} = options;
	const lockPath = join(lockFolder, 'sandbox.lock');
	const releasing = new AbortController();
	let isOwnerGone = false;
	let takingOver: Promise<void> | undefined;
	let role = await settle(() => {
		// A stale file still tells where the last owner was: clients that know the address stay right.
		const stale = readSandboxFile(sandboxFile);
		return {...knobs, ports: chosenPort === 0 ? [...(stale ? [portOf(stale)] : []), 0] : [chosenPort]};
	});

	/** Become owner or guest, whichever is possible first. */
	async function settle(planStart: () => StartPlan): Promise<Role> {
		const deadline = performance.now() + patienceMs;
		for (;;) {
			const lock = tryProcessLock(lockPath);
			if (lock !== undefined) {
				return own(lock, planStart());
			}

			const entry = readSandboxFile(sandboxFile);
			if (entry !== undefined && (await isAnswering(entry))) {
				const {apiUrl, wsUrl, controlUrl} = entry;
				return {
					name: 'guest',
					addresses: {apiUrl, wsUrl, controlUrl},
					stopWatching: watchOwner(controlUrl, onOwnerGone),
				};
			}

			if (performance.now() > deadline) {
				throw new APIError('Another process runs the sandbox of this home, and does not answer.', {
					endpoint: 'sandbox/health',
					hint: `End that process${entry === undefined ? '' : ` (${entry.pid})`}, then try again.`,
				});
			}

			// The owner is just starting or just ending; both take milliseconds.
			await delay(pollMs, undefined, {signal: releasing.signal});
		}
	}

	async function own(lock: ProcessLock, {ports, ...start}: StartPlan): Promise<Role> {
		try {
			const running = await startOnFirstFreePort({...start, stateFile, now}, ports);
			writeSandboxFile(sandboxFile, {pid: process.pid, ...running.addresses});
			return {name: 'owner', addresses: running.addresses, running, lock};
		} catch (error) {
			lock.release();
			throw error;
		}
	}

	function onOwnerGone(): void {
		isOwnerGone = true;
		takingOver ??= takeOver();
	}

	async function takeOver(): Promise<void> {
		while (isOwnerGone && !releasing.signal.aborted) {
			isOwnerGone = false;
			try {
				const {addresses} = role;
				role = await settle(() => ({ports: [portOf(addresses), 0]}));
			} catch {
				// Nobody waits for this promise, and calls to the broker already say that it is away: try on until it works or we are released.
				isOwnerGone = true;
				await pause();
			}
		}

		takingOver = undefined;
	}

	async function pause(): Promise<void> {
		if (releasing.signal.aborted) {
			return;
		}

		const {promise, resolve} = Promise.withResolvers<void>();
		releasing.signal.addEventListener('abort', () => resolve(), {once: true});
		setTimeout(resolve, probeTimeoutMs).unref();
		await promise;
	}

	return {
		addresses: () => role.addresses,
		isOwner: () => role.name === 'owner',
		async release() {
			releasing.abort();
			await takingOver;
			const last = role;
			if (last.name === 'guest') {
				last.stopWatching();
				return;
			}

			await last.running.close();
			if (last.lock.isHeld()) {
				removeSandboxFile(sandboxFile);
				last.lock.release();
			}
		},
	};
}

/**
The first port of the list that is free. Only the last one's refusal is told.

A port that is only wished for gets a moment: the kernel frees a dead owner's lock and its port one after the other.
*/
async function startOnFirstFreePort(
	options: Omit<SandboxOptions, 'port'>,
	ports: readonly number[],
): Promise<RunningSandbox> {
	const [port = 0, ...others] = ports;
	const deadline = performance.now() + portPatienceMs;
	for (;;) {
		try {
			return await startSandbox({...options, port});
		} catch (error) {
			if (others.length === 0 || !isAppError(error) || error.code !== 'EADDRINUSE') {
				throw error;
			}
		}

		if (performance.now() > deadline) {
			return startOnFirstFreePort(options, others);
		}

		await delay(pollMs);
	}
}

/** Whether the process that the file names still serves there, and not another one that got its port. */
async function isAnswering(entry: SandboxEntry): Promise<boolean> {
	try {
		const health = await createControlClient(entry.controlUrl, probeTimeoutMs).health();
		return health.sandbox === 'mstock' && health.pid === entry.pid;
	} catch {
		// No answer is the answer.
		return false;
	}
}
