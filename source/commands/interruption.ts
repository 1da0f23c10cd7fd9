/** A signal that asks this process to end: Ctrl-C, `kill`, or the terminal that went away. */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Thrown at whoever waits when the person does not want to wait any longer. Not an error: nothing went wrong. */
export class Interrupted extends Error {
	override readonly name = 'Interrupted';
	readonly signal: StopSignal;

	constructor(signal: StopSignal) {
		super(`interrupted by ${signal}`);
		this.signal = signal;
	}
}

/** The one interruption of a command. It happens at most once; what comes after is the process's business. */
export type Interruption = {
	readonly interrupt: (signal: StopSignal) => void;
	/** Resolves when it happens; never rejects. */
	readonly happened: Promise<StopSignal>;
	/** What `work` gives, or a throw of `Interrupted`, whichever is first. */
	readonly race: <T>(work: Promise<T>) => Promise<T>;
};

export function createInterruption(): Interruption {
	const {promise: happened, resolve: interrupt} = Promise.withResolvers<StopSignal>();
	return {
		interrupt,
		happened,
		race: async work =>
			Promise.race([
				work,
				happened.then(signal => {
					throw new Interrupted(signal);
				}),
			]),
	};
}

/** The exit code of a command that a signal ended, as shells count: 130 for Ctrl-C. */
export function exitCodeOf(signal: StopSignal): number {
	return {SIGHUP: 129, SIGINT: 130, SIGTERM: 143}[signal];
}
