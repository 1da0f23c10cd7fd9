import type {Finding, FindingState} from '../../domain/finding.ts';
import {toAppError} from '../../errors.ts';
import type {Machinery} from '../machinery.ts';

/** Looks at one thing. Whatever it throws becomes a failed finding of that name. */
export type HealthCheck = {
	readonly check: string;
	readonly look: (machinery: Machinery) => Promise<readonly Finding[]>;
};

export function finding(check: string, state: FindingState, detail: string, fix = '', fixAction?: string): Finding {
	return {check, state, detail, fix, ...(fixAction === undefined ? {} : {fixAction})};
}

export async function lookSafely({check, look}: HealthCheck, machinery: Machinery): Promise<readonly Finding[]> {
	try {
		return await look(machinery);
	} catch (error) {
		const {message, hint} = toAppError(error);
		return [finding(check, 'failed', message, hint)];
	}
}

export function countOf(number: number, one: string, many = `${one}s`): string {
	return `${number} ${number === 1 ? one : many}`;
}
