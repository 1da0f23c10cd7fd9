export type FindingState = 'ok' | 'warning' | 'failed';

/** One line of `doctor` and of the Health screen: what was looked at, how it is, and what to do about it. */
export type Finding = {
	/** Stable, dotted: `database.connection`, `vault.round-trip`, `broker.clock`. */
	readonly check: string;
	readonly state: FindingState;
	readonly detail: string;
	/** What a person does about it; empty when all is well. */
	readonly fix: string;
	/** The id of an action that this program can carry out by itself, e.g. `files.tighten`; see `services/health-fixes.ts`. */
	readonly fixAction?: string;
	/** True when that action takes something away for good: nobody carries it out unasked. */
	readonly isFixDangerous?: boolean;
	/** True for an `ok` that only says that nothing was looked at, so that nobody takes it for "verified". */
	readonly isUnverified?: boolean;
};
