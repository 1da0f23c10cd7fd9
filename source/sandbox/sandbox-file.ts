import {rmSync} from 'node:fs';
import {isRecord, readJsonFile, writeJsonFile} from './files.ts';
import type {SandboxAddresses} from './server.ts';

/** What `sandbox.json` says: which process runs this home's sandbox, and where. */
export type SandboxEntry = SandboxAddresses & {readonly pid: number};

/** Undefined when there is no file, or none that makes sense. What it says may be stale: ask the address. */
export function readSandboxFile(path: string): SandboxEntry | undefined {
	const value = readJsonFile(path);
	if (
		!isRecord(value) ||
		typeof value.pid !== 'number' ||
		typeof value.apiUrl !== 'string' ||
		typeof value.wsUrl !== 'string' ||
		typeof value.controlUrl !== 'string' ||
		!/^http:\/\/127\.0\.0\.1:\d{1,5}\/sandbox$/.test(value.controlUrl)
	) {
		return undefined;
	}

	return {pid: value.pid, apiUrl: value.apiUrl, wsUrl: value.wsUrl, controlUrl: value.controlUrl};
}

/** Only the holder of the lock may call this. */
export function writeSandboxFile(path: string, entry: SandboxEntry): void {
	writeJsonFile(path, entry);
}

/** Only the holder of the lock may call this. */
export function removeSandboxFile(path: string): void {
	rmSync(path, {force: true});
}

/** The port in an entry, for whoever takes over. */
export function portOf(addresses: SandboxAddresses): number {
	return Number(new URL(addresses.apiUrl).port);
}
