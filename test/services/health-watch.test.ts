import {expect, test} from 'vitest';
import {tradingDayOf} from '../../source/domain/market-clock.ts';
import {watchHealth} from '../../source/services/health-watch.ts';
import {areFindingsStale, findingsStaleAfterMs} from '../../source/stores/status.ts';
import {createStores} from '../../source/stores/stores.ts';
import {createAccount} from '../helpers/fixtures/account.ts';
import {describeDialects, openTestProgram, until} from '../helpers/with-program.ts';

const gapMs = 60;

/** Stores of a program whose accounts are read, and a check that takes a moment. */
function createWatched() {
	const stores = createStores({});
	stores.accounts.update(state => ({...state, accounts: [createAccount()], isLoading: false, loadedAt: new Date()}));
	stores.status.update(state => ({...state, database: {state: 'ready', client: 'sqlite', server: 'SQLite'}}));
	const checkedAt: number[] = [];
	const stop = watchHealth({
		stores,
		now: () => new Date(),
		async check() {
			checkedAt.push(performance.now());
			stores.status.update(state => ({...state, checkedAt: new Date()}));
		},
		settleMs: 5,
		gapMs,
	});
	return {stores, checkedAt, stop};
}

async function pause(milliseconds: number): Promise<void> {
	return new Promise(resolve => {
		setTimeout(resolve, milliseconds);
	});
}

test('everything is looked at again after what it depends on changed', async () => {
	const {stores, checkedAt, stop} = createWatched();
	const changes = [
		() => {
			stores.accounts.update(state => ({...state, accounts: [createAccount({apiKeyExpiresOn: '2027-01-01'})]}));
		},
		() => {
			stores.settings.update(settings => ({...settings, environment: 'live'}));
		},
		() => {
			stores.settings.update(settings => ({...settings, apiTimeoutMs: 9000}));
		},
		() => {
			stores.status.update(state => ({
				...state,
				database: {state: 'failed', client: 'sqlite', message: 'gone', hint: ''},
			}));
			stores.status.update(state => ({...state, database: {state: 'opening'}}));
			stores.status.update(state => ({...state, database: {state: 'ready', client: 'sqlite', server: 'SQLite'}}));
		},
	];
	for (const [index, change] of changes.entries()) {
		change();
		await until(`check ${index + 1}`, () => checkedAt.length > index);
	}

	stop();
	expect(checkedAt).toHaveLength(changes.length);
});

test('many changes are one check, and two checks keep their distance', async () => {
	const {stores, checkedAt, stop} = createWatched();
	for (let number = 0; number < 20; number += 1) {
		stores.settings.update(settings => ({...settings, apiMaxRetries: number}));
	}

	await until('the first check', () => checkedAt.length === 1);
	stores.settings.update(settings => ({...settings, apiMaxRetries: 1}));
	await until('the second check', () => checkedAt.length === 2);
	// The clock of the check has whole milliseconds.
	expect((checkedAt[1] ?? 0) - (checkedAt[0] ?? 0)).toBeGreaterThan(gapMs - 2);
	stop();
});

test('what no check depends on starts none, and nothing does after the end', async () => {
	const {stores, checkedAt, stop} = createWatched();
	stores.accounts.update(state => ({...state, isLoading: true}));
	stores.accounts.update(state => ({...state, accounts: [createAccount({session: 'signed-in'})], isLoading: false}));
	stores.settings.update(settings => ({...settings, theme: 'light', activeAccountId: '1'}));
	stores.status.update(state => ({...state, isChecking: false}));
	await pause(gapMs);
	expect(checkedAt).toEqual([]);

	stores.settings.update(settings => ({...settings, environment: 'live'}));
	stop();
	await pause(gapMs);
	expect(checkedAt).toEqual([]);
});

test('findings are stale after ten minutes, and not before there are any', () => {
	const now = new Date('2026-11-24T05:14:00Z');
	const checkedAt = new Date(now.getTime() - findingsStaleAfterMs);
	expect(areFindingsStale({checkedAt}, now)).toBe(false);
	expect(areFindingsStale({checkedAt: new Date(checkedAt.getTime() - 1)}, now)).toBe(true);
	expect(areFindingsStale({checkedAt: undefined}, now)).toBe(false);
});

describeDialects('the health of a terminal', dialect => {
	test('follows what another process changes', async () => {
		let aheadMs = 0;
		await using t = openTestProgram(dialect, {now: () => new Date(Date.now() + aheadMs)});
		await t.services.accounts.addDemoAccounts();
		const watches = [await t.services.accounts.watch(), await t.services.health.watch()];
		await t.services.accounts.list();
		await t.services.health.check();
		aheadMs = 11_000;
		const beside = t.another();
		const {accountId} = await beside.services.accounts.resolve({userId: 'DEMO01'});
		await beside.services.accounts.update(accountId, {apiKeyExpiresOn: tradingDayOf(new Date())});
		const found = await until('the finding', () =>
			t.stores.status.getSnapshot().findings.find(({check}) => check === 'accounts.api-key'),
		);
		expect(found.detail).toContain('DEMO01 A ends today');
		for (const stop of watches) {
			stop();
		}
	});
});
