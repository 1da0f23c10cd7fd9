import {defineConfig} from 'vitest/config';
import {DatabaseCountReporter} from './test/helpers/database-count-reporter.ts';

export default defineConfig({
	test: {
		include: ['test/**/*.test.{ts,tsx}'],
		pool: 'forks',
		globalSetup: ['test/global-setup.ts'],
		reporters: ['default', new DatabaseCountReporter()],
		// Generous, because a test that waits polls with a deadline of its own; these catch only what hangs.
		testTimeout: 30_000,
		hookTimeout: 60_000,
	},
});
