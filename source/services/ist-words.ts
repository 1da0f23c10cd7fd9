import {istOffsetMs} from '../domain/market-clock.ts';

/** An instant as IST for log lines and errors: `2026-11-24 22:42`. Screens have their own, shorter words. */
export function formatIst(instant: Date): string {
	return new Date(instant.getTime() + istOffsetMs).toISOString().slice(0, 16).replace('T', ' ');
}
