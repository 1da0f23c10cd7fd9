import type {Finding} from '../domain/finding.ts';
import {createStore, type Store} from './create-store.ts';

/** What the header says about the machinery. */
export type Status = {
	readonly database:
		| {readonly state: 'opening'}
		| {readonly state: 'ready'; readonly client: 'sqlite' | 'mysql'; readonly server: string}
		| {readonly state: 'migration-needed'; readonly client: 'sqlite' | 'mysql'; readonly pending: readonly string[]}
		| {readonly state: 'failed'; readonly client: 'sqlite' | 'mysql'; readonly message: string; readonly hint: string};
	readonly findings: readonly Finding[];
	readonly checkedAt: Date | undefined;
	readonly isChecking: boolean;
	/** The latest message of the sandbox's phone; undefined on the real broker and before the first login. */
	readonly sandboxMessage:
		{readonly userId: string; readonly otp: string; readonly sentAt: Date; readonly expiresAt: Date} | undefined;
};

/** From then on the findings say how things were, not how they are. */
export const findingsStaleAfterMs = 10 * 60_000;

/** Whether the findings are too old to be believed; false before the first check. */
export function areFindingsStale({checkedAt}: Pick<Status, 'checkedAt'>, now: Date): boolean {
	return checkedAt !== undefined && now.getTime() - checkedAt.getTime() > findingsStaleAfterMs;
}

export function createStatusStore(): Store<Status> {
	return createStore<Status>({
		database: {state: 'opening'},
		findings: [],
		checkedAt: undefined,
		isChecking: false,
		sandboxMessage: undefined,
	});
}
