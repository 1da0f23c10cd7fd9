/** An instant as `--json` gives it: ISO 8601, UTC, with `Z`; null where there is none. */
export function toIso(instant: Date | undefined): string | null {
	return instant === undefined ? null : instant.toISOString();
}
