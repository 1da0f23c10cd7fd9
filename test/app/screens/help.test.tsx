import {afterEach, describe, expect, test} from 'vitest';
import {screens} from '../../../source/app/screens/index.ts';
import {keyItems, shownTables} from '../../../source/app/screens/help/key-items.ts';
import {createFakeProgram} from '../../helpers/fake-program.ts';
import {encodeKeys} from '../../helpers/keys.ts';
import {renderFrame, type RenderedFrame} from '../../helpers/render-frame.tsx';

let open: RenderedFrame | undefined;

afterEach(() => {
	open?.unmount();
	open = undefined;
});

async function showHelp({columns = 120, rows = 40} = {}) {
	const program = createFakeProgram();
	const frame = renderFrame({program, columns, rows});
	open = frame;
	await frame.type('g?');
	await frame.until('▌ Help');
	return {...frame, program};
}

test.each([
	[120, 40],
	[80, 24],
])('the guide begins with the first login, at %ix%i', async (columns, rows) => {
	const frame = await showHelp({columns, rows});
	const text = await frame.until('The first login, in five steps');
	// Everything below comes from the key tables, which have tests of their own.
	expect(text.split('Keys: ')[0]?.replace(/of \d+/, 'of all')).toMatchSnapshot();
});

test('every line fits the smallest screen whole', async () => {
	const frame = await showHelp({columns: 80, rows: 24});
	await frame.until('lines 1');
	for (let page = 0; page < 30; page++) {
		expect(frame.plain()).not.toContain('…');
		await frame.type(encodeKeys('page-down'));
	}
});

test('it scrolls by line, by page and to its ends', async () => {
	const frame = await showHelp({columns: 80, rows: 24});
	await frame.until('lines 1─19 of');
	await frame.type(encodeKeys('down'));
	await frame.until('lines 2─20 of');
	await frame.type(encodeKeys('page-down'));
	await frame.until('lines 21─39 of');
	await frame.type(encodeKeys('end'));
	await frame.until(/lines \d+─(?<last>\d+) of \k<last>/);
	await frame.type(encodeKeys('home'));
	expect(await frame.until('lines 1─19 of')).toContain('The first login');
});

describe('finding a key', () => {
	test('by its words, and Enter goes where it works', async () => {
		const frame = await showHelp();
		await frame.type(encodeKeys('enter'));
		await frame.until('Every key');
		await frame.type('least level');
		await frame.until(/▸ l +level/);
		await frame.type(encodeKeys('enter'));
		expect(await frame.until('▌ Logs')).not.toContain('Every key');
		expect(frame.terminal.navigation.getSnapshot().focus).toBe('content');
	});

	test('what works everywhere is done at once', async () => {
		const frame = await showHelp();
		await frame.type('/');
		await frame.until('Every key');
		await frame.type(`next theme${encodeKeys('enter')}`);
		await frame.until('The first login');
		expect(frame.program.stores.settings.getSnapshot().theme).toBe('light');
	});

	test('a screen can be chosen by what one finds there', async () => {
		const frame = await showHelp();
		await frame.type(`/`);
		await frame.until('Every key');
		await frame.type(`every exchange${encodeKeys('enter')}`);
		expect(await frame.until('▌ Requests')).toContain('Requests');
	});

	test('Escape closes the list', async () => {
		const frame = await showHelp();
		await frame.type('/');
		await frame.until('Every key');
		await frame.type(encodeKeys('escape'));
		expect(await frame.until('The first login')).not.toContain('Every key');
	});
});

test('every key of every table is in the list, once', () => {
	const items = keyItems(shownTables(screens), {goTo: () => {}, runHere: () => {}});
	const keys = items.map(({key}) => key);
	expect(new Set(keys).size).toBe(keys.length);
	for (const {tables} of screens) {
		for (const table of tables) {
			for (const binding of table.bindings) {
				expect(keys).toContain(`${table.title} ${binding.id}`);
			}
		}
	}
});
