import {describe, expect, test} from 'vitest';
import type {Account} from '../../source/domain/account.ts';
import {Secret} from '../../source/domain/secret.ts';
import {nextStoredTotp} from '../../source/services/stored-totp.ts';

type Options = {readonly startsAt: string; readonly skewMs?: number; readonly lastLoginAt?: string};

function codesFrom({startsAt, skewMs = 0, lastLoginAt}: Options) {
	let nowMs = Date.parse(startsAt);
	const waits: number[] = [];
	const lastSteps = new Map<string, number>();
	const account = {
		accountId: '3',
		userId: 'DEMO03',
		apiKeyType: 'A',
		lastLoginAt: lastLoginAt === undefined ? undefined : new Date(lastLoginAt),
	} as Account;
	const machinery = {
		now: () => new Date(nowMs),
		async sleep(milliseconds: number) {
			waits.push(milliseconds);
			nowMs += milliseconds;
		},
		broker: async () => ({client: {clockSkewMs: () => skewMs}}),
		records: {open: async () => ({totpSecret: new Secret('JBSWY3DPEHPK3PXP'), rememberedFactor: 'totp'})},
	} as unknown as Parameters<typeof nextStoredTotp>[0];
	const next = async () => (await nextStoredTotp(machinery, {account, lastSteps, onWait() {}})).reveal();
	return {next, waits};
}

describe('the code of a stored TOTP secret', () => {
	test('is made at once in the middle of a step', async () => {
		const {next, waits} = codesFrom({startsAt: '2026-11-24T05:00:10.000Z'});
		expect(await next()).toMatch(/^\d{6}$/);
		expect(waits).toEqual([]);
	});

	test('waits out the last three seconds of a step', async () => {
		const {next, waits} = codesFrom({startsAt: '2026-11-24T05:00:27.500Z'});
		await next();
		expect(waits).toEqual([2500]);
	});

	test('is never the same twice: the second one waits for the next step', async () => {
		const {next, waits} = codesFrom({startsAt: '2026-11-24T05:00:10.000Z'});
		const first = await next();
		const second = await next();
		expect(second).not.toBe(first);
		expect(waits).toEqual([20_000]);
	});

	test('is not the one that an earlier process signed in with', async () => {
		const {next, waits} = codesFrom({startsAt: '2026-11-24T05:00:10.000Z', lastLoginAt: '2026-11-24T05:00:04.000Z'});
		await next();
		expect(waits).toEqual([20_000]);
	});

	test("goes by the broker's clock", async () => {
		const {next, waits} = codesFrom({startsAt: '2026-11-24T05:00:10.000Z', skewMs: 18_000});
		const ahead = await next();
		expect(waits).toEqual([2000]);
		const {next: nextInTime} = codesFrom({startsAt: '2026-11-24T05:00:30.000Z'});
		expect(ahead).toBe(await nextInTime());
	});
});
