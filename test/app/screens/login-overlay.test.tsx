import {afterEach, expect, test} from 'vitest';
import type {Account} from '../../../source/domain/account.ts';
import type {Program} from '../../../source/compose.ts';
import {AuthenticationError} from '../../../source/errors.ts';
import {createFakeLogin, type FakeLoginOptions} from '../../helpers/fake-login.ts';
import {createFakeProgram} from '../../helpers/fake-program.ts';
import {createAccount} from '../../helpers/fixtures/account.ts';
import {fakeNow} from '../../helpers/fixtures/fake-now.ts';
import {renderFrame, type RenderedFrame} from '../../helpers/render-frame.tsx';

let frame: RenderedFrame | undefined;
afterEach(() => {
	frame?.unmount();
});

const endsAt = new Date(fakeNow.getTime() + 60_000);
const signedIn = createAccount({accountId: '1', userId: 'DEMO01', session: 'signed-in', sessionEndsAt: endsAt});

function openOnUsers(now: () => Date, account: Account, refuseStarts: FakeLoginOptions['refuseStarts'] = []) {
	const program: Program = createFakeProgram({
		accounts: [account],
		activeAccountId: '1',
		now,
		services: {
			login: createFakeLogin({stores: () => program.stores, refuseStarts}).login,
			accounts: {
				async list() {
					program.stores.accounts.update(state => ({
						...state,
						accounts: state.accounts.map(each =>
							each.sessionEndsAt !== undefined && each.sessionEndsAt <= now()
								? {...each, session: 'expired' as const}
								: each,
						),
					}));
					return program.stores.accounts.getSnapshot().accounts;
				},
			},
		},
	});
	frame = renderFrame({program});
	return frame;
}

test('a session that ends says so once, with the key that logs in again', async () => {
	let now = fakeNow;
	const {terminal, until, plain} = openOnUsers(() => now, signedIn);
	terminal.tick();
	expect(plain()).not.toContain('is over');
	now = endsAt;
	terminal.tick();
	await until('the session of DEMO01 A is over');
	await until('session expired');
	expect(plain()).toContain('Ctrl-R log in again');
	const told = terminal.program.stores.notices.getSnapshot().length;
	terminal.tick();
	expect(terminal.program.stores.notices.getSnapshot()).toHaveLength(told);
});

test('logging in again happens over the screen one is at, and leads back to it', async () => {
	const expired = {...signedIn, session: 'expired' as const};
	const {type, until, plain} = openOnUsers(() => fakeNow, expired);
	await type('gu\u0012');
	await until('Log in again');
	await until('OTP');
	expect(plain()).toContain('▌ Users');
	await type('482\r');
	await until('DEMO01 is signed in');
	expect(plain()).not.toContain('Log in again');
	expect(plain()).toContain('USER ID');
});

test('Escape leaves the login and leads back, and nothing is signed in', async () => {
	const {type, until, plain} = openOnUsers(() => fakeNow, {...signedIn, session: 'expired' as const});
	await type('gu\u0012');
	await until('OTP');
	await type('\u001B');
	await until('USER ID');
	expect(plain()).not.toContain('Log in again');
	expect(plain()).toContain('session expired');
});

test('a password that was refused before is sent over the screen only after a question, which leaves the login where it is', async () => {
	const refused = {...signedIn, session: 'expired' as const, isPasswordRefused: true};
	const {type, until, plain} = openOnUsers(() => fakeNow, refused);
	await type('gu\u0012');
	await until('sends the same stored password once more');
	await type('\u001B');
	await until('USER ID');
	expect(plain()).not.toContain('OTP sent');
	await type('\u0012');
	await until('sends the same stored password once more');
	await type('\r');
	await until('OTP sent to the phone');
	expect(plain()).toContain('Log in again');
	expect(plain()).toContain('▌ Users');
	await type('482\r');
	await until('DEMO01 is signed in');
	expect(plain()).toContain('USER ID');
});

test('a login refused over the screen is tried again there', async () => {
	const wrongPassword = new AuthenticationError('mStock refused the password.', {reason: 'wrong-password'});
	const expired = {...signedIn, session: 'expired' as const};
	const {type, until, plain} = openOnUsers(() => fakeNow, expired, [wrongPassword, undefined]);
	await type('gu\u0012');
	await until('mStock refused the password.');
	await type('\r');
	await until('sends the same stored password once more');
	await type('\u001B');
	await until('mStock refused the password.');
	await type('\r');
	await until('sends the same stored password once more');
	await type('\r');
	await until('OTP sent to the phone');
	expect(plain()).toContain('Log in again');
});
