import type {CommandConfig, CommandProgram} from '../../source/commands/command.ts';
import {homePaths} from '../../source/home/paths.ts';
import {createStores} from '../../source/stores/stores.ts';
import {createFakeServices, type FakeServices} from '../helpers/fake-services.ts';
import {fakeNow} from '../helpers/fixtures/fake-now.ts';

export type FakeProgram = CommandProgram & {
	readonly disposals: () => number;
	readonly crashes: readonly unknown[];
};

/** A program with hand-written services behind it, and real stores. */
export function createFakeProgram(services: FakeServices, config: Partial<CommandConfig> = {}): FakeProgram {
	let disposals = 0;
	const crashes: unknown[] = [];
	return {
		services: createFakeServices(services),
		stores: createStores({}),
		now: () => fakeNow,
		config: {
			environment: 'sandbox',
			apiUrl: 'http://127.0.0.1:4000',
			warnings: [],
			paths: homePaths('/nowhere'),
			...config,
		},
		recordCrash(error) {
			crashes.push(error);
		},
		unwrittenLogRows: () => ({count: 0, isInFile: true}),
		async dispose() {
			disposals += 1;
		},
		disposals: () => disposals,
		crashes,
	};
}
