export type RepeatedMessagesOptions<Level extends string> = {
	readonly now: () => Date;
	readonly write: (level: Level, message: string) => void;
	/** How long a message that was written keeps the same one back. @default 60_000 */
	readonly everyMs?: number;
};

/** Beyond this the message that was written longest ago is forgotten. */
const maximumMessages = 100;

/** Lets a message through once, and from then on at most once in `everyMs`, with how often it came meanwhile. Starts no timers. */
export function createRepeatedMessages<Level extends string>({
	now,
	write,
	everyMs = 60_000,
}: RepeatedMessagesOptions<Level>): (level: Level, message: string) => void {
	const written = new Map<string, {readonly at: number; heldBack: number}>();
	return (level, message) => {
		const at = now().getTime();
		const former = written.get(message);
		// A clock that was set back must not hold messages back until it has caught up.
		if (former !== undefined && Math.abs(at - former.at) < everyMs) {
			former.heldBack += 1;
			return;
		}

		const repeats = former?.heldBack ?? 0;
		written.delete(message);
		written.set(message, {at, heldBack: 0});
		const [oldest] = written.keys();
		if (oldest !== undefined && written.size > maximumMessages) {
			written.delete(oldest);
		}

		write(
			level,
			repeats === 0 ? message : `${message} (repeated ${repeats === 1 ? 'once' : `${repeats} times`} before)`,
		);
	};
}
