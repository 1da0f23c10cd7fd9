import {afterEach, describe, expect, test} from 'vitest';
import {
	endWalk,
	leaveStop,
	outcomeOf,
	planWalk,
	presentStop,
	startWalk,
	walkPosition,
} from '../../../source/app/screens/login/sign-in-all.ts';
import type {Account} from '../../../source/domain/account.ts';
import type {LogEntry} from '../../../source/domain/log-entry.ts';
import {APIError, AuthenticationError, ValidationError} from '../../../source/errors.ts';
import type {Program} from '../../../source/compose.ts';
import type {Services} from '../../../source/services/services.ts';
import {createFakeLogin, fakeSequenceId, type FakeLoginOptions} from '../../helpers/fake-login.ts';
import {createFakeProgram, type FakeProgramOptions} from '../../helpers/fake-program.ts';
import {createAccount} from '../../helpers/fixtures/account.ts';
import {fakeNow} from '../../helpers/fixtures/fake-now.ts';
import {encodeKeys, encodePaste} from '../../helpers/keys.ts';
import {renderFrame, type RenderedFrame} from '../../helpers/render-frame.tsx';

const first = createAccount();
const second = createAccount({accountId: '2', userId: 'DEMO02', apiKeyType: 'B', name: 'Options'});
const third = createAccount({
	accountId: '3',
	userId: 'MA1234567',
	name: 'Family',
	session: 'signed-in',
	sessionEndsAt: new Date('2026-11-24T17:12:00Z'),
});
const accounts: readonly Account[] = [first, second, third];

const wrongPassword = new AuthenticationError(
	'mStock refused the password. 2 attempts are left before it locks the account.',
	{reason: 'wrong-password', attemptsLeft: 2, hint: 'Correct the password of this account, then log in again.'},
);

const noAnswer = new APIError('mStock did not answer connect/login within 7 seconds.', {
	endpoint: 'connect/login',
	hint: 'Look at the connection, then try again.',
});

let open: RenderedFrame | undefined;

afterEach(() => {
	open?.unmount();
	open = undefined;
});

type LoginSetUp = Omit<FakeProgramOptions, 'services'> &
	Omit<FakeLoginOptions, 'stores'> & {
		readonly columns?: number;
		readonly rows?: number;
		readonly sessions?: Partial<Services['sessions']>;
		readonly logs?: Partial<Services['logs']>;
	};

/** The login screen with the arrows in it, over a login that answers at once. */
async function showLogin({columns = 120, rows = 40, sessions, logs, ...options}: LoginSetUp = {}) {
	let now = fakeNow;
	const fake = createFakeLogin({stores: () => program.stores, ...options});
	const program: Program = createFakeProgram({
		accounts,
		activeAccountId: '1',
		now: () => now,
		...options,
		services: {
			login: fake.login,
			sessions: {...sessions},
			logs: {readLogs: async (_filter, _anchor, limit) => page(logRows.slice(-limit)), ...logs},
		},
	});
	const frame = renderFrame({program, columns, rows});
	open = frame;
	await frame.type('gi');
	await frame.until('▌ Login');
	return {
		frame,
		program,
		calls: fake.calls,
		starts: fake.starts,
		/** Let this much time pass on the clock that the screen shows. */
		pass: (ms: number) => {
			now = new Date(now.getTime() + ms);
			frame.terminal.tick();
		},
	};
}

const logRows: readonly LogEntry[] = [
	'login started for DEMO01 (type A)',
	'connect/login: success, OTP wanted',
	'waiting for the code',
].map((message, index) => ({
	logId: String(index + 1),
	createdAt: new Date(fakeNow.getTime() + index * 90),
	level: 'INFO',
	message,
	source: 'auth',
	loginSequenceId: fakeSequenceId,
}));

function page(rows: readonly LogEntry[]) {
	return {rows, hasOlder: false, hasNewer: false};
}

const phone = {
	userId: 'DEMO01',
	otp: '482',
	sentAt: fakeNow,
	expiresAt: new Date(fakeNow.getTime() + 5 * 60_000),
};

describe.each([
	[120, 40],
	[80, 24],
])('at %ix%i', (columns, rows) => {
	test('the accounts stand to choose from, with their sessions', async () => {
		const {frame} = await showLogin({columns, rows});
		expect(await frame.until('Whom to log in?')).toMatchSnapshot();
	});

	test('a login under way shows its steps, the code, its log and the sandbox phone', async () => {
		const {frame} = await showLogin({columns, rows, status: {sandboxMessage: phone}});
		await frame.type(encodeKeys('enter'));
		await frame.until('waiting for the code');
		await frame.type('48');
		await frame.until('│ 8 │');
		expect(frame.plain()).toMatchSnapshot();
	});

	test('a refused code keeps the field and says why in full', async () => {
		const {frame} = await showLogin({columns, rows, status: {sandboxMessage: phone}});
		await frame.type(`${encodeKeys('enter')}111${encodeKeys('enter')}`);
		await frame.until('mStock refused the OTP');
		expect(await frame.until('waiting for the code')).toMatchSnapshot();
	});

	test('a session shows who, since when and until when', async () => {
		const {frame} = await showLogin({columns, rows});
		await frame.type(`${encodeKeys('enter')}482${encodeKeys('enter')}`);
		await frame.until('DEMO01 A   is signed in');
		expect(await frame.until('waiting for the code')).toMatchSnapshot();
	});

	test('a failed login is a sentence with a next step, attempts left made loud', async () => {
		const {frame} = await showLogin({columns, rows, refuseStarts: [wrongPassword]});
		await frame.type(encodeKeys('enter'));
		await frame.until('only 2 attempts left');
		expect(await frame.until('login started')).toMatchSnapshot();
	});
});

test('the theme dresses the steps, the cells and the phone', async () => {
	const {frame} = await showLogin({columns: 80, rows: 24, status: {sandboxMessage: phone}});
	await frame.type(`${encodeKeys('enter')}4`);
	await frame.until('waiting for the code');
	await frame.until('│ 4 │');
	expect(frame.styled()).toMatchSnapshot();
});

test('the smallest screen keeps the code, the reason and the phone in sight', async () => {
	const {frame} = await showLogin({columns: 60, rows: 16, status: {sandboxMessage: phone}});
	await frame.type(`${encodeKeys('enter')}111${encodeKeys('enter')}`);
	const text = await frame.until('mStock refused the OTP');
	expect(text).toContain('[▏]');
	expect(text).toContain('Look at the newest message');
	expect(text).toContain('sandbox phone');
	expect(text.split('\n')).toHaveLength(16);
	expect(text.split('\n').filter(line => line.length > 60)).toEqual([]);
});

describe('choosing', () => {
	test('a digit sends nothing: only Enter starts a login', async () => {
		const {frame, calls} = await showLogin();
		await frame.type('123');
		expect(calls).toEqual([]);
		expect(frame.plain()).toContain('Whom to log in?');
	});

	test('down and enter in one go start the second account', async () => {
		const {frame, calls} = await showLogin();
		await frame.type(encodeKeys('down', 'enter'));
		await frame.until('DEMO02   B');
		expect(calls).toEqual(['start 2']);
	});

	test('the account that the screen was opened for is marked in its place', async () => {
		const {frame} = await showLogin();
		frame.terminal.goTo('login', {accountId: '2'});
		expect(await frame.until('▸ DEMO02 B')).toMatch(/DEMO01 A[\s\S]*▸ DEMO02 B[\s\S]*MA1234567 A/);
		expect(frame.terminal.navigation.getSnapshot().subject).toBeUndefined();
	});

	test('the active account is marked in its place where the screen was opened for nobody', async () => {
		const {frame} = await showLogin({activeAccountId: '3'});
		expect(await frame.until('▸ MA1234567 A')).toMatch(/DEMO01 A[\s\S]*DEMO02 B[\s\S]*▸ MA1234567 A/);
	});

	test('Home and End go to the ends of the list, and Enter takes what is marked then', async () => {
		const {frame, calls} = await showLogin();
		await frame.type(encodeKeys('end'));
		await frame.until('▸ MA1234567 A');
		await frame.type(encodeKeys('home'));
		await frame.until('▸ DEMO01 A');
		await frame.type(encodeKeys('end', 'up', 'enter'));
		await frame.until('DEMO02   B');
		expect(calls).toEqual(['start 2']);
	});

	test('shows accounts of the present broker only, and says where the others are', async () => {
		const real = createAccount({accountId: '9', userId: 'MA777', name: 'Real', brokerEnv: 'live'});
		const {frame} = await showLogin({accounts: [...accounts, real]});
		const text = await frame.until('1 account belongs to the live broker: Settings changes to it.');
		expect(text).not.toContain('MA777');
		open?.unmount();
		const other = await showLogin({accounts: [...accounts, real], settings: {environment: 'live'}});
		const live = await other.frame.until('3 accounts belong to the sandbox: Settings changes to it.');
		expect(live).toContain('Whom to log in?    LIVE');
		expect(live).toContain('▸ MA777 A');
		expect(live).not.toContain('DEMO01');
	});

	test('says so where all accounts are of the other broker', async () => {
		const {frame} = await showLogin({settings: {environment: 'live'}});
		const text = await frame.until('No accounts of the live broker yet');
		expect(text).toContain('3 accounts belong to the sandbox: Settings changes to it.');
		expect(text).not.toContain('DEMO01');
	});

	test('an empty list leads to Users', async () => {
		const {frame} = await showLogin({accounts: []});
		await frame.until('nobody to log in');
		await frame.type('u');
		expect(await frame.until('Add an account   SANDBOX')).toContain('▌ Users');
	});

	test('a database that is down is said in place of the list', async () => {
		const {frame} = await showLogin({
			accounts: [],
			isLoaded: false,
			status: {database: {state: 'failed', client: 'mysql', message: 'MySQL refuses.', hint: 'Start it.'}},
		});
		expect(await frame.until('The accounts cannot be read: MySQL refuses.')).toContain('Start it.');
	});

	test('what could not even begin is a notice, and the list stays', async () => {
		const {frame, calls} = await showLogin({
			failBeforeStart: new ValidationError('DEMO01 A is being logged in elsewhere.', {hint: 'Wait for it.'}),
		});
		await frame.type(encodeKeys('enter'));
		const text = await frame.until('✗ DEMO01 A is being logged in elsewhere.');
		expect(text).toContain('Wait for it.');
		expect(text).toContain('Whom to log in?');
		await frame.type(encodeKeys('enter'));
		expect(calls).toEqual(['start 1', 'start 1']);
	});
});

describe('the code', () => {
	test('takes digits, Backspace and Ctrl-U; letters stay commands', async () => {
		const {frame} = await showLogin();
		await frame.type(`${encodeKeys('enter')}4x8`);
		await frame.until('│ 4 │ │ 8 │ │ ▏ │');
		await frame.type(encodeKeys('backspace'));
		await frame.until('│ 4 │ │ ▏ │');
		await frame.type(`123456789`);
		await frame.until('│ 4 │ │ 1 │ │ 2 │ │ 3 │ │ 4 │ │ 5 │');
		await frame.type(encodeKeys('ctrl-u'));
		const emptied = await frame.until('│ ▏ │ │   │ │   │');
		expect(emptied).toContain('Login');
		expect(emptied).not.toContain('│ 4 │');
	});

	test('takes the digits of a paste with blanks and a line break, and sends nothing by itself', async () => {
		const {frame, calls} = await showLogin();
		await frame.type(encodeKeys('enter') + encodePaste(' 4 8\t2\r\n'));
		await frame.until('│ 4 │ │ 8 │ │ 2 │');
		expect(calls).toEqual(['start 1']);
	});

	test('goes once, with Enter, and leaves the screen with it', async () => {
		const {frame, calls} = await showLogin();
		await frame.type(`${encodeKeys('enter')}482${encodeKeys('enter', 'enter')}`);
		await frame.until(/is signed in|Nobody is signed in|of 3 signed in/);
		expect(calls.filter(call => call.startsWith('code'))).toEqual(['code 482']);
		expect(frame.plain()).not.toContain('482');
	});

	test('of two digits is not sent', async () => {
		const {frame, calls} = await showLogin();
		await frame.type(`${encodeKeys('enter')}48${encodeKeys('enter')}`);
		await frame.until('the code has three to six digits');
		expect(calls).toEqual(['start 1']);
	});

	test('that was wrong comes back to an empty field, and the right one signs in', async () => {
		const {frame, calls} = await showLogin();
		await frame.type(`${encodeKeys('enter')}111${encodeKeys('enter')}`);
		const refused = await frame.until('it is not the code that was sent');
		expect(refused).toContain('│ ▏ │ │   │ │   │');
		// The reason stands at the field, so there is no notice that says it a second time.
		expect(refused.match(/it is not the code that was sent/g)).toHaveLength(1);
		await frame.type(`482${encodeKeys('enter')}`);
		await frame.until('is signed in');
		expect(calls).toEqual(['start 1', 'code 111', 'code 482']);
	});

	test('counts down while it is good, and says when it ran out', async () => {
		const {frame, pass} = await showLogin();
		await frame.type(encodeKeys('enter'));
		await frame.until('valid 5:00');
		pass(19_000);
		await frame.until('valid 4:41');
		pass(290_000);
		expect(await frame.until('▲ ran out')).not.toContain('valid');
	});

	test('can be had anew only after the cool-down', async () => {
		const {frame, calls, pass} = await showLogin();
		await frame.type(encodeKeys('enter'));
		await frame.until('new OTP (in 30 s)');
		await frame.type('r');
		await frame.until('a new OTP can be asked for in 30 s');
		expect(calls).toEqual(['start 1']);
		pass(30_000);
		await frame.until(/r new OTP$/m);
		await frame.type('r');
		expect(calls).toEqual(['start 1', 'resend']);
	});

	test('may be the other second factor', async () => {
		const {frame, calls} = await showLogin();
		await frame.type(`${encodeKeys('enter')}4t`);
		const text = await frame.until('t use OTP instead');
		expect(text).toContain('TOTP    │ ▏ │');
		expect(text).not.toContain('new OTP');
		expect(calls).toEqual(['start 1', 'switch totp']);
	});

	test('comes from the stored TOTP secret where there is one', async () => {
		const {frame, calls} = await showLogin({
			accounts: [createAccount({secondFactor: 'totp', hasTotpSecret: true})],
		});
		await frame.type(encodeKeys('enter'));
		await frame.until('s stored TOTP secret');
		await frame.type('s');
		await frame.until('is signed in');
		expect(calls).toEqual(['start 1', 'stored']);
	});

	test('is not made for an account without a stored secret', async () => {
		const {frame, calls} = await showLogin();
		await frame.type(`${encodeKeys('enter')}s`);
		expect(frame.plain()).not.toContain('stored TOTP');
		expect(calls).toEqual(['start 1']);
	});

	test('is abandoned with escape', async () => {
		const {frame, calls} = await showLogin();
		await frame.type(encodeKeys('enter', 'escape'));
		await frame.until('Whom to log in?');
		expect(calls).toEqual(['start 1', 'abandon']);
	});

	test('of another account is not shown by the phone', async () => {
		const {frame} = await showLogin({status: {sandboxMessage: {...phone, userId: 'DEMO02'}}});
		await frame.type(encodeKeys('enter'));
		expect(await frame.until('live log')).not.toContain('sandbox phone');
	});
});

describe('a failed login', () => {
	test('for a refused password asks before it sends the same one again', async () => {
		const {frame, calls} = await showLogin({refuseStarts: [wrongPassword, undefined]});
		await frame.type(encodeKeys('enter', 'enter'));
		await frame.until('SANDBOX        sends the same stored password once more');
		expect(frame.plain()).toContain('2, then the broker locks the account');
		await frame.type(encodeKeys('escape'));
		expect(calls).toEqual(['start 1']);
		await frame.type(encodeKeys('enter'));
		await frame.until('the same stored password once more');
		await frame.type(encodeKeys('enter'));
		await frame.until('OTP sent to the phone');
		expect(calls).toEqual(['start 1', 'start 1 again']);
	});

	test('that was to replace a session sends once more what the question says, and does not show the old session', async () => {
		const {frame, calls} = await showLogin({refuseStarts: [wrongPassword, undefined]});
		await frame.type(encodeKeys('down', 'down', 'enter'));
		await frame.until('MA1234567 A   is signed in');
		await frame.type('l');
		await frame.until('only 2 attempts left');
		await frame.type(encodeKeys('enter'));
		await frame.until('the same stored password once more');
		await frame.type(encodeKeys('enter'));
		await frame.until('OTP sent to the phone of MA1234567');
		expect(calls).toEqual(['start 3', 'abandon', 'start 3 again', 'start 3 again']);
	});

	test('shows the call, what came back and how long it took, as a successful step does', async () => {
		const {frame} = await showLogin({refuseStarts: [wrongPassword]});
		await frame.type(encodeKeys('enter'));
		const text = await frame.until('only 2 attempts left');
		expect(text).toMatch(/✗ login +POST connect\/login {3}401 +96 ms/);
	});

	test('for want of an answer is tried again with Enter', async () => {
		const {frame, calls} = await showLogin({refuseStarts: [noAnswer]});
		await frame.type(encodeKeys('enter'));
		const text = await frame.until('did not answer connect/login within 7 seconds');
		expect(text).toContain('Look at the connection, then try again.');
		await frame.type(encodeKeys('enter'));
		await frame.until('OTP sent to the phone');
		expect(calls).toEqual(['start 1', 'start 1 again']);
	});

	test('leads to the account that has to be corrected', async () => {
		const {frame} = await showLogin({refuseStarts: [wrongPassword]});
		await frame.type(`${encodeKeys('enter')}u`);
		await frame.until('▸ DEMO01');
		expect(frame.terminal.navigation.getSnapshot().screen).toBe('users');
	});
});

describe('a session', () => {
	test('that is there already is shown, not replaced; l logs in anew', async () => {
		const {frame, calls} = await showLogin();
		await frame.type(encodeKeys('down', 'down', 'enter'));
		await frame.until('MA1234567 A   is signed in');
		expect(calls).toEqual(['start 3', 'abandon']);
		await frame.type('l');
		await frame.until('OTP sent to the phone of MA1234567');
		expect(calls).toEqual(['start 3', 'abandon', 'start 3 again']);
	});

	test('ends with o, after a question that names the broker', async () => {
		const ended: string[] = [];
		const {frame} = await showLogin({
			sessions: {
				async logout(accountId) {
					ended.push(accountId);
					return {broker: 'unreachable', detail: 'The broker could not be told: no answer.', wasSignedIn: true};
				},
			},
		});
		await frame.type(`${encodeKeys('enter')}482${encodeKeys('enter')}`);
		await frame.until('is signed in');
		await frame.type('o');
		await frame.until('Log out DEMO01 A');
		expect(frame.plain()).toContain('SANDBOX');
		expect(ended).toEqual([]);
		await frame.type(encodeKeys('enter'));
		const text = await frame.until('DEMO01 A is logged out here');
		expect(text).toContain('The broker could not be told: no answer.');
		expect(text).toContain('Whom to log in?');
		expect(ended).toEqual(['1']);
	});

	test('counts down, in seconds in its last hour, and says when it is over', async () => {
		const {frame, pass} = await showLogin();
		await frame.type(`${encodeKeys('enter')}482${encodeKeys('enter')}`);
		await frame.until('12 h 0 m');
		pass(11 * 3_600_000 + 18 * 60_000 + 40_000);
		await frame.until('41:20');
		pass(41 * 60_000 + 20_000);
		expect(await frame.until('its session is over')).toMatch(/time left +none/);
	});

	test('goes on to Home with Enter', async () => {
		const {frame} = await showLogin();
		await frame.type(`${encodeKeys('enter')}482${encodeKeys('enter')}`);
		await frame.until('is signed in');
		await frame.type(encodeKeys('enter'));
		expect(await frame.until('2 of 3 signed in')).toContain('▌ Home');
	});
});

describe('sign in all', () => {
	test('walks the accounts that are signed out and ends with a summary', async () => {
		const {frame, calls} = await showLogin();
		await frame.type('a');
		await frame.until('signing in all: 1 of 2');
		await frame.type(`482${encodeKeys('enter')}`);
		await frame.until('signing in all: 2 of 2');
		await frame.type(`482${encodeKeys('enter')}`);
		const text = await frame.until('2 of 2 signed in');
		expect(text).toMatch(/✓ DEMO01 A +signed in until 22:42/);
		expect(calls).toEqual(['start 1', 'code 482', 'start 2', 'code 482', 'abandon']);
		await frame.type(encodeKeys('enter'));
		await frame.until('Whom to log in?');
	});

	test('goes on past an account that is left out or refused', async () => {
		const {frame} = await showLogin({
			accounts: [first, second, createAccount({accountId: '4', userId: 'DEMO04'})],
			refuseStarts: [noAnswer, undefined, undefined],
		});
		await frame.type('a');
		await frame.until('did not answer');
		await frame.type('n');
		await frame.until('signing in all: 2 of 3');
		await frame.type('n');
		await frame.until('signing in all: 3 of 3');
		await frame.type(encodeKeys('escape'));
		const text = await frame.until('0 of 3 signed in');
		expect(text).toMatch(/✗ DEMO01 A +mStock did not answer/);
		expect(text).toMatch(/○ DEMO02 B +skipped/);
	});

	test('can be left in the middle; who was not reached is said', async () => {
		const {frame, calls} = await showLogin();
		frame.terminal.goTo('login', {action: 'sign-in-all'});
		await frame.until('signing in all: 1 of 2');
		await frame.type(encodeKeys('escape'));
		const text = await frame.until('0 of 2 signed in');
		expect(text).toMatch(/DEMO02 B +not reached/);
		expect(calls).toEqual(['start 1', 'abandon']);
	});

	test('leaves out whom it should not send for, and says who and why', async () => {
		const {frame, calls} = await showLogin({
			accounts: [
				first,
				createAccount({accountId: '4', userId: 'DEMO04', isPasswordRefused: true}),
				createAccount({accountId: '5', userId: 'DEMO05', apiKeyExpiresOn: '2026-11-20'}),
				createAccount({accountId: '6', userId: 'DEMO06', sealing: 'unopenable'}),
			],
		});
		expect(frame.plain()).toContain('✗ the broker refused its password');
		await frame.type('a');
		await frame.until('signing in all: 1 of 1');
		await frame.type(`482${encodeKeys('enter')}`);
		const text = await frame.until('1 of 1 signed in, 3 left out');
		expect(text).toMatch(/▲ DEMO04 A +left out: the broker refused its stored password/);
		expect(text).toMatch(/▲ DEMO05 A +left out: its API key ended/);
		expect(text).toMatch(/▲ DEMO06 A +left out: no known key opens its secrets/);
		expect(calls.filter(call => call.startsWith('start'))).toEqual(['start 1']);
	});

	test('leaves the active account what it was', async () => {
		const {frame, starts} = await showLogin();
		await frame.type('a');
		await frame.until('signing in all: 1 of 2');
		expect(starts).toEqual([{keepsActive: true}]);
		await frame.type(encodeKeys('escape', 'enter'));
		await frame.until('Whom to log in?');
		await frame.type(encodeKeys('enter'));
		await frame.until('OTP sent to the phone');
		expect(starts).toEqual([{keepsActive: true}, {keepsActive: false}]);
	});

	test('is off where nobody is left to sign in', async () => {
		const {frame, calls} = await showLogin({accounts: [third]});
		await frame.type('a');
		await frame.until('no account of this broker is left to sign in');
		expect(calls).toEqual([]);
	});

	test('is off where all that are signed out would be left out', async () => {
		const {frame, calls} = await showLogin({accounts: [createAccount({isPasswordRefused: true})]});
		await frame.type('a');
		await frame.until('nobody to sign in: 1 is left out, the list says why');
		expect(calls).toEqual([]);
	});
});

describe('a login that something speaks against', () => {
	test.each([
		['a password that was refused before', {isPasswordRefused: true}, 'the broker refused it; unchanged since'],
		['an API key that ended', {apiKeyExpiresOn: '2026-11-20'}, 'ended on 2026-11-20'],
	])('asks first: %s', async (_, differences, words) => {
		const {frame, calls} = await showLogin({accounts: [createAccount(differences)]});
		await frame.type(encodeKeys('enter'));
		await frame.until(words);
		await frame.type(encodeKeys('escape'));
		await frame.until('Whom to log in?');
		expect(calls).toEqual([]);
		await frame.type(encodeKeys('enter'));
		await frame.until(words);
		await frame.type(encodeKeys('enter'));
		await frame.until('OTP sent to the phone');
		expect(calls).toEqual(['start 1']);
	});

	test('asks nothing to show a session that is there', async () => {
		const {frame, calls} = await showLogin({accounts: [{...third, isPasswordRefused: true}]});
		await frame.type(encodeKeys('enter'));
		await frame.until('MA1234567 A   is signed in');
		expect(calls).toEqual(['start 3', 'abandon']);
		await frame.type('l');
		await frame.until('the same stored password once more');
		expect(calls).toEqual(['start 3', 'abandon']);
	});
});

describe('the walk', () => {
	test('calls on accounts of the present broker that are out and can be opened', () => {
		const live = createAccount({accountId: '5', brokerEnv: 'live'});
		const shut = createAccount({accountId: '6', sealing: 'unopenable'});
		const expired = createAccount({accountId: '7', session: 'expired'});
		const {accounts: called, leftOut} = planWalk([first, third, live, shut, expired], 'sandbox', fakeNow);
		expect(called.map(({accountId}) => accountId)).toEqual(['1', '7']);
		expect(leftOut).toEqual([{accountId: '6', obstacle: 'unopenable'}]);
	});

	test('notes each stop and ends behind the last', () => {
		const walk = leaveStop(startWalk({accounts: [first, second], leftOut: []}), {kind: 'signed-in'});
		expect([presentStop(walk), walkPosition(walk)]).toEqual(['2', {stop: 2, of: 2}]);
		const over = leaveStop(walk, {kind: 'skipped'});
		expect([presentStop(over), walkPosition(over)]).toEqual([undefined, {stop: 2, of: 2}]);
		expect(leaveStop(over, {kind: 'signed-in'})).toBe(over);
	});

	test('that is ended early has not reached the rest', () => {
		const walk = endWalk(startWalk({accounts: [first, second, third], leftOut: []}), {kind: 'skipped'});
		expect(['1', '2', '3'].map(accountId => outcomeOf(walk, accountId).kind)).toEqual([
			'skipped',
			'not-reached',
			'not-reached',
		]);
	});
});

describe('the log of the login', () => {
	test('grows as rows are appended, and is let go with the screen', async () => {
		let rows: readonly LogEntry[] = logRows.slice(0, 1);
		let appended = () => {};
		let isFollowed = false;
		const {frame} = await showLogin({
			logs: {
				readLogs: async () => page(rows),
				async onAppended(listener) {
					appended = listener;
					isFollowed = true;
					return () => {
						isFollowed = false;
					};
				},
			},
		});
		await frame.type(encodeKeys('enter'));
		expect(await frame.until('login started')).not.toContain('connect/login: success');
		rows = logRows;
		appended();
		await frame.until('connect/login: success, OTP wanted');
		expect(isFollowed).toBe(true);
		frame.terminal.goTo('home');
		await frame.until('▌ Home');
		expect(isFollowed).toBe(false);
	});

	test('shows hostile rows as text, one row each', async () => {
		const evil = '\u001B]52;c;ZXZpbA==\u0007\r\nsecond \u202Erow';
		const {frame} = await showLogin({
			logs: {readLogs: async () => page([{...logRows[0], message: evil} as LogEntry])},
		});
		await frame.type(encodeKeys('enter'));
		const text = await frame.until('␛]52;c;ZXZpbA==␇␍␊second <U+202E>row');
		expect(text.split('\n').filter(line => line.includes('second'))).toHaveLength(1);
		expect(frame.styled()).not.toContain('\u001B]52');
	});

	test('that cannot be read does not stand in the way', async () => {
		const {frame} = await showLogin({
			logs: {
				async readLogs() {
					throw noAnswer;
				},
			},
		});
		await frame.type(encodeKeys('enter'));
		await frame.until('the log cannot be read now');
		await frame.type(`482${encodeKeys('enter')}`);
		expect(await frame.until('is signed in')).toContain('DEMO01');
	});
});
