import {setTimeout as pause} from 'node:timers/promises';
import {openTerminal} from '../helpers/program.ts';
import type {TempHome} from '../helpers/temp-home.ts';
import {readUsage} from './process-usage.ts';
import {isFirstFrame} from './words.ts';

const settleMs = 5000;
const sampleMs = 5000;

/** CPU and memory of the terminal with its sandbox inside, nobody touching it, 120 columns and 40 rows. */
export async function measureIdle(home: TempHome, seconds: number) {
	await using terminal = openTerminal(home);
	await terminal.waitFor(isFirstFrame);
	await pause(settleMs);
	const start = terminal.raw.length;
	const before = readUsage(terminal.pid);
	const begin = performance.now();
	let peakMb = before.residentMb;
	while (performance.now() - begin < seconds * 1000) {
		await pause(Math.min(sampleMs, seconds * 1000));
		peakMb = Math.max(peakMb, readUsage(terminal.pid).residentMb);
	}

	const elapsedMs = performance.now() - begin;
	const after = readUsage(terminal.pid);
	return {
		seconds: elapsedMs / 1000,
		cpuPercent: ((after.cpuMs - before.cpuMs) / elapsedMs) * 100,
		residentMb: after.residentMb,
		peakMb,
		bytesWritten: Buffer.byteLength(terminal.raw.slice(start)),
	};
}
