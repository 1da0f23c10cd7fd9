import {UsageError} from '../errors.ts';

/** Run one headless command. */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
	throw new UsageError(`"${argv[0] ?? ''}" is not built yet.`);
}
