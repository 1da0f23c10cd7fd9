import {afterEach, describe, expect, test} from 'vitest';
import type {Finding} from '../../../source/domain/finding.ts';
import {DatabaseConnectionError} from '../../../source/errors.ts';
import {createFakeProgram, type FakeProgramOptions} from '../../helpers/fake-program.ts';
import {fakeNow} from '../../helpers/fixtures/fake-now.ts';
import {encodeKeys} from '../../helpers/keys.ts';
import {renderFrame, type RenderedFrame} from '../../helpers/render-frame.tsx';

const findings: readonly Finding[] = [
	{check: 'database.connection', state: 'ok', detail: 'SQLite 3.53, answers in 1 ms', fix: ''},
	{
		check: 'files.permissions',
		state: 'warning',
		detail: 'Others can read config/.env (0644).',
		fix: 'Set files to 0600 and folders to 0700.',
		fixAction: 'files.tighten',
	},
	{
		check: 'broker.address',
		state: 'failed',
		detail: '49.36.12.7 is not registered at the broker; orders will be refused until it is.',
		fix: 'Register the address of this computer at the broker, in the API section of your profile, and log in again.',
	},
	{check: 'vault.round-trip', state: 'ok', detail: 'round trip 6 ms, 3 rows under key 2', fix: ''},
];

let open: RenderedFrame | undefined;

afterEach(() => {
	open?.unmount();
	open = undefined;
});

type ShowOptions = FakeProgramOptions & {readonly columns?: number; readonly rows?: number};

/** The Health screen with the arrows in it, looked at four seconds before. */
async function showHealth({columns = 120, rows = 40, status, ...rest}: ShowOptions = {}) {
	const program = createFakeProgram({
		...rest,
		status: {findings, checkedAt: new Date(fakeNow.getTime() - 4000), ...status},
	});
	const frame = renderFrame({program, columns, rows});
	open = frame;
	await frame.type('ge');
	await frame.until('▌ Health');
	return {...frame, program};
}

describe.each([
	[120, 40],
	[80, 24],
])('at %ix%i', (columns, rows) => {
	test('what failed stands first, with the marked line in full below', async () => {
		const frame = await showHealth({columns, rows});
		expect(frame.plain()).toMatchSnapshot();
	});

	test('a database that cannot be opened stands above everything', async () => {
		const frame = await showHealth({
			columns,
			rows,
			status: {
				database: {state: 'failed', client: 'mysql', message: 'No answer from db:3306.', hint: 'Start the server.'},
			},
		});
		expect(await frame.until('r opens it again')).toMatchSnapshot();
	});
});

test('what was found has the room of a fix where there is none to say', async () => {
	const detail =
		'a sentence about what was found that is as long as the whole row but for a few columns, up to its end';
	const frame = await showHealth({status: {findings: [{check: 'logs.sinks', state: 'ok', detail, fix: ''}]}});
	expect(frame.plain()).toMatch(
		/▸ ● {2}log {13}a sentence about what was found that is as long as the whole row but .*…$/m,
	);
	expect(/▸.*…$/m.exec(frame.plain())?.[0].length).toBeGreaterThan(100);
});

test('what was not looked at does not look well', async () => {
	const frame = await showHealth({
		status: {
			findings: [
				{check: 'calendar.holidays', state: 'ok', detail: 'holidays not loaded', fix: '', isUnverified: true},
				{check: 'database.connection', state: 'ok', detail: 'SQLite 3.53', fix: ''},
			],
		},
	});
	expect(frame.plain()).toMatch(/○ {2}calendar +holidays not loaded/);
	expect(frame.plain()).toMatch(/● {2}database +SQLite 3\.53/);
});

describe('findings that are old', () => {
	test('say their age in amber, and no state has its own colour any more', async () => {
		let now = fakeNow;
		const frame = await showHealth({columns: 80, rows: 24, now: () => now});
		await frame.until('checked 4 s ago');
		now = new Date(fakeNow.getTime() + 11 * 60_000);
		frame.terminal.tick();
		await frame.until('▲ checked 11 m ago');
		expect(frame.styled()).toMatchSnapshot();
	});

	test.each([
		[29, 0],
		[31, 1],
	])('of %i seconds are looked for again by themselves: %i times', async (seconds, expected) => {
		let checks = 0;
		const frame = await showHealth({
			status: {checkedAt: new Date(fakeNow.getTime() - seconds * 1000)},
			services: {
				health: {
					async check() {
						checks++;
						return [];
					},
				},
			},
		});
		await frame.until('database');
		expect(checks).toBe(expected);
	});
});

test('the theme gives each state its colour', async () => {
	const frame = await showHealth({columns: 80, rows: 24});
	expect(frame.styled()).toMatchSnapshot();
});

test('words from outside stay words', async () => {
	const frame = await showHealth({
		status: {findings: [{check: 'x\u001B[2J', state: 'failed', detail: 'a\nb', fix: 'c\u202Ed'}]},
	});
	const text = frame.plain();
	expect(text).toContain('x␛[2J');
	expect(text).toContain('a␊b');
	expect(text).toContain('c<U+202E>d');
});

describe('fixing', () => {
	test('says first what it does, does it, tells what was done and looks again', async () => {
		const done: string[] = [];
		let checks = 0;
		const frame = await showHealth({
			services: {
				health: {
					async fix(action) {
						done.push(action);
						return 'Only you can read and write that one now.';
					},
					async check() {
						checks++;
						return [];
					},
				},
			},
		});
		await frame.type(encodeKeys('down', 'enter'));
		const question = await frame.until('Fix file modes');
		expect(question).toContain('Set files to 0600 and folders to 0700.');
		expect(done).toEqual([]);
		await frame.type(encodeKeys('enter'));
		await frame.until('Only you can read and write that one now.');
		expect(done).toEqual(['files.tighten']);
		expect(checks).toBe(1);
	});

	test('is left to the person where the program cannot do it', async () => {
		const frame = await showHealth();
		await frame.type(encodeKeys('enter'));
		expect(await frame.until('this is for you to do')).toContain('Register the address of this computer');
	});

	test('that fails is told with what to do, and the list stays', async () => {
		const frame = await showHealth({
			services: {
				health: {
					async fix() {
						throw new DatabaseConnectionError('config/.env stays as it is: not the owner.', {hint: 'Ask its owner.'});
					},
				},
			},
		});
		await frame.type(encodeKeys('down', 'enter'));
		await frame.until('Fix file modes');
		await frame.type(encodeKeys('enter'));
		const text = await frame.until('✗ config/.env stays as it is: not the owner.');
		expect(text).toContain('Ask its owner.');
		expect(text).toContain('file modes');
	});

	test('is not offered where all is well', async () => {
		const frame = await showHealth();
		await frame.type(encodeKeys('down', 'down'));
		expect(await frame.until(/▸ ● +database /)).not.toContain('⏎ fix');
	});
});

describe('checking', () => {
	test('keeps the rows while it runs, and says so', async () => {
		const {promise, resolve} = Promise.withResolvers<readonly Finding[]>();
		const frame = await showHealth({services: {health: {check: async () => promise}}});
		await frame.type('c');
		frame.program.stores.status.update(status => ({...status, isChecking: true}));
		const text = await frame.until('checking');
		expect(text).toContain('file modes');
		await frame.type('c');
		await frame.until('everything is being looked at');
		resolve([]);
		frame.program.stores.status.update(status => ({
			...status,
			isChecking: false,
			checkedAt: fakeNow,
			findings: findings.slice(0, 1),
		}));
		expect(await frame.until('checked now')).not.toContain('file modes');
	});

	test('begins by itself where nothing was looked at yet', async () => {
		let checks = 0;
		const frame = await showHealth({
			status: {findings: [], checkedAt: undefined},
			services: {
				health: {
					async check() {
						checks++;
						return [];
					},
				},
			},
		});
		await frame.until('looking at everything for the first time');
		expect(checks).toBe(1);
	});

	test('its age is told in seconds, and in tens of them once it is old', async () => {
		let now = fakeNow;
		const frame = await showHealth({now: () => now});
		await frame.until('checked 4 s ago');
		now = new Date(fakeNow.getTime() + 3000);
		frame.terminal.tick();
		await frame.until('checked 7 s ago');
		now = new Date(fakeNow.getTime() + 19_000);
		frame.terminal.tick();
		expect(await frame.until('checked 20 s ago')).toContain('1 failed');
	});
});

test('r opens the database again, and looks', async () => {
	const done: string[] = [];
	const frame = await showHealth({
		status: {
			database: {state: 'failed', client: 'mysql', message: 'No answer from db:3306.', hint: 'Start the server.'},
		},
		services: {
			database: {
				async reconnect() {
					done.push('reconnect');
				},
			},
			health: {
				async check() {
					done.push('check');
					return [];
				},
			},
		},
	});
	await frame.type('r');
	await frame.until('Health');
	expect(done).toEqual(['reconnect', 'check']);
});
