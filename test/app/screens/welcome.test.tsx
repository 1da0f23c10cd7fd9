import {afterEach, describe, expect, test} from 'vitest';
import {DatabaseConnectionError} from '../../../source/errors.ts';
import {createFakeProgram, type FakeProgramOptions} from '../../helpers/fake-program.ts';
import {createAccount} from '../../helpers/fixtures/account.ts';
import {encodeKeys} from '../../helpers/keys.ts';
import {renderFrame, type RenderedFrame} from '../../helpers/render-frame.tsx';

let open: RenderedFrame | undefined;

afterEach(() => {
	open?.unmount();
	open = undefined;
});

/** A first run: nothing chosen, the vault just made. Notes what was asked of the services. */
async function showWelcome({
	columns = 120,
	rows = 40,
	services = {},
}: Pick<FakeProgramOptions, 'services'> & {columns?: number; rows?: number} = {}) {
	const asked: string[] = [];
	const program = createFakeProgram({
		settings: {isWelcomed: false},
		config: {isFirstRun: true},
		services: {
			accounts: {
				async addDemoAccounts() {
					asked.push('demo accounts');
					program.stores.accounts.update(state => ({...state, accounts: [createAccount()]}));
					return {added: 4, skipped: 0};
				},
			},
			settings: {
				async chooseEnvironment(environment) {
					asked.push(environment);
				},
				async update(changes) {
					asked.push(...Object.keys(changes));
					program.stores.settings.update(present => ({...present, ...changes}));
				},
			},
			keys: {
				masterKeyLocation: async () => ({
					source: 'file',
					path: program.config.paths.envFile,
					wasJustMade: true,
				}),
				recoverySheet: async () => 'mStock Terminal recovery sheet\n\nmaster key   (the key)',
			},
			...services,
		},
	});
	const frame = renderFrame({program, columns, rows});
	open = frame;
	await frame.until('Welcome');
	return {frame, asked};
}

describe.each([
	[120, 40],
	[80, 24],
])('at %ix%i', (columns, rows) => {
	test('two choices and where the vault is', async () => {
		const {frame} = await showWelcome({columns, rows});
		expect(await frame.until('Your vault was made just now')).toMatchSnapshot();
	});

	test('the sandbox offers its accounts', async () => {
		const {frame} = await showWelcome({columns, rows});
		await frame.until('master key');
		await frame.type(encodeKeys('enter'));
		await frame.until('Add the four demo accounts');
		expect(await frame.until('It knows four accounts.')).toMatchSnapshot();
	});
});

test.each([120, 80])('every word of the choices and of the vault fits at %i', async columns => {
	const {frame} = await showWelcome({columns, rows: 24});
	await frame.until('press p for a recovery sheet');
	expect(frame.plain()).not.toContain('…');
	await frame.type(encodeKeys('enter'));
	expect(await frame.until('Not now')).not.toContain('…');
});

test('two keys lead a newcomer to the login of a demo account', async () => {
	const {frame, asked} = await showWelcome();
	await frame.type(encodeKeys('enter'));
	await frame.until('Add the four demo accounts');
	await frame.type(encodeKeys('enter'));
	await frame.until('▸ DEMO01 A');
	expect(asked).toEqual(['sandbox', 'demo accounts', 'isWelcomed']);
	expect(frame.terminal.navigation.getSnapshot()).toMatchObject({screen: 'login', focus: 'content'});
});

test('the live broker leads to the form for an account', async () => {
	const {frame, asked} = await showWelcome();
	await frame.type(encodeKeys('down', 'enter'));
	await frame.until('Add an account   SANDBOX');
	expect(asked).toEqual(['live', 'isWelcomed']);
});

test('not now leads to Home', async () => {
	const {frame, asked} = await showWelcome();
	await frame.type(encodeKeys('enter'));
	await frame.until('Not now');
	await frame.type(encodeKeys('down', 'down', 'enter'));
	await frame.until('Nobody is signed in');
	expect(asked).toEqual(['sandbox', 'isWelcomed']);
});

test('escape goes back to the choice before', async () => {
	const {frame} = await showWelcome();
	await frame.type(encodeKeys('enter'));
	await frame.until('Not now');
	await frame.type(encodeKeys('escape'));
	expect(await frame.until('two choices and you are in')).toContain('▸ Try it in the sandbox');
});

test('the recovery sheet is shown when asked for, and put away again', async () => {
	const {frame, asked} = await showWelcome();
	await frame.until('press p for a recovery sheet');
	expect(frame.plain()).not.toContain('(the key)');
	await frame.type('p');
	await frame.until('(the key)');
	await frame.type(encodeKeys('enter'));
	expect(await frame.until('Welcome.')).not.toContain('(the key)');
	expect(asked).toEqual(['recoverySheetSavedAt']);
});

test('a database that cannot be opened is said, with its next step, and the choice stays', async () => {
	const {frame} = await showWelcome({
		services: {
			settings: {
				async chooseEnvironment() {
					throw new DatabaseConnectionError('The database file cannot be opened.', {hint: 'Free some space.'});
				},
			},
		},
	});
	await frame.type(encodeKeys('enter'));
	const text = await frame.until('The database file cannot be opened.');
	expect(text).toContain('Free some space.');
	expect(text).toContain('▸ Try it in the sandbox');
});
