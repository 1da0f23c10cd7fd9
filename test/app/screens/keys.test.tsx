import {afterEach, describe, expect, test} from 'vitest';
import type {EncryptionKey} from '../../../source/domain/encryption-key.ts';
import {EncryptionError} from '../../../source/errors.ts';
import type {KeysService} from '../../../source/services/services.ts';
import {createFakeProgram, type FakeProgramOptions} from '../../helpers/fake-program.ts';
import {encodeKeys} from '../../helpers/keys.ts';
import {renderFrame, type RenderedFrame} from '../../helpers/render-frame.tsx';

const active: EncryptionKey = {
	keyId: '2',
	state: 'active',
	createdAt: new Date('2026-09-02T05:00:00Z'),
	expiresAt: new Date('2026-12-02T05:00:00Z'),
	isWrapped: true,
	isUsable: true,
	rows: 3,
};
const old: EncryptionKey = {
	...active,
	keyId: '1',
	state: 'decrypt-only',
	createdAt: new Date('2025-06-04T05:00:00Z'),
	expiresAt: undefined,
	rows: 1,
};

let open: RenderedFrame | undefined;

afterEach(() => {
	open?.unmount();
	open = undefined;
});

type ShowOptions = FakeProgramOptions & {
	readonly columns?: number;
	readonly rows?: number;
	readonly keys?: readonly EncryptionKey[];
	readonly service?: Partial<KeysService>;
};

/** The Keys screen with the arrows in it. */
async function showKeys({columns = 120, rows = 40, keys = [active, old], service, ...rest}: ShowOptions = {}) {
	const program = createFakeProgram({...rest, services: {keys: {list: async () => keys, ...service}}});
	const frame = renderFrame({program, columns, rows});
	open = frame;
	await frame.type('gk');
	await frame.until('▌ Keys');
	return {...frame, program};
}

describe.each([
	[120, 40],
	[80, 24],
])('at %ix%i', (columns, rows) => {
	test('the keys stand in a table, and below it where the master key is', async () => {
		const frame = await showKeys({columns, rows});
		expect(await frame.until('where')).toMatchSnapshot();
	});

	test('keys in the clear and keys that do not open are pointed out', async () => {
		const frame = await showKeys({
			columns,
			rows,
			keys: [
				{...active, isUsable: false},
				{...old, isWrapped: false},
			],
		});
		expect(await frame.until('whoever has the database')).toMatchSnapshot();
	});

	test('a new key says first what it means', async () => {
		const frame = await showKeys({columns, rows});
		await frame.until('where');
		await frame.type('n');
		expect(await frame.until('Make a new key')).toMatchSnapshot();
	});
});

test('the theme gives states their colour', async () => {
	const frame = await showKeys({columns: 80, rows: 24, keys: [active, {...old, isWrapped: false}]});
	await frame.until('where');
	expect(frame.styled()).toMatchSnapshot();
});

describe('a new key', () => {
	test('is made once the question was answered, and the list is read again', async () => {
		const keys = [active];
		const reasons: Array<string | undefined> = [];
		const frame = await showKeys({
			service: {
				list: async () => [...keys],
				async generate(reason) {
					reasons.push(reason);
					const made: EncryptionKey = {...active, keyId: '3', rows: 0};
					keys.splice(0, 1, made, {...active, state: 'decrypt-only'});
					return made;
				},
			},
		});
		await frame.until('1 key');
		await frame.type('n');
		await frame.until('key 2, decrypt-only');
		expect(reasons).toEqual([]);
		await frame.type(encodeKeys('enter'));
		await frame.until('key 3 is active; new values are sealed with it');
		expect(await frame.until('2 keys')).toMatch(/▸ +3 +● active/);
		expect(reasons).toEqual(['asked for in Keys']);
	});

	test('is not made when the question is left', async () => {
		const frame = await showKeys();
		await frame.until('2 keys');
		await frame.type('n');
		await frame.until('Make a new key');
		await frame.type(encodeKeys('escape'));
		expect(await frame.until('2 keys')).not.toContain('✗');
	});
});

test('going to another screen from here works: n makes keys, g does not', async () => {
	const frame = await showKeys();
	await frame.until('2 keys');
	await frame.type('gh');
	expect(await frame.until('▌ Home')).not.toContain('Make a new key');
});

test('p shows the recovery sheet, and Enter remembers that it is kept', async () => {
	const frame = await showKeys({
		service: {recoverySheet: async () => 'recovery sheet of this vault\nmaster key   not-a-real-key'},
	});
	await frame.until('no recovery sheet is kept yet');
	await frame.type('p');
	await frame.until('recovery sheet of this vault');
	await frame.type(encodeKeys('enter'));
	expect(await frame.until('you kept a recovery sheet')).not.toContain('not-a-real-key');
	expect(frame.program.stores.settings.getSnapshot().recoverySheetSavedAt).toBe('2026-11-24T05:12:00.000Z');
});

describe('the recovery sheet on a small screen', () => {
	const sheet = [
		'mStock Terminal: recovery sheet of a vault',
		`  home         /home/asha/${'a-folder-with-a-long-name/'.repeat(4)}end-of-home`,
		...Array.from({length: 20}, (_, index) => `  ${index + 1}. step ${index + 1}`),
		'the very end',
		'',
	].join('\n');

	test('is wrapped, and scrolled to its end by the keys that the footer names', async () => {
		const frame = await showKeys({columns: 80, rows: 24, service: {recoverySheet: async () => sheet}});
		await frame.until('no recovery sheet is kept yet');
		await frame.type('p');
		const start = await frame.until('lines 1─19 of 25');
		expect(start).toMatch(/│ {16}-long-name\/end-of-home$/m);
		expect(start).not.toContain('…');
		expect(start.split('\n').at(-1)).toContain('↑↓ scroll  PgUpPgDn page');
		await frame.type(encodeKeys('down'));
		await frame.until('lines 2─20 of 25');
		await frame.type(encodeKeys('page-down'));
		expect(await frame.until('lines 7─25 of 25')).toContain('the very end');
	});

	test('is not scrolled where all of it is in sight', async () => {
		const frame = await showKeys({service: {recoverySheet: async () => sheet}});
		await frame.until('no recovery sheet is kept yet');
		await frame.type('p');
		const text = await frame.until('the very end');
		expect(text).not.toContain('scroll');
		expect(text).not.toContain('lines 1');
	});

	test('says in full what to do with the file that it was saved as', async () => {
		const frame = await showKeys({
			columns: 80,
			rows: 24,
			service: {
				recoverySheet: async () => sheet,
				saveRecoverySheet: async () => '/home/asha/.local/share/mstock-terminal/recovery-sheet-2026-11-24.txt',
			},
		});
		await frame.until('no recovery sheet is kept yet');
		await frame.type('p');
		await frame.until('lines 1─19');
		await frame.type('s');
		expect(await frame.until('▲ saved as')).toContain('recovery-sheet-2026-11-24.txt: print it, then delete the file');
	});
});

describe('trouble', () => {
	test('a vault that cannot be opened says why and what to do, and r tries again', async () => {
		let isBroken = true;
		const frame = await showKeys({
			service: {
				async list() {
					if (isBroken) {
						throw new EncryptionError('The master key is missing.', {hint: 'Bring back config/.env.'});
					}

					return [active];
				},
			},
		});
		const text = await frame.until('The master key is missing.');
		expect(text).toContain('Bring back config/.env.');
		expect(text).toContain('r reads them again');
		isBroken = false;
		await frame.type('r');
		expect(await frame.until('1 key')).toMatch(/▸ +2 +● active/);
	});

	test('a database that cannot be opened is said in its own words', async () => {
		const frame = await showKeys({
			keys: [],
			status: {database: {state: 'failed', client: 'mysql', message: 'No answer from db:3306.', hint: 'Start it.'}},
		});
		expect(await frame.until('The keys cannot be read: No answer from db:3306.')).toContain('Start it.');
	});
});
