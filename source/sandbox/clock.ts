/**
Where the sandbox's clock stands: at the real instant `realMs` it showed `sandboxMs`, and from there it runs `speed` times as fast.

Milliseconds since 1970. A speed of 0 stands still.
*/
export type ClockAnchor = {readonly sandboxMs: number; readonly realMs: number; readonly speed: number};

export type ClockSetting = {readonly now?: Date; readonly speed?: number};

/** The one clock of the sandbox: `Date` headers, OTP life, TOTP steps, lockouts and token expiry all go by it. */
export type SandboxClock = {
	readonly now: () => Date;
	readonly speed: () => number;
	/** What has to be kept so that the clock goes on after a restart. */
	readonly anchor: () => ClockAnchor;
	/** What is left out stays: a new speed alone does not jump. */
	readonly set: (setting: ClockSetting) => void;
	readonly restore: (anchor: ClockAnchor) => void;
};

/** A clock that shows `setting.now` (real time by default) from this very moment on. */
export function startAnchor(realNow: Date, setting: ClockSetting = {}): ClockAnchor {
	return {
		sandboxMs: (setting.now ?? realNow).getTime(),
		realMs: realNow.getTime(),
		speed: setting.speed ?? 1,
	};
}

export function createSandboxClock(realNow: () => Date, initial: ClockAnchor): SandboxClock {
	let anchor = initial;

	const now = (): Date => new Date(anchor.sandboxMs + (realNow().getTime() - anchor.realMs) * anchor.speed);

	return {
		now,
		speed: () => anchor.speed,
		anchor: () => anchor,
		set(setting) {
			anchor = startAnchor(realNow(), {now: setting.now ?? now(), speed: setting.speed ?? anchor.speed});
		},
		restore(kept) {
			anchor = kept;
		},
	};
}
