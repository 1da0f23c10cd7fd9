import {afterEach, describe, expect, test} from 'vitest';
import {attentionItems} from '../../../source/app/screens/home/attention.ts';
import {shareRows} from '../../../source/app/screens/home/home-lines.ts';
import {nextSteps} from '../../../source/app/screens/home/next-steps.ts';
import type {Account} from '../../../source/domain/account.ts';
import type {Finding} from '../../../source/domain/finding.ts';
import {createFakeProgram, type FakeProgramOptions} from '../../helpers/fake-program.ts';
import {createAccount} from '../../helpers/fixtures/account.ts';
import {fakeNow} from '../../helpers/fixtures/fake-now.ts';
import {encodeKeys} from '../../helpers/keys.ts';
import {renderFrame, type RenderedFrame} from '../../helpers/render-frame.tsx';

const accounts: readonly Account[] = [
	createAccount({session: 'signed-in', sessionEndsAt: new Date('2026-11-24T17:12:00Z')}),
	createAccount({accountId: '2', userId: 'DEMO02', apiKeyType: 'B', name: 'Options', apiKeyExpiresOn: '2026-12-03'}),
	createAccount({
		accountId: '3',
		userId: 'MA1234567',
		name: 'Family',
		session: 'expired',
		sealing: 'plain',
		lastLoginAt: new Date('2026-11-21T03:38:00Z'),
	}),
	createAccount({
		accountId: '4',
		userId: 'DEMO04',
		name: '',
		session: 'signed-in',
		sessionEndsAt: new Date(fakeNow.getTime() + 41 * 60_000 + 20_000),
	}),
];

const findings: readonly Finding[] = [
	{
		check: 'files.permissions',
		state: 'warning',
		detail: 'config/.env is readable by others (0644)',
		fix: 'set it to 0600',
		fixAction: 'files.tighten',
	},
	{check: 'database.connection', state: 'ok', detail: 'SQLite 3.53', fix: ''},
	{
		check: 'broker.address',
		state: 'failed',
		detail: '49.36.12.7 is not registered; orders will be refused',
		fix: 'register it at the portal',
	},
];

let open: RenderedFrame | undefined;

afterEach(() => {
	open?.unmount();
	open = undefined;
});

async function showHome(options: FakeProgramOptions & {columns?: number; rows?: number} = {}): Promise<RenderedFrame> {
	const {columns = 120, rows = 40, ...rest} = options;
	open = renderFrame({
		program: createFakeProgram({accounts, activeAccountId: '1', status: {findings}, ...rest}),
		columns,
		rows,
	});
	await open.type('gh');
	await open.until('▌ Home');
	return open;
}

describe.each([
	[120, 40],
	[80, 24],
])('at %ix%i', (columns, rows) => {
	test('the morning is told at a glance', async () => {
		const frame = await showHome({columns, rows});
		expect(frame.plain()).toMatchSnapshot();
	});

	test('a terminal without accounts is an invitation', async () => {
		const frame = await showHome({columns, rows, accounts: [], status: {}});
		expect(frame.plain()).toMatchSnapshot();
	});
});

test('the theme dresses sessions, attention and the marked line', async () => {
	const frame = await showHome({columns: 80, rows: 24});
	expect(frame.styled()).toMatchSnapshot();
});

test('the smallest screen keeps something of each part, and the marked line in sight', async () => {
	const frame = await showHome({columns: 60, rows: 16});
	await frame.type(encodeKeys('end'));
	const text = await frame.until('▸ See Health');
	expect(text).toContain('2 of 4 signed in');
	expect(text).toContain('Attention');
	expect(text.split('\n')).toHaveLength(16);
	expect(text.split('\n').filter(line => line.length > 60)).toEqual([]);
});

test('countdowns move with the clock: minutes for hours, seconds in the last hour', async () => {
	let now = fakeNow;
	const frame = await showHome({now: () => now});
	expect(frame.plain()).toContain('12 h 0 m left');
	expect(frame.plain()).toContain('▲ 41:20 left');
	now = new Date(fakeNow.getTime() + 61_000);
	frame.terminal.tick();
	await frame.until('▲ 40:19 left');
	expect(frame.plain()).toContain('11 h 58 m left');
});

test('accounts of the other broker are not counted here', async () => {
	const frame = await showHome({accounts: [...accounts, createAccount({accountId: '9', brokerEnv: 'live'})]});
	expect(frame.plain()).toContain('2 of 4 signed in');
});

test('what a check found long ago is amber and says how old it is, here and in the header', async () => {
	let now = fakeNow;
	const frame = await showHome({now: () => now});
	expect(frame.plain()).not.toContain('looked at');
	expect(frame.plain()).toMatch(/SQLite {2}✗ 1$/m);
	now = new Date(fakeNow.getTime() + 25 * 60_000);
	frame.terminal.tick();
	await frame.until('Attention   ▲ looked at 25 m ago');
	expect(frame.plain()).toMatch(/SQLite {2}✗ 1 25 m ago$/m);
	expect(frame.plain()).toMatch(/▲ broker address/);
	expect(frame.styled()).toContain('\u001B[33m✗ 1 25 m ago');
	// What stands in the list of accounts is seen now, not then.
	expect(frame.plain()).toMatch(/▲ MA1234567 A/);
	expect(frame.styled()).toMatch(/\u001B\[33m[^\u001B]*broker address/);
	expect(frame.styled()).not.toMatch(/\u001B\[33m[^\u001B]*MA1234567 A/);
});

test('nothing found long ago is not the same as nothing', async () => {
	let now = fakeNow;
	const frame = await showHome({
		accounts: [],
		status: {},
		settings: {recoverySheetSavedAt: '2026-11-01T00:00:00Z'},
		now: () => now,
	});
	await frame.until('● nothing');
	now = new Date(fakeNow.getTime() + 11 * 60_000);
	frame.terminal.tick();
	expect(await frame.until('▲ nothing then; Health looks again')).toContain('● healthy 11 m ago');
});

describe('the header', () => {
	const [first, second, , fourth] = accounts as readonly [Account, Account, Account, Account];
	const live = createAccount({...first, accountId: '9', userId: 'MA777', brokerEnv: 'live'});
	const headOf = (frame: RenderedFrame) => frame.plain().split('\n')[0] ?? '';

	test.each([
		[120, [first, second], '1', 'DEMO01 A   signed in, 12 h 0 m left  '],
		[120, [first, second, fourth], '1', 'DEMO01 A   signed in, 12 h 0 m left   2 signed in'],
		[120, [first, second, fourth], '2', 'DEMO02 B   signed out   2 signed in'],
		[120, [first, second, fourth], undefined, '2 signed in'],
		[120, [second], undefined, 'nobody signed in'],
		[80, [first, second, fourth], '2', 'DEMO02 B  out   2 signed in'],
		[70, [first, second, fourth], '1', 'DEMO01 A  12 h 0 m  +1'],
		[60, [first, second, fourth], '1', 'DEMO01 A  12 h 0 m  '],
		[120, [live], '9', 'nobody signed in'],
		[120, [live, first], '9', 'DEMO01 A   signed in, 12 h 0 m left'],
	])('at %i says how the active account of this broker stands, and how many are signed in', async (...row) => {
		const [columns, shown, activeAccountId, words] = row;
		const frame = await showHome({columns, accounts: shown, status: {}, ...(activeAccountId && {activeAccountId})});
		if (activeAccountId === undefined) {
			frame.terminal.program.stores.accounts.update(state => ({...state, activeAccountId: undefined}));
			await frame.until(words);
		}

		expect(headOf(frame)).toContain(words);
	});

	test('is loud from edge to edge on the live broker, and knows only its accounts', async () => {
		const frame = await showHome({accounts: [first, live], settings: {environment: 'live'}});
		expect(headOf(frame)).toContain('LIVE   MA777 A   signed in');
		const [styled = ''] = frame.styled().split('\n');
		// Opened once, and closed behind the last column.
		expect(styled).toMatch(/^(?:\u001B\[\d+m){3}[^\u001B]{120}(?:\u001B\[\d+m)+$/);
		expect(styled).toContain('\u001B[41m mStock  LIVE');
	});

	test('believes MSTOCK_ENV before the settings', async () => {
		const frame = await showHome({
			settings: {environment: 'sandbox'},
			config: {environment: 'live', environmentSource: 'environment'},
		});
		expect(headOf(frame)).toContain('LIVE');
	});
});

test('before the accounts were read it neither counts nor invites', async () => {
	const frame = await showHome({
		accounts: [],
		isLoaded: false,
		settings: {recoverySheetSavedAt: '2026-11-01T00:00:00Z'},
		status: {database: {state: 'opening'}, checkedAt: undefined},
	});
	const text = await frame.until('reading the accounts');
	expect(text).not.toContain('Nobody');
	expect(text).not.toContain('demo accounts');
	expect(text).toContain('not looked at yet');
});

test('a database that is down is said where accounts would stand, and what to do under Attention', async () => {
	const frame = await showHome({
		accounts: [],
		isLoaded: false,
		status: {database: {state: 'failed', client: 'mysql', message: 'MySQL refuses the connection.', hint: 'Start it.'}},
	});
	const text = frame.plain();
	expect(text).toContain('The accounts cannot be read: MySQL refuses the connection.');
	expect(text).toMatch(/✗ database +MySQL refuses the connection\. +Start it\./);
	expect(text).toContain('▸ See Health');
});

describe('a line of Next', () => {
	test.each([
		['signs the account in', encodeKeys('enter'), 'Whom to log in?', 'login'],
		['opens the form for an account', encodeKeys('down', 'down', 'enter'), 'Add an account   SANDBOX', 'users'],
		['leads to the logs', encodeKeys('down', 'down', 'down', 'enter'), '▌ Logs', 'logs'],
		['leads to Health', encodeKeys('end', 'enter'), '▌ Health', 'health'],
	])('%s', async (_, keys, shown, screen) => {
		const frame = await showHome();
		await frame.type(keys);
		await frame.until(shown);
		expect(frame.terminal.navigation.getSnapshot()).toMatchObject({screen, focus: 'content'});
	});

	test('adds the demo accounts where there are none', async () => {
		let calls = 0;
		const frame = await showHome({
			accounts: [],
			services: {
				accounts: {
					async addDemoAccounts() {
						calls += 1;
						return {added: 4, skipped: 0};
					},
				},
			},
		});
		await frame.type(encodeKeys('enter'));
		await frame.until('4 demo accounts added');
		expect(calls).toBe(1);
	});

	test('does nothing while the arrows are in the menu', async () => {
		const frame = await showHome();
		await frame.type(encodeKeys('escape', 'enter'));
		expect(frame.terminal.navigation.getSnapshot()).toMatchObject({screen: 'home', focus: 'content'});
	});
});

describe('what wants attention', () => {
	const facts = {
		accounts: [] as readonly Account[],
		database: {state: 'ready', client: 'sqlite', server: 'SQLite 3.53'} as const,
		findings: [] as readonly Finding[],
		isStale: false,
		isSheetKept: true,
		now: fakeNow,
	};

	test('is nothing when all is well', () => {
		expect(attentionItems({...facts, accounts: [createAccount({apiKeyExpiresOn: '2027-06-23'})]})).toEqual([]);
	});

	test('puts what failed before what is only due', () => {
		const items = attentionItems({...facts, accounts, findings, isSheetKept: false});
		expect(items.map(({state, about}) => `${state} ${about}`)).toEqual([
			'failed broker address',
			'attention files permissions',
			'attention DEMO02 B',
			'attention MA1234567 A',
			'attention recovery',
		]);
	});

	test('says a database that is down once, with what to do', () => {
		const items = attentionItems({
			...facts,
			database: {state: 'failed', client: 'mysql', message: 'MySQL refuses the connection.', hint: 'Start it.'},
			findings: [{check: 'database.connection', state: 'failed', detail: 'refused', fix: 'start it'}],
		});
		expect(items).toEqual([
			{state: 'failed', about: 'database', words: 'MySQL refuses the connection.', fix: 'Start it.'},
		]);
	});

	test('says of an account once what the last check found, too', () => {
		const items = attentionItems({
			...facts,
			accounts: [createAccount({sealing: 'unopenable'})],
			findings: [{check: 'accounts.unopenable', state: 'failed', detail: 'DEMO01 A: password', fix: ''}],
		});
		expect(items.map(({about}) => about)).toEqual(['DEMO01 A']);
	});

	test.each([
		['2026-11-20', 'failed', 'its API key ended 4 days ago'],
		['2026-11-24', 'attention', 'its API key ends today'],
		['2026-12-08', 'attention', 'its API key ends in 14 days'],
	])('watches an API key that ends on %s', (apiKeyExpiresOn, state, words) => {
		const items = attentionItems({...facts, accounts: [createAccount({apiKeyExpiresOn})]});
		expect(items.map(item => [item.state, item.words])).toEqual([[state, words]]);
	});
});

describe('the next steps', () => {
	const facts = {
		accounts: [] as readonly Account[],
		activeAccountId: undefined,
		environment: 'sandbox',
		isLoaded: true,
		isDatabaseReady: true,
		needsHealth: false,
		isSheetKept: true,
		now: fakeNow,
	} as const;
	const ids = (changes: Partial<Parameters<typeof nextSteps>[0]>) =>
		nextSteps({...facts, ...changes}).map(({stepId}) => stepId);

	test('begin with the active account when it is out', () => {
		const [step] = nextSteps({...facts, accounts, activeAccountId: '3'});
		expect(step?.deed).toEqual({kind: 'sign-in', accountId: '3'});
	});

	test('offer demo accounts in the empty sandbox only', () => {
		expect(ids({})).toEqual(['add-demo', 'add', 'logs']);
		expect(ids({environment: 'live'})).toEqual(['add', 'logs']);
	});

	test('never offer to sign in what cannot be opened', () => {
		expect(ids({accounts: [createAccount({sealing: 'unopenable'})]})).toEqual(['add', 'logs']);
	});

	test('offer to sign in all only those for whom nothing speaks against it', () => {
		const refused = createAccount({accountId: '8', userId: 'DEMO08', isPasswordRefused: true});
		const [one, all] = nextSteps({...facts, accounts: [refused, ...accounts], activeAccountId: '8'});
		expect([one?.deed, all?.label]).toEqual([{kind: 'sign-in', accountId: '2'}, 'Sign in all 2']);
	});

	test('are Health alone while the database is not usable', () => {
		expect(ids({isDatabaseReady: false, accounts})).toEqual(['health']);
	});
});

describe('sharing rows', () => {
	test('gives each part what it wants where there is room', () => {
		expect(shareRows(10, {accounts: 4, attention: 6})).toEqual({accounts: 4, attention: 6});
	});

	test.each([
		[6, {accounts: 4, attention: 6}, {accounts: 3, attention: 3}],
		[6, {accounts: 1, attention: 9}, {accounts: 1, attention: 5}],
		[6, {accounts: 20, attention: 1}, {accounts: 5, attention: 1}],
		[2, {accounts: 20, attention: 20}, {accounts: 1, attention: 1}],
	])('of %i halves them, and what one does not need the other gets', (available, wanted, expected) => {
		expect(shareRows(available, wanted)).toEqual(expected);
	});
});
