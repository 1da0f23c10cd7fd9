import type {CommandConfig, CommandProgram} from '../../source/commands/command.ts';
import type {Account} from '../../source/domain/account.ts';
import type {LogEntry, Page, PageAnchor, RequestEntry} from '../../source/domain/log-entry.ts';
import type {Services} from '../../source/services/services.ts';
import type {Session} from '../../source/stores/login-flow.ts';
import {createStores} from '../../source/stores/stores.ts';

/** 10:42:00 IST on a Tuesday. */
export const fakeNow = new Date('2026-11-24T05:12:00Z');

/** The methods that a test needs; every other one fails the test that calls it. */
export type FakedServices = {readonly [Name in keyof Services]?: Partial<Services[Name]>};

export type FakeProgram = CommandProgram & {
	readonly disposals: () => number;
	readonly crashes: readonly unknown[];
};

/** A program with hand-written services behind it, and real stores. */
export function createFakeProgram(faked: FakedServices, config: Partial<CommandConfig> = {}): FakeProgram {
	let disposals = 0;
	const crashes: unknown[] = [];
	return {
		services: new Proxy({} as Services, {get: (_target, name: keyof Services) => fakeService(name, faked[name])}),
		stores: createStores({}),
		now: () => fakeNow,
		config: {environment: 'sandbox', apiUrl: 'http://127.0.0.1:4000', warnings: [], paths: fakePaths, ...config},
		recordCrash(error) {
			crashes.push(error);
		},
		async dispose() {
			disposals += 1;
		},
		disposals: () => disposals,
		crashes,
	};
}

function fakeService(name: string, methods: object = {}): object {
	return new Proxy(methods, {
		get(target, property) {
			if (property in target) {
				return Reflect.get(target, property) as unknown;
			}

			throw new TypeError(`${name}.${String(property)} is not faked`);
		},
	});
}

const fakePaths: CommandConfig['paths'] = {
	root: '/nowhere',
	settingsFile: '/nowhere/settings.json',
	envFile: '/nowhere/config/.env',
	databaseFile: '/nowhere/mstock.sqlite',
	logFile: '/nowhere/mstock.log',
	crashFile: '/nowhere/crash.log',
	sandboxFile: '/nowhere/sandbox.json',
	sandboxStateFile: '/nowhere/sandbox-state.json',
	lockFolder: '/nowhere/locks',
};

export function fakeAccount(changes: Partial<Account> = {}): Account {
	return {
		accountId: '7',
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
		...changes,
	};
}

export function fakeSession(changes: Partial<Session> = {}): Session {
	return {
		accountId: '7',
		userId: 'DEMO01',
		apiKeyType: 'A',
		brokerEnv: 'sandbox',
		clientCode: 'DEMO01',
		userName: 'Demo One',
		loginSequenceId: '26112410420017',
		loggedInAt: new Date('2026-11-24T05:11:00Z'),
		validUntil: new Date('2026-11-24T17:11:00Z'),
		isOnlyInMemory: false,
		...changes,
	};
}

export function fakeLogEntry(changes: Partial<LogEntry> = {}): LogEntry {
	return {
		logId: '1',
		createdAt: new Date('2026-11-24T05:11:28.004Z'),
		level: 'INFO',
		message: 'session/token: success for DEMO01',
		source: 'auth',
		loginSequenceId: '26112410420017',
		...changes,
	};
}

export function fakeRequestEntry(changes: Partial<RequestEntry> = {}): RequestEntry {
	return {
		requestId: '3',
		createdAt: new Date('2026-11-24T05:11:28.200Z'),
		level: 'INFO',
		message: 'connect/login: success',
		module: 'auth',
		request: '{"method":"POST"}',
		response: '{"status":"success"}',
		apiName: 'login',
		loginSequenceId: '26112410420017',
		userId: 'DEMO01',
		httpStatus: 200,
		startedAt: new Date('2026-11-24T05:11:28.004Z'),
		durationMs: 182,
		truncatedBytes: 0,
		...changes,
	};
}

/** Pages over an array in memory, oldest row first, as the log services give them. */
export function pageOf<Row>(
	rows: readonly Row[],
	idOf: (row: Row) => string,
	anchor: PageAnchor,
	limit: number,
): Page<Row> {
	const at = 'id' in anchor ? BigInt(anchor.id) : 0n;
	const [from, to] = {
		tail: () => [Math.max(0, rows.length - limit), rows.length],
		head: () => [0, limit],
		before() {
			const end = rows.filter(row => BigInt(idOf(row)) < at).length;
			return [Math.max(0, end - limit), end];
		},
		after() {
			const begin = rows.filter(row => BigInt(idOf(row)) <= at).length;
			return [begin, begin + limit];
		},
	}[anchor.from]() as [number, number];
	return {rows: rows.slice(from, to), hasOlder: from > 0, hasNewer: to < rows.length};
}
