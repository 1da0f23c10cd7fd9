import type {Program} from '../../source/compose.ts';
import type {Config} from '../../source/config.ts';
import type {Account} from '../../source/domain/account.ts';
import type {Settings} from '../../source/domain/settings.ts';
import type {Services} from '../../source/services/services.ts';
import type {Status} from '../../source/stores/status.ts';
import {createStores} from '../../source/stores/stores.ts';

/** 24 November 2026, a Tuesday, 10:42:00 IST: the market is open. */
export const fakeNow = new Date('2026-11-24T05:12:00.000Z');

export type FakeServices = {readonly [Name in keyof Services]?: Partial<Services[Name]>};

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

const home = '/home/asha/.local/share/mstock-terminal';

const config: Config = {
	paths: {
		root: home,
		settingsFile: `${home}/settings.json`,
		envFile: `${home}/config/.env`,
		databaseFile: `${home}/mstock.sqlite`,
		logFile: `${home}/mstock.log`,
		crashFile: `${home}/crash.log`,
		sandboxFile: `${home}/sandbox.json`,
		sandboxStateFile: `${home}/sandbox-state.json`,
		lockFolder: `${home}/locks`,
	},
	database: {client: 'sqlite', file: `${home}/mstock.sqlite`},
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
	const services = refuseTheRest({
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
			masterKeyLocation: async () => ({source: 'file', path: config.paths.envFile, wasJustMade: false}),
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
		dispose: async () => {},
	};
}

/** An account as the list shows it; signed out, sealed, of the sandbox, unless told otherwise. */
export function createAccount(differences: Partial<Account> = {}): Account {
	return {
		accountId: '1',
		userId: 'DEMO01',
		apiKeyType: 'A',
		name: 'Main account',
		brokerEnv: 'sandbox',
		encryptionKeyId: '2',
		sealing: 'sealed',
		secondFactor: 'otp',
		hasTotpSecret: false,
		clientCode: undefined,
		responseUserId: undefined,
		responseUserName: undefined,
		apiKeyExpiresOn: undefined,
		lastLoginAt: undefined,
		lastLogoutAt: undefined,
		sessionEndsAt: undefined,
		loginSequenceId: undefined,
		session: 'signed-out',
		isDuplicate: false,
		...differences,
	};
}

/** A deed that a test did not foresee must not pass unseen. */
function refuseTheRest(services: {readonly [Name in keyof Services]: Partial<Services[Name]>}): Services {
	const guarded = Object.entries(services).map(([name, service]) => [
		name,
		new Proxy(service, {
			get(target, method) {
				return (
					Reflect.get(target, method) ??
					(async () => {
						throw new Error(`This test did not expect ${name}.${String(method)}`);
					})
				);
			},
		}),
	]);
	return Object.fromEntries(guarded) as Services;
}
