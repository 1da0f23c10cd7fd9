import {trusted} from '../domain/safe-text.ts';
import type {AcquireOptions, SandboxLease} from '../sandbox/discover.ts';
import type {CommandConfig, CommandContext, Register} from './command.ts';
import {exitCodeOf} from './interruption.ts';
import {numberFrom, parseMoment, wholeNumber} from './options.ts';
import {withoutAbsent} from './secrets-document.ts';
import {detailLines} from './table.ts';

type SandboxFlags = {
	readonly port: number;
	readonly seed?: number;
	readonly clock?: string;
	readonly speed?: number;
	readonly otpLength?: number;
};

export const registerSandbox: Register = (root, {serve}) => {
	root
		.command('sandbox')
		.description('run the simulated broker of this MSTOCK_HOME on loopback until it is stopped')
		.option('--port <n>', 'the port; 0 takes any free one', wholeNumber('port', 0, 65_535), 0)
		.option('--seed <n>', 'decides codes and prices', wholeNumber('seed', 0, 4_294_967_295))
		.option('--clock <iso>', 'what its clock shows at the start; without a zone it is IST')
		.option('--speed <x>', 'how fast its clock runs; 0 stands still', numberFrom('speed', 0, 100_000))
		.option('--otp-length <n>', 'digits of an OTP', wholeNumber('otp-length', 3, 6))
		.action(async (flags: SandboxFlags) => serve(async context => serveSandbox(context, flags)));
};

/**
`sandbox`: says where it answers, then serves. Where one runs for this home already, says where that one is, and ends.

Stopped by SIGTERM it exits with 0: that is how it is meant to end.
*/
export async function serveSandbox(context: CommandContext, flags: SandboxFlags): Promise<number> {
	const {io, program, now, interruption} = context;
	const {sandboxFile, sandboxStateFile, lockFolder} = program.config.paths;
	const lease = await acquire({
		sandboxFile,
		stateFile: sandboxStateFile,
		lockFolder,
		port: flags.port,
		now,
		...withoutAbsent({
			seed: flags.seed,
			clock: flags.clock === undefined ? undefined : parseMoment('clock', flags.clock, now()),
			speed: flags.speed,
			otpLength: flags.otpLength,
		}),
	});
	try {
		await sayAddresses(context, lease);
		if (!lease.isOwner()) {
			await io.words.lines([trusted('A sandbox runs for this home already; this is where.')]);
			return 0;
		}

		const signal = await interruption.happened;
		return signal === 'SIGTERM' ? 0 : exitCodeOf(signal);
	} finally {
		await lease.release();
	}
}

async function acquire(options: AcquireOptions): Promise<SandboxLease> {
	const {acquireSandbox} = await import('../sandbox/discover.ts');
	return acquireSandbox(options);
}

async function sayAddresses({io, isJson}: CommandContext, lease: SandboxLease): Promise<void> {
	const {apiUrl, wsUrl, controlUrl} = lease.addresses();
	if (isJson) {
		await io.output.json([{apiUrl, wsUrl, controlUrl}]);
		return;
	}

	const pairs = {broker: apiUrl, feed: wsUrl, control: controlUrl};
	await io.output.spans(detailLines(Object.entries(pairs).map(([name, url]) => [name, {text: trusted(url)}] as const)));
}

/** Where the sandbox that this program talks to is controlled; undefined on the real broker, and while none runs. */
export async function sandboxControlUrl({environment, apiUrl, paths}: CommandConfig): Promise<string | undefined> {
	if (environment !== 'sandbox') {
		return undefined;
	}

	if (apiUrl !== undefined) {
		return `${new URL(apiUrl).origin}/sandbox`;
	}

	const {readSandboxFile} = await import('../sandbox/sandbox-file.ts');
	return readSandboxFile(paths.sandboxFile)?.controlUrl;
}
