import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import type {Account} from '../../source/domain/account.ts';
import type {EncryptionKey} from '../../source/domain/encryption-key.ts';
import type {Finding} from '../../source/domain/finding.ts';
import type {LogEntry, RequestEntry} from '../../source/domain/log-entry.ts';
import {toSafeText} from '../../source/domain/safe-text.ts';
import {createCell} from '../../source/presentation/cell.ts';
import {headingText, layOutColumns, narrowBelow, rowSpans, type Column} from '../../source/presentation/column.ts';
import {findingTitle, healthColumns} from '../../source/presentation/columns/health.ts';
import {keyColumns} from '../../source/presentation/columns/keys.ts';
import {logColumns} from '../../source/presentation/columns/logs.ts';
import {requestColumns, requestRole} from '../../source/presentation/columns/requests.ts';
import {userColumns, userColumnsOfBothBrokers} from '../../source/presentation/columns/users.ts';
import {createAccount} from '../helpers/fixtures/account.ts';
import {fakeNow as now} from '../helpers/fixtures/fake-now.ts';

function table<Row>(columns: ReadonlyArray<Column<Row>>, rows: readonly Row[], width: number): string[] {
	const layout = layOutColumns(columns, width);
	const context = {now, isNarrow: width < narrowBelow};
	const lines = [
		headingText(layout),
		...rows.map(row =>
			rowSpans(layout, row, context)
				.map(({text}) => text)
				.join(''),
		),
	];
	return lines.map(line => line.trimEnd());
}

const account = createAccount({
	apiKeyExpiresOn: '2027-06-23',
	lastLoginAt: now,
	sessionEndsAt: new Date('2026-11-24T17:12:00Z'),
	loginSequenceId: '1',
	session: 'signed-in',
});

const accounts: readonly Account[] = [
	account,
	{
		...account,
		userId: 'DEMO02',
		apiKeyType: 'B',
		name: 'Options',
		session: 'signed-out',
		lastLoginAt: new Date('2026-11-23T03:41:00Z'),
		apiKeyExpiresOn: '2026-12-03',
	},
	{
		...account,
		userId: 'MA1234567',
		name: '',
		session: 'expired',
		lastLoginAt: undefined,
		apiKeyExpiresOn: '2026-11-20',
		sealing: 'unopenable',
		encryptionKeyId: '1',
		brokerEnv: 'live',
	},
	{
		...account,
		userId: 'OLD\u202E1',
		sealing: 'plain',
		encryptionKeyId: undefined,
		isDuplicate: true,
		apiKeyExpiresOn: undefined,
	},
];

const logs: readonly LogEntry[] = [
	{
		logId: '1',
		createdAt: new Date('2026-11-24T09:11:58.004Z'),
		level: 'INFO',
		message: 'session/token: success for DEMO01',
		source: 'auth',
		loginSequenceId: '26112410420017',
	},
	{
		logId: '2',
		createdAt: new Date('2026-11-24T09:12:05.871Z'),
		level: 'ERROR',
		message: 'orders: 502 with an HTML page instead of JSON; tried 3 times and gave up',
		source: 'broker',
		loginSequenceId: undefined,
	},
	{
		logId: '3',
		createdAt: new Date('2026-11-24T09:12:09.440Z'),
		level: 'WARN',
		message: 'name contains \u001B]52;c;ZXZpbA==\nforged',
		source: undefined,
		loginSequenceId: undefined,
	},
];

const request: RequestEntry = {
	requestId: '1',
	createdAt: new Date('2026-11-24T05:12:07.300Z'),
	level: 'INFO',
	message: 'connect/login: success',
	module: 'broker',
	request: '{}',
	response: '{}',
	apiName: 'login',
	loginSequenceId: '26112410420017',
	userId: 'DEMO01',
	httpStatus: 200,
	startedAt: new Date('2026-11-24T05:12:07.118Z'),
	durationMs: 2140,
	truncatedBytes: undefined,
};

const requests: readonly RequestEntry[] = [
	request,
	{
		...request,
		level: 'ERROR',
		message: 'orders: no answer',
		httpStatus: undefined,
		durationMs: undefined,
		startedAt: undefined,
		userId: undefined,
		apiName: undefined,
		loginSequenceId: undefined,
	},
];

const key: EncryptionKey = {
	keyId: '2',
	state: 'active',
	createdAt: new Date('2026-09-02T05:00:00Z'),
	expiresAt: new Date('2026-12-02T05:00:00Z'),
	isWrapped: true,
	isUsable: true,
	rows: 3,
};
const keys: readonly EncryptionKey[] = [
	key,
	{...key, keyId: '1', state: 'decrypt-only', expiresAt: undefined, isWrapped: false, rows: 1204},
	{...key, keyId: '3', isUsable: false},
];

const findings: readonly Finding[] = [
	{check: 'database.connection', state: 'ok', detail: 'SQLite 3.53, 12 migrations, 41 MB', fix: ''},
	{
		check: 'files.mode',
		state: 'warning',
		detail: 'config/.env is readable by others (0644)',
		fix: 'set 0600',
		fixAction: 'files.tighten',
	},
	{
		check: 'broker.address',
		state: 'failed',
		detail: '49.36.12.7 is not registered; orders will be refused',
		fix: 'register it in the portal',
	},
];

const rowsOf = {
	users: accounts.map(row => ({
		account: row,
		isActive: row.accountId === '1',
		isOther: row.brokerEnv !== 'sandbox',
	})),
	logs,
	requests,
	keys,
	health: findings,
} as const;

/** Every table as text, without its row type, so that one test can look at all of them. */
function allTables(width: number): ReadonlyArray<{readonly name: string; readonly lines: readonly string[]}> {
	return [
		{name: 'users', lines: table(userColumns, rowsOf.users, width)},
		{name: 'users of both brokers', lines: table(userColumnsOfBothBrokers, rowsOf.users, width)},
		{name: 'logs', lines: table(logColumns, rowsOf.logs, width)},
		{name: 'requests', lines: table(requestColumns, rowsOf.requests, width)},
		{name: 'keys', lines: table(keyColumns, rowsOf.keys, width)},
		{name: 'health', lines: table(healthColumns, rowsOf.health, width)},
	];
}

const sample: ReadonlyArray<Column<{readonly name: string; readonly amount: string}>> = [
	{title: 'NAME', width: 6, priority: 0, cell: ({name}) => createCell(toSafeText(name))},
	{
		title: 'AMOUNT',
		width: 8,
		narrowWidth: 3,
		align: 'right',
		priority: 1,
		cell: ({amount}) => createCell(toSafeText(amount), 'loss'),
	},
	{
		title: 'NOTE',
		width: 4,
		isFlexible: true,
		priority: 2,
		cell: ({name}, {isNarrow}) => createCell(toSafeText(isNarrow ? 'short' : `about ${name}`)),
	},
];

describe('laying columns out', () => {
	test('a flexible column takes the room that is left, numbers stand right, outside text stays in its cell', () => {
		expect(table(sample, [{name: '日本\u001B[2J', amount: '1,234'}], 100)).toEqual([
			'NAME      AMOUNT  NOTE',
			'日本␛…     1,234  about 日本␛[2J',
		]);
	});

	test('where it is narrow the short widths and words hold', () => {
		expect(table(sample, [{name: 'one', amount: '1,234'}], 40)).toEqual(['NAME    AMO  NOTE', 'one     1,…  short']);
	});

	test('the least important columns go first, the ones of priority 0 never', () => {
		const titles = [40, 17, 16, 10, 1].map(width => layOutColumns(sample, width).map(({column}) => column.title));
		expect(titles).toEqual([
			['NAME', 'AMOUNT', 'NOTE'],
			['NAME', 'AMOUNT', 'NOTE'],
			['NAME', 'AMOUNT'],
			['NAME'],
			['NAME'],
		]);
	});

	test('the last text of a row takes the room of the empty cells behind it', () => {
		const withEmpty: typeof sample = [
			...sample.slice(0, 2),
			{title: 'NOTE', width: 4, priority: 2, cell: ({name}) => createCell(toSafeText(name))},
			{title: 'MORE', width: 10, priority: 2, cell: ({amount}) => createCell(toSafeText(amount === '1' ? 'more' : ''))},
		];
		expect(
			table(
				withEmpty,
				[
					{name: 'a name', amount: '1'},
					{name: 'a name', amount: '2'},
				],
				100,
			).slice(1),
		).toEqual(['a name         1  a n…  more', 'a name         2  a name']);
	});

	test('plain cells have no role, so that a selected row can make them stronger', () => {
		const spans = rowSpans(layOutColumns(sample, 100), {name: 'one', amount: '1'}, {now, isNarrow: false});
		expect(spans.map(({role}) => role)).toEqual([undefined, undefined, 'loss', undefined, undefined]);
	});
});

describe('the tables of the screens', () => {
	test('keep to their width, one line a row, from 60 columns on', () => {
		for (let width = 60; width <= 200; width += 1) {
			for (const {name, lines} of allTables(width)) {
				const tooWide = lines.filter(line => stringWidth(line) > width || /[\p{Cc}\p{Cf}]/u.test(line));
				expect({name, width, tooWide}).toEqual({name, width, tooWide: []});
			}
		}
	});

	test('show what identifies a row even at their narrowest', () => {
		const lines = Object.fromEntries(allTables(60).map(table => [table.name, table.lines.join('\n')]));
		expect(lines['users']).toMatch(/DEMO01[^]*DEMO02[^]*MA1234567/);
		expect(lines['logs']).toMatch(/14:41:58[^]*session\/token: success/);
		expect(lines['requests']).toMatch(/200[^]*connect\/login/);
		expect(lines['keys']).toMatch(/active[^]*decrypt-only/);
		expect(lines['health']).toMatch(/SQLite/);
	});

	test('give every coloured meaning a sign or a word as well', () => {
		const context = {now, isNarrow: false};
		const cells = [
			...rowsOf.users.flatMap(row => userColumns.map(({cell}) => cell(row, context))),
			...keys.flatMap(row => keyColumns.map(({cell}) => cell(row, context))),
			...findings.map(row => healthColumns[0]?.cell(row, context)),
		];
		const coloured = cells.filter(cell => cell?.role === 'attention' || cell?.role === 'failed');
		expect(coloured.length).toBeGreaterThan(8);
		expect(coloured.filter(cell => !/[▲✗]/.test(cell?.text ?? ''))).toEqual([]);
	});

	test('call an exchange failed by its level, for the broker refuses with HTTP 200 as well', () => {
		expect([
			requestRole({level: 'INFO', httpStatus: 200}),
			requestRole({level: 'error', httpStatus: 200}),
			requestRole({level: 'INFO', httpStatus: 502}),
			requestRole({level: 'ERROR', httpStatus: undefined}),
		]).toEqual([undefined, 'failed', 'failed', 'failed']);
	});

	test('call a check by its short name, or by its own without the dots', () => {
		expect(findingTitle({check: 'vault.round-trip'})).toBe('vault');
		expect(findingTitle({check: 'some.new-check'})).toBe('some new check');
	});

	test('tell logins of one minute apart by the end of their sequence', () => {
		const entries = ['261124104200170012', '261124104200041407'].map(loginSequenceId => ({
			...logs[0],
			message: 'm',
			loginSequenceId,
		}));
		const lines = table(logColumns, entries as typeof logs, 103);
		expect(lines.slice(1).map(line => line.slice(-7))).toEqual(['…170012', '…041407']);
	});

	test('leave the outcome of a request room for a sentence', () => {
		const entry = {...requests[0], apiName: 'health', message: 'health: the broker answers (401 without a session)'};
		for (const width of [103, 140]) {
			expect(table(requestColumns, [entry] as typeof requests, width).join('\n')).toContain(
				'  the broker answers (401 without a session)',
			);
		}
	});
});
