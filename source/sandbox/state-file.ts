import {isRecord, readJsonFile, writeJsonFile} from './files.ts';
import type {SandboxState} from './state.ts';

/** The state that an earlier process left; undefined when there is none, or none of this version. */
export function loadState(path: string): SandboxState | undefined {
	const value = readJsonFile(path);
	return isSandboxState(value) ? value : undefined;
}

/** Written before the answer goes out, so that whatever a client was told survives a kill. */
export function saveState(path: string, state: SandboxState): void {
	writeJsonFile(path, state);
}

/** We wrote the file ourselves, atomically: checking its outline is enough to reject another version or another file. */
function isSandboxState(value: unknown): value is SandboxState {
	return (
		isRecord(value) &&
		value.version === 1 &&
		Number.isInteger(value.seed) &&
		Number.isInteger(value.otpLength) &&
		isRecord(value.clock) &&
		[value.clock.sandboxMs, value.clock.realMs, value.clock.speed].every(Number.isFinite) &&
		isRecord(value.customers) &&
		Object.values(value.customers).every(
			customer =>
				isRecord(customer) && Number.isInteger(customer.wrongPasswords) && Number.isInteger(customer.otpCounter),
		) &&
		isRecord(value.prices)
	);
}
