import type {Machinery} from './machinery.ts';

const pollMs = 500;
/** A TOTP account gets no message; after this many looks the phone is put away. */
const maximumLooks = 20;

/**
Look into the inbox of our own sandbox until the message of this login is there, and show it: the sandbox is its own phone.

Does nothing on the real broker. Returns how to stop, which also takes the message away.
*/
export function watchSandboxPhone(
	machinery: Pick<Machinery, 'broker' | 'sandbox' | 'sleep' | 'stores'>,
	userId: string,
	challengedAt: Date,
): () => void {
	const watching = new AbortController();
	const {signal} = watching;
	const {status} = machinery.stores;

	const look = async () => {
		const {controlUrl, client} = await machinery.broker();
		if (controlUrl === undefined) {
			return;
		}

		// The inbox has the sandbox's times; a clock set elsewhere would make the countdown wrong here.
		const skewMs = client.clockSkewMs() ?? 0;
		const toOurTime = (instant: Date) => (Math.abs(skewMs) < 5000 ? instant : new Date(instant.getTime() - skewMs));

		for (let looks = 0; looks < maximumLooks && !signal.aborted; looks += 1) {
			const message = await machinery.sandbox.readInbox(controlUrl, userId);
			if (message !== undefined && !signal.aborted) {
				const {otp} = message;
				const sentAt = toOurTime(message.sentAt);
				// Two seconds of tolerance: the skew is known to the second only.
				if (sentAt.getTime() >= challengedAt.getTime() - 10_000) {
					const expiresAt = toOurTime(message.expiresAt);
					status.update(state => ({...state, sandboxMessage: {userId, otp, sentAt, expiresAt}}));
					return;
				}
			}

			await machinery.sleep(pollMs);
		}
	};

	// Without its phone the sandbox still works; the code can be fetched from the control address.
	look().catch(() => {});

	return () => {
		watching.abort();
		status.update(state => (state.sandboxMessage === undefined ? state : {...state, sandboxMessage: undefined}));
	};
}
