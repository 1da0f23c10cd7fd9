import {afterEach, describe, expect, test} from 'vitest';
import type {Settings} from '../../../source/domain/settings.ts';
import {ValidationError} from '../../../source/errors.ts';
import {createFakeProgram, type FakeProgramOptions} from '../../helpers/fake-program.ts';
import {createAccount} from '../../helpers/fixtures/account.ts';
import {encodeKeys} from '../../helpers/keys.ts';
import {renderFrame, type RenderedFrame} from '../../helpers/render-frame.tsx';

let open: RenderedFrame | undefined;

afterEach(() => {
	open?.unmount();
	open = undefined;
});

type ShowOptions = FakeProgramOptions & {readonly columns?: number; readonly rows?: number};

/** The Settings screen with the arrows in it; what is saved lands in the store, as the service does it. */
async function showSettings({columns = 120, rows = 40, ...rest}: ShowOptions = {}) {
	const saved: Settings[] = [];
	const program = createFakeProgram({
		...rest,
		services: {
			settings: {
				async update(changes) {
					const {apiTimeoutMs} = changes;
					if (apiTimeoutMs !== undefined && !(apiTimeoutMs >= 50 && apiTimeoutMs <= 120_000)) {
						throw new ValidationError('apiTimeoutMs is wrong.', {
							fields: {apiTimeoutMs: 'must be a whole number from 50 to 120000'},
						});
					}

					saved.push(changes);
					program.stores.settings.update(present => ({...present, ...changes}));
				},
				async chooseEnvironment(environment) {
					saved.push({environment});
					program.stores.settings.update(present => ({...present, environment}));
				},
			},
			...rest.services,
		},
	});
	const frame = renderFrame({program, columns, rows});
	open = frame;
	await frame.type('gs');
	await frame.until(/▌ Sett/);
	return {...frame, program, saved};
}

/** The version of Node is the machine's. */
const withoutVersion = (text: string) => text.replaceAll(/v\d+\.\d+\.\d+/g, 'v24.0.0');

describe.each([
	[120, 40],
	[80, 24],
])('at %ix%i', (columns, rows) => {
	test('what can be changed stands first, where things are below', async () => {
		const frame = await showSettings({columns, rows});
		expect(withoutVersion(frame.plain())).toMatchSnapshot();
	});

	test('going live is asked, loudly', async () => {
		const frame = await showSettings({columns, rows});
		await frame.type(encodeKeys('down', 'enter'));
		expect(await frame.until('Change to LIVE')).toMatchSnapshot();
	});
});

test('the theme dresses LIVE loudly and the rest quietly', async () => {
	const frame = await showSettings({columns: 80, rows: 24, settings: {environment: 'live'}});
	expect(withoutVersion(frame.styled())).toMatchSnapshot();
});

describe('the theme', () => {
	test('changes at once, forward and back', async () => {
		const frame = await showSettings();
		await frame.type(encodeKeys('enter'));
		await frame.until(/theme +light/);
		await frame.type(encodeKeys('right'));
		await frame.until(/theme +no colour/);
		await frame.type(encodeKeys('left', 'left', 'left'));
		await frame.until(/theme +no colour/);
		expect(frame.saved.map(({theme}) => theme)).toEqual(['light', 'no-color', 'light', 'dark', 'no-color']);
	});
});

describe('the environment', () => {
	test('changes to live only once the word was typed', async () => {
		const frame = await showSettings();
		await frame.type(encodeKeys('down', 'enter'));
		await frame.until('type live to confirm');
		await frame.type(encodeKeys('enter'));
		expect(frame.saved).toEqual([]);
		await frame.type(`live${encodeKeys('enter')}`);
		await frame.until('the broker is the real one now: LIVE');
		expect(frame.saved).toEqual([{environment: 'live'}]);
	});

	describe('while somebody is signed in there', () => {
		const accounts = [
			createAccount({session: 'signed-in'}),
			createAccount({accountId: '2', userId: 'DEMO02', session: 'signed-in'}),
			createAccount({accountId: '3', userId: 'DEMO03'}),
		];

		test('changes only once they are logged out, as the question says', async () => {
			const done: string[] = [];
			const frame = await showSettings({
				columns: 80,
				rows: 24,
				accounts,
				services: {
					sessions: {
						async logout(accountId) {
							done.push(`logout ${accountId}`);
							return {broker: 'told', detail: '', wasSignedIn: true};
						},
					},
					settings: {
						async chooseEnvironment(environment) {
							done.push(environment);
						},
					},
				},
			});
			await frame.type(encodeKeys('down', 'enter'));
			const question = await frame.until('Change to LIVE');
			expect(question).toContain('first        log out 2 sessions: DEMO01 A, DEMO02 A');
			expect(question).toContain('⏎ log out and go LIVE, once it stands there   esc leave it');
			await frame.type(`live${encodeKeys('enter')}`);
			await frame.until('● the broker is the real one now: LIVE');
			expect(done).toEqual(['logout 1', 'logout 2', 'live']);
		});

		test('says so when the broker could not be told', async () => {
			const frame = await showSettings({
				accounts: accounts.slice(0, 1),
				services: {
					sessions: {
						logout: async () => ({broker: 'unreachable', detail: 'The broker could not be told.', wasSignedIn: true}),
					},
					settings: {chooseEnvironment: async () => {}},
				},
			});
			await frame.type(encodeKeys('down', 'enter'));
			expect(await frame.until('Change to LIVE')).toContain('log out 1 session: DEMO01 A');
			await frame.type(`live${encodeKeys('enter')}`);
			expect(await frame.until('▲ the broker is the real one now: LIVE')).toContain('The broker could not be told.');
		});

		test('nobody is logged out when the question is left', async () => {
			// Without a `logout` of its own, a call of it would be reported as a failure.
			const frame = await showSettings({accounts});
			await frame.type(encodeKeys('down', 'enter'));
			await frame.until('Change to LIVE');
			await frame.type(encodeKeys('escape'));
			expect(await frame.until('what you change holds at once')).not.toContain('✗');
			expect(frame.saved).toEqual([]);
		});
	});

	test('that MSTOCK_ENV decides is not offered', async () => {
		const frame = await showSettings({config: {environment: 'live', environmentSource: 'environment'}});
		await frame.type(encodeKeys('down', 'enter'));
		const text = await frame.until('MSTOCK_ENV decides it');
		expect(text).not.toContain('Change to the sandbox');
	});
});

describe('a number', () => {
	test('is typed in its place, kept with Enter, and holds at once', async () => {
		const frame = await showSettings();
		await frame.type(encodeKeys('down', 'down', 'enter'));
		await frame.until('milliseconds, 50 to 120,000');
		await frame.type(`${encodeKeys('ctrl-u')}2500${encodeKeys('enter')}`);
		await frame.until(/API timeout +2,500 ms/);
		expect(frame.saved).toEqual([{apiTimeoutMs: 2500}]);
	});

	test('that will not do is told below, and stays to be mended', async () => {
		const frame = await showSettings();
		await frame.type(encodeKeys('down', 'down', 'enter'));
		await frame.until('milliseconds, 50 to 120,000');
		await frame.type(`${encodeKeys('ctrl-u')}7 seconds${encodeKeys('enter')}`);
		const text = await frame.until('✗ it must be a whole number from 50 to 120000');
		expect(text).toContain('7 seconds');
		expect(frame.saved).toEqual([]);
		await frame.type(`${encodeKeys('ctrl-u')}9000${encodeKeys('enter')}`);
		expect(await frame.until(/API timeout +9,000 ms/)).not.toContain('✗ it must');
	});

	test('is left unchanged with Escape', async () => {
		const frame = await showSettings();
		await frame.type(encodeKeys('down', 'down', 'down', 'enter'));
		await frame.until('a whole number, 0 to 10');
		await frame.type(`9${encodeKeys('escape')}`);
		expect(await frame.until(/API retries +3 /)).toContain('of reads only');
		expect(frame.saved).toEqual([]);
	});

	test('that an environment variable gives is not offered', async () => {
		const frame = await showSettings({config: {apiTimeoutMs: 1234}});
		await frame.type(encodeKeys('down', 'down', 'enter'));
		expect(await frame.until('API_TIMEOUT_MS decides it')).toMatch(/API timeout +1,234 ms/);
	});
});

test('a refusal of another kind is a notice, and the setting stays as it was', async () => {
	const frame = await showSettings({
		services: {
			settings: {
				async update() {
					throw new ValidationError('The settings cannot be written.', {hint: 'Look at the disk.'});
				},
			},
		},
	});
	await frame.type(encodeKeys('enter'));
	expect(await frame.until('✗ The settings cannot be written.')).toMatch(/theme +dark/);
});
