import type {Program} from '../../source/compose.ts';
import type {Config} from '../../source/config.ts';
import type {Account} from '../../source/domain/account.ts';
import type {Settings} from '../../source/domain/settings.ts';
import {homePaths} from '../../source/home/paths.ts';
import type {Status} from '../../source/stores/status.ts';
import {createStores} from '../../source/stores/stores.ts';
import {createFakeServices, type FakeServices} from './fake-services.ts';
import {fakeNow} from './fixtures/fake-now.ts';

export type FakeProgramOptions = {
	readonly accounts?: readonly Account[];
	readonly activeAccountId?: string;
	/** False for the moment before the accounts were read. @default true */
	readonly isLoaded?: boolean;
	readonly settings?: Settings;
	readonly status?: Partial<Status>;
	readonly config?: Partial<Config>;
	/** What a test watches or decides itself. Reading otherwise finds nothing; any other deed rejects and says which it was. */
	readonly services?: FakeServices;
	/** @default stands still at `fakeNow` */
	readonly now?: () => Date;
};

const paths = homePaths('/home/asha/.local/share/mstock-terminal');

const config: Config = {
	paths,
	database: {client: 'sqlite', file: paths.databaseFile},
	environment: 'sandbox',
	environmentSource: 'default',
	apiUrl: undefined,
	wsUrl: undefined,
	checksum: 'L',
	apiTimeoutMs: 7000,
	apiMaxRetries: 3,
	masterKey: undefined,
	legacyKey: undefined,
	encryptionKeyId: undefined,
	settings: {},
	warnings: [],
	isFirstRun: false,
};

/** A program with real stores and hand-written services behind it: for screens, which know nothing else. */
export function createFakeProgram(options: FakeProgramOptions = {}): Program {
	const settings = {isWelcomed: true, ...options.settings};
	const stores = createStores(settings);
	stores.accounts.update(state => ({
		...state,
		accounts: options.accounts ?? [],
		activeAccountId: options.activeAccountId,
		isLoading: options.isLoaded === false,
		loadedAt: options.isLoaded === false ? undefined : fakeNow,
	}));
	stores.status.update(state => ({
		...state,
		database: {state: 'ready', client: 'sqlite', server: 'SQLite 3.53'},
		checkedAt: fakeNow,
		...options.status,
	}));

	const given = options.services ?? {};
	const emptyPage = {rows: [], hasOlder: false, hasNewer: false};
	const services = createFakeServices({
		accounts: {list: async () => stores.accounts.getSnapshot().accounts, ...given.accounts},
		login: {
			abandon: async () => {
				stores.loginFlow.update(() => ({phase: 'idle'}));
			},
			...given.login,
		},
		sessions: {current: async () => undefined, ...given.sessions},
		logs: {
			readLogs: async () => emptyPage,
			readRequests: async () => emptyPage,
			countLogs: async () => ({count: 0, isCapped: false}),
			countRequests: async () => ({count: 0, isCapped: false}),
			sources: async () => [],
			apiNames: async () => [],
			onAppended: async () => () => {},
			...given.logs,
		},
		keys: {
			list: async () => [],
			masterKeyLocation: async () => ({source: 'file', path: paths.envFile, wasJustMade: false}),
			...given.keys,
		},
		health: {check: async () => stores.status.getSnapshot().findings, ...given.health},
		database: {...given.database},
		settings: {
			update: async changes => {
				stores.settings.update(present => ({...present, ...changes}));
			},
			...given.settings,
		},
	});

	return {
		config: {...config, settings, ...options.config},
		stores,
		services,
		now: options.now ?? (() => fakeNow),
		log: {info: () => {}, warn: () => {}, error: () => {}},
		recordCrash: () => {},
		unwrittenLogRows: () => ({count: 0, isInFile: true}),
		dispose: async () => {},
	};
}
