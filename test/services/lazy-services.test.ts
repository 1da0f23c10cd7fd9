import {describe, expect, test} from 'vitest';
import {lazyServices} from '../../source/services/lazy-services.ts';
import type {Services} from '../../source/services/services.ts';

function servicesOf(list: () => Promise<readonly never[]>): Services {
	return {accounts: {list}} as unknown as Services;
}

describe('lazy services', () => {
	test('load nothing until a method is called', async () => {
		let loads = 0;
		const services = lazyServices(async () => {
			loads += 1;
			return servicesOf(async () => []);
		});
		const {list} = services.accounts;
		expect(loads).toBe(0);
		await expect(list()).resolves.toEqual([]);
		expect(loads).toBe(1);
	});

	test('hand on what loading throws', async () => {
		const services = lazyServices(async () => {
			throw new Error('no database');
		});
		await expect(services.accounts.list()).rejects.toThrow('no database');
	});

	test('are the same functions every time, and no promise', async () => {
		const services = lazyServices(async () => servicesOf(async () => []));
		expect(services.accounts.list).toBe(services.accounts.list);
		expect(await Promise.resolve(services.accounts)).toBe(services.accounts);
	});
});
