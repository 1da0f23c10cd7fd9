import {afterEach, describe, expect, test} from 'vitest';
import type {Account} from '../../../source/domain/account.ts';
import {trusted} from '../../../source/domain/safe-text.ts';
import {ValidationError} from '../../../source/errors.ts';
import type {AccountChanges, NewAccount} from '../../../source/services/services.ts';
import {createFakeProgram, type FakeProgramOptions} from '../../helpers/fake-program.ts';
import {createAccount} from '../../helpers/fixtures/account.ts';
import {fakeNow} from '../../helpers/fixtures/fake-now.ts';
import {encodeKeys, encodePaste} from '../../helpers/keys.ts';
import {renderFrame, type RenderedFrame} from '../../helpers/render-frame.tsx';

const accounts: readonly Account[] = [
	createAccount({
		session: 'signed-in',
		sessionEndsAt: new Date('2026-11-24T17:12:00Z'),
		lastLoginAt: new Date('2026-11-24T05:12:00Z'),
		responseUserName: 'ASHA RAO',
		clientCode: 'DEMO01',
		apiKeyExpiresOn: '2027-06-23',
	}),
	createAccount({accountId: '2', userId: 'DEMO02', apiKeyType: 'B', name: 'Options', apiKeyExpiresOn: '2026-12-03'}),
	createAccount({
		accountId: '3',
		userId: 'MA1234567',
		name: 'Family',
		session: 'expired',
		sealing: 'plain',
		encryptionKeyId: undefined,
		isDuplicate: true,
		lastLoginAt: new Date('2026-11-21T03:38:00Z'),
	}),
];

let open: RenderedFrame | undefined;

afterEach(() => {
	open?.unmount();
	open = undefined;
});

/** The users screen with the arrows in it. */
async function showUsers(options: FakeProgramOptions & {columns?: number; rows?: number} = {}): Promise<RenderedFrame> {
	const {columns = 120, rows = 40, ...rest} = options;
	const program = createFakeProgram({accounts, activeAccountId: '1', ...rest});
	open = renderFrame({program, columns, rows});
	await open.type('gu');
	await open.until('▌ Users');
	return open;
}

describe.each([
	[120, 40],
	[80, 24],
])('at %ix%i', (columns, rows) => {
	test('the accounts stand in a table, with what is wrong beside them', async () => {
		const frame = await showUsers({columns, rows});
		await frame.type(encodeKeys('down', 'down'));
		expect(frame.plain()).toMatchSnapshot();
	});

	test('an empty list is an invitation', async () => {
		const frame = await showUsers({accounts: [], columns, rows});
		expect(frame.plain()).toMatchSnapshot();
	});

	test('the form stands below a shorter list', async () => {
		const frame = await showUsers({columns, rows});
		await frame.type('a');
		expect(await frame.until('Add an account')).toMatchSnapshot();
	});

	test('deleting says what goes, what stays and what happens first', async () => {
		const frame = await showUsers({
			columns,
			rows,
			services: {
				accounts: {removalPreview: async () => ({logRows: 1204, requestRows: 88, isSignedIn: true})},
			},
		});
		await frame.type('d');
		expect(await frame.until('type DEMO01 to confirm')).toMatchSnapshot();
	});
});

test('the theme dresses states and selection', async () => {
	const frame = await showUsers({columns: 80, rows: 24});
	expect(frame.styled()).toMatchSnapshot();
});

describe('accounts of the other broker', () => {
	const live = createAccount({accountId: '9', userId: 'AA7654321', name: 'Real money', brokerEnv: 'live'});

	test('stand dim behind those in use, say whose they are, and are counted apart', async () => {
		const frame = await showUsers({accounts: [live, ...accounts]});
		const text = frame.plain();
		expect(text).toContain('4 of 4, 1 LIVE');
		expect(text).toMatch(/DEMO01 +A +sandbox[^]*MA1234567[^]*AA7654321 +A +LIVE/);
		expect(frame.styled()).toContain('\u001B[2mAA7654321');
		await frame.type(encodeKeys('end'));
		expect(await frame.until('▸ AA7654321')).toMatch(/broker +LIVE: not in use here; Settings changes to it/);
	});

	test('are marked even where there are no others', async () => {
		const frame = await showUsers({settings: {environment: 'live'}});
		expect(frame.plain()).toContain('active: DEMO01 A, of sandbox    3 of 3, 3 sandbox');
		expect(frame.plain()).toMatch(/DEMO01 +A +sandbox/);
	});

	test('can neither be logged in nor made the active one from here', async () => {
		const frame = await showUsers({accounts: [...accounts, live]});
		await frame.type(encodeKeys('end', 'enter'));
		await frame.until('AA7654321 A belongs to the live broker: Settings changes to it');
		await frame.type('s');
		await frame.until('AA7654321 A belongs to the live broker: Settings changes to it');
		expect(frame.terminal.navigation.getSnapshot().screen).toBe('users');
	});

	test('LIVE stands in the title of the form, and in the row and the detail of an account in use', async () => {
		const frame = await showUsers({accounts: [live], settings: {environment: 'live'}});
		expect(frame.plain()).toMatch(/broker +LIVE/);
		await frame.type('a');
		await frame.until('Add an account   LIVE');
		await frame.type(encodeKeys('escape'));
		await frame.type('u');
		await frame.until('Update AA7654321 A   LIVE');
	});
});

test('a question about LIVE says LIVE in its title where its lines do not', async () => {
	const frame = await showUsers({accounts: [], settings: {environment: 'live'}});
	void frame.terminal.confirm({
		title: trusted('Make a new key'),
		lines: [{label: trusted('from then on'), text: trusted('it seals')}],
		typeToConfirm: undefined,
		verb: 'make it',
		isDangerous: false,
	});
	const text = await frame.until('Make a new key   LIVE');
	expect(text).toContain('⏎ make it   esc leave it');
	expect(text.split('\n').at(-1)).toContain('⏎ make it  esc leave it');
});

test('a long consequence is told in full, on rows of its own', async () => {
	const frame = await showUsers({columns: 80, rows: 24});
	const words = 'every call goes to the real broker, with real orders and real money behind it, at once';
	void frame.terminal.confirm({
		title: trusted('Change'),
		lines: [{label: trusted('LIVE'), text: trusted(words)}],
		typeToConfirm: undefined,
		verb: 'change',
		isDangerous: true,
	});
	const text = await frame.until('LIVE  every call');
	expect(text).toMatch(/behind it, │?/);
	expect(text.replaceAll(/[\s│]+/g, ' ')).toContain('real money behind it, at once');
});

test('the marked row is still marked when one comes back, wherever it stands then', async () => {
	const frame = await showUsers();
	await frame.type(encodeKeys('down', 'down'));
	await frame.until('▸ MA1234567');
	await frame.type('gh');
	await frame.until('▌ Home');
	await frame.type('gu');
	expect(await frame.until('▸ MA1234567')).toContain('▌ Users');
});

test('a name has room where there is room, and the end of an API key is told in few words', async () => {
	const name = 'Family of my brother';
	const frame = await showUsers({accounts: [createAccount({name, apiKeyExpiresOn: '2025-01-01'})]});
	expect(frame.plain()).toContain(name);
	expect(frame.plain()).toMatch(/✗ 692 d ago$/m);
});

describe('a notice that only informs', () => {
	const live = createAccount({accountId: '9', userId: 'AA7654321', brokerEnv: 'live'});

	test('goes with the next key', async () => {
		const frame = await showUsers({accounts: [...accounts, live]});
		await frame.type(encodeKeys('end', 'enter'));
		await frame.until('belongs to the live broker: Settings');
		await frame.type(encodeKeys('up'));
		await frame.until('▸ MA1234567');
		expect(frame.plain()).not.toContain('belongs to the live broker: Settings');
	});

	test('goes with its screen; a warning stays', async () => {
		const frame = await showUsers();
		frame.terminal.notify('information', trusted('only now'));
		await frame.until('only now');
		frame.terminal.goTo('home');
		expect(await frame.until('▌ Home')).not.toContain('only now');
		frame.terminal.notify('warning', trusted('look here'));
		await frame.until('look here');
		await frame.type('gu');
		expect(await frame.until('▌ Users')).toContain('look here');
	});
});

test.each([
	['the login that waits', 'otp-required', 'the login of DEMO01 that waits for its code'],
	['the login that is under way', 'signing-in', 'the login of DEMO01 that is under way'],
] as const)('leaving asks what to do with %s, in words of its own', async (_, phase, words) => {
	const frame = await showUsers({accounts: [createAccount()]});
	const attempt = {accountId: '1', userId: 'DEMO01', loginSequenceId: '1', steps: []};
	frame.terminal.program.stores.loginFlow.update(() =>
		phase === 'signing-in'
			? {...attempt, phase}
			: {
					...attempt,
					phase,
					secondFactor: 'otp',
					sentAt: undefined,
					expiresAt: undefined,
					resendAllowedAt: fakeNow,
					brokerMessage: undefined,
					rejection: undefined,
				},
	);
	await frame.type('q');
	const text = await frame.until(words);
	expect(text).toContain('⏎ quit   esc stay');
	await frame.type(encodeKeys('escape'));
	expect(frame.hasExited()).toBe(false);
	await frame.type('q');
	await frame.until(words);
	await frame.type(encodeKeys('enter'));
	expect(frame.hasExited()).toBe(true);
});

test('a row that no key opens is called unopenable, with a way out', async () => {
	const frame = await showUsers({accounts: [createAccount({sealing: 'unopenable'})]});
	const text = frame.plain();
	expect(text).toMatch(/DEMO01 +✗ .* none/);
	expect(text).toContain('no known key opens them; nothing is sent for this account');
	expect(text).toContain('bring the missing key back');
});

test('names from outside cannot forge a row or colour the screen', async () => {
	const frame = await showUsers({
		accounts: [createAccount({userId: 'EVIL\u001B[31m', name: 'two\r\nlines \u202Etxt'})],
	});
	expect(frame.plain()).toContain('EVIL␛[31m');
	expect(frame.plain()).not.toContain('\u202E');
	expect(frame.styled()).not.toContain('\u001B[31mEVIL');
	expect(frame.plain()).toMatch(/EVIL␛\[31m.*two␍␊lines/);
});

describe('adding', () => {
	test('takes what is typed, field by field, and sends it once', async () => {
		const added: NewAccount[] = [];
		const frame = await showUsers({
			services: {
				accounts: {
					async add(account) {
						added.push(account);
						return createAccount({accountId: '4', userId: account.userId, apiKeyType: account.apiKeyType});
					},
				},
			},
		});
		await frame.type('a');
		await frame.until('Add an account');
		await frame.type(
			`MA777${encodeKeys('tab', 'right', 'tab')}Mine${encodeKeys('tab')}p@ss word${encodeKeys('tab')}key==${encodeKeys('tab', 'tab')}2027-01-31`,
		);
		expect(frame.plain()).not.toContain('p@ss');
		expect(frame.plain()).not.toContain('key==');
		await frame.type(encodeKeys('enter'));
		await frame.until('MA777 B is added');
		expect(
			added.map(({password, apiKey, ...rest}) => ({...rest, password: password.reveal(), apiKey: apiKey.reveal()})),
		).toEqual([
			{
				userId: 'MA777',
				apiKeyType: 'B',
				name: 'Mine',
				password: 'p@ss word',
				apiKey: 'key==',
				apiKeyExpiresOn: '2027-01-31',
			},
		]);
		expect(frame.plain()).not.toContain('Add an account   SANDBOX');
	});

	test.each([
		['no password', 'MA777', 'The password is empty.'],
		['no user id', '', 'The user id is empty'],
	])('with %s says so at the field and sends nothing', async (_, userId, reason) => {
		const frame = await showUsers();
		await frame.type('a');
		await frame.until('Add an account');
		await frame.type(`${userId}${encodeKeys('enter')}`);
		expect(await frame.until(reason)).toContain('Add an account');
	});

	test('a secret too long for the vault is refused with its size', async () => {
		const frame = await showUsers();
		await frame.type('a');
		await frame.until('Add an account');
		await frame.type(`MA777${encodeKeys('tab', 'tab', 'tab')}${encodePaste('x'.repeat(128))}${encodeKeys('enter')}`);
		const text = await frame.until('128 bytes, at most 127 fit the vault');
		expect(text).toContain('✗ password');
		expect(text).not.toContain('did not expect');
	});

	test('a refusal of the service is shown at its field, and the form stays', async () => {
		const frame = await showUsers({
			services: {
				accounts: {
					async add() {
						throw new ValidationError('DEMO01 A is there already.', {
							fields: {userId: 'DEMO01 A is there already.'},
						});
					},
				},
			},
		});
		await frame.type('a');
		await frame.until('Add an account');
		await frame.type(`DEMO01${encodeKeys('tab', 'tab', 'tab')}secret${encodeKeys('tab')}key${encodeKeys('enter')}`);
		expect(await frame.until('✗ DEMO01 A is there already.')).toContain('Add an account');
	});

	test('a long reason is told in full, and goes as soon as the value is right', async () => {
		const frame = await showUsers({columns: 80, rows: 24});
		await frame.type('a');
		await frame.until('Add an account');
		await frame.type(
			`MA777${encodeKeys('tab', 'tab', 'tab')}pw${encodeKeys('tab')}key${encodeKeys('tab')}short1${encodeKeys('enter')}`,
		);
		const text = await frame.until('✗ TOTP secret');
		expect(text.replaceAll(/[\s│]+/g, ' ')).toContain('letters A to Z and digits 2 to 7, like JBSWY3DPEHPK3PXP.');
		await frame.type(`${encodeKeys('ctrl-u')}JBSWY3DPEHPK3PXP`);
		expect(await frame.until('▸ TOTP secret')).not.toContain('base32: letters');
	});

	test('the reason of the field that one is at comes before that of another', async () => {
		const frame = await showUsers();
		await frame.type('a');
		await frame.until('Add an account');
		await frame.type(encodeKeys('enter'));
		await frame.until('✗ The user id is empty');
		await frame.type(encodeKeys('tab', 'tab', 'tab'));
		expect(await frame.until('✗ The password is empty.')).not.toContain('✗ The user id is empty');
	});

	test('letters in the form are never commands of the list', async () => {
		const frame = await showUsers();
		await frame.type('a');
		await frame.until('Add an account');
		// On the choice of the type, where nothing takes letters: d would delete, u would update, s would set active.
		await frame.type(`${encodeKeys('tab')}dusq/`);
		expect(frame.plain()).toContain('Add an account');
		expect(frame.plain()).not.toContain('did not expect');
		expect(frame.hasExited()).toBe(false);
		await frame.type(encodeKeys('escape'));
		expect(frame.plain()).not.toContain('Add an account   SANDBOX');
	});

	test('is what the screen opens with when it was asked to, once', async () => {
		const frame = await showUsers();
		frame.terminal.goTo('users', {action: 'add'});
		await frame.until('Add an account');
		expect(frame.terminal.navigation.getSnapshot().subject).toBeUndefined();
		await frame.type(encodeKeys('escape'));
		expect(frame.plain()).not.toContain('Add an account   SANDBOX');
	});
});

describe('updating', () => {
	async function update(keys: string, account: Partial<Account> = {}) {
		const sent: Array<{readonly accountId: string; readonly changes: AccountChanges}> = [];
		const frame = await showUsers({
			accounts: [createAccount({apiKeyExpiresOn: '2027-06-23', hasTotpSecret: true, ...account})],
			services: {
				accounts: {
					async update(accountId, changes) {
						sent.push({accountId, changes});
						return createAccount();
					},
				},
			},
		});
		await frame.type('u');
		await frame.until('Update DEMO01 A');
		await frame.type(keys + encodeKeys('enter'));
		return {frame, sent};
	}

	test('sends nothing when nothing was changed', async () => {
		const {frame, sent} = await update('');
		await frame.until('nothing was changed');
		expect(sent).toEqual([]);
	});

	test('sends the password alone when only that was typed', async () => {
		const {frame, sent} = await update(`${encodeKeys('tab', 'tab')}new one`);
		await frame.until('DEMO01 A: password changed');
		expect(sent.map(({changes}) => Object.keys(changes))).toEqual([['password']]);
		expect(sent[0]?.changes.password?.reveal()).toBe('new one');
	});

	test('a dash clears the TOTP secret and the end of the API key', async () => {
		const {frame, sent} = await update(`${encodeKeys('tab', 'tab', 'tab', 'tab')}-${encodeKeys('tab', 'ctrl-u')}-`);
		await frame.until('DEMO01 A: TOTP secret and end of the API key cleared');
		expect(sent).toEqual([{accountId: '1', changes: {totpSecret: null, apiKeyExpiresOn: null}}]);
	});

	test.each([
		[`${encodeKeys('tab', 'tab', 'tab', 'tab')}not base32!`, 'base32'],
		[`${encodeKeys('shift-tab', 'ctrl-u')}2027-02-30`, 'calendar day'],
	])('refuses what is no secret and no date at the field', async (keys, reason) => {
		const {frame, sent} = await update(keys);
		await frame.until(reason);
		expect(sent).toEqual([]);
	});
});

describe('deleting', () => {
	test('happens only once the user id stands there', async () => {
		const removed: string[] = [];
		const frame = await showUsers({
			services: {
				accounts: {
					removalPreview: async () => ({logRows: 1, requestRows: 0, isSignedIn: true}),
					async remove(accountId) {
						removed.push(accountId);
						return {logout: 'done'};
					},
				},
			},
		});
		await frame.type('d');
		expect(await frame.until('type DEMO01 to confirm')).toContain('SANDBOX');
		await frame.type(`DEMO0${encodeKeys('enter')}`);
		expect(removed).toEqual([]);
		await frame.type(`1${encodeKeys('enter')}`);
		await frame.until('DEMO01 A is logged out and deleted');
		expect(removed).toEqual(['1']);
	});

	test('is left by escape with nothing done', async () => {
		const frame = await showUsers({
			services: {accounts: {removalPreview: async () => ({logRows: 0, requestRows: 0, isSignedIn: false})}},
		});
		await frame.type('d');
		expect(await frame.until('type DEMO01')).not.toContain('it will be logged out');
		await frame.type(encodeKeys('escape'));
		expect(await frame.until('▸ DEMO01')).not.toContain('did not expect');
	});
});

test.each([['EVIL\u001B[31m'], ['']])('a user id that cannot be typed is deleted by its row: %j', async userId => {
	const removed: string[] = [];
	const frame = await showUsers({
		accounts: [createAccount({accountId: '7', userId})],
		services: {
			accounts: {
				removalPreview: async () => ({logRows: 0, requestRows: 0, isSignedIn: false}),
				async remove(accountId) {
					removed.push(accountId);
					return {logout: 'not-needed'};
				},
			},
		},
	});
	await frame.type('d');
	await frame.until('type row 7 to confirm');
	await frame.type(encodeKeys('enter'));
	expect(removed).toEqual([]);
	await frame.type(`row 7${encodeKeys('enter')}`);
	await frame.until('is deleted');
	expect(removed).toEqual(['7']);
});

describe('the demo accounts', () => {
	test('come with d where the sandbox has no accounts yet', async () => {
		let calls = 0;
		const frame = await showUsers({
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
		await frame.type('d');
		await frame.until('4 demo accounts added');
		expect(calls).toBe(1);
	});

	test('are not offered on the live broker', async () => {
		const frame = await showUsers({accounts: [], settings: {environment: 'live'}});
		await frame.type('d');
		expect(frame.plain()).not.toContain('demo');
	});
});

describe('the filter', () => {
	test('narrows the list while it is typed; escape shows all again, and only then leads out', async () => {
		const frame = await showUsers();
		await frame.type('/opt');
		expect(await frame.until('1 of 3')).not.toContain('MA1234567');
		await frame.type(encodeKeys('enter'));
		await frame.until('only "opt"');
		await frame.type(encodeKeys('escape'));
		await frame.until('3 of 3');
		expect(frame.terminal.navigation.getSnapshot().focus).toBe('content');
		await frame.type(encodeKeys('escape'));
		expect(frame.terminal.navigation.getSnapshot().focus).toBe('menu');
	});

	test('that finds nothing says so', async () => {
		const frame = await showUsers();
		await frame.type('/zzz');
		expect(await frame.until('No account contains "zzz".')).toContain('0 of 3');
	});

	test('takes letters that are commands elsewhere', async () => {
		const frame = await showUsers();
		await frame.type('/add');
		expect(frame.plain()).toContain('/ add');
		expect(frame.plain()).not.toContain('Add an account');
	});
});

test('s makes the marked account the active one', async () => {
	const chosen: string[] = [];
	const frame = await showUsers({
		services: {
			accounts: {
				async setActive(accountId) {
					chosen.push(accountId);
				},
			},
		},
	});
	await frame.type(`${encodeKeys('down')}s`);
	await frame.until('DEMO02 B is the active account now');
	expect(chosen).toEqual(['2']);
});

test('enter takes the marked account to Login', async () => {
	const frame = await showUsers();
	await frame.type(encodeKeys('down', 'enter'));
	const text = await frame.until('Whom to log in?');
	expect(text).toContain('▸ DEMO02 B');
});

test('a database that cannot be opened says so in place of the list', async () => {
	const frame = await showUsers({
		accounts: [],
		status: {
			database: {
				state: 'failed',
				client: 'mysql',
				message: 'MySQL at localhost:3306 refuses the connection.',
				hint: 'Start it, or choose SQLite.',
			},
		},
	});
	expect(frame.plain()).toContain('The accounts cannot be read: MySQL at localhost:3306 refuses the connection.');
	expect(frame.plain()).toContain('Start it, or choose SQLite.');
});
