import {describe, expect, test} from 'vitest';
import {openTerminal} from '../helpers/program.ts';
import type {PtyTerminal} from '../helpers/pty-terminal.ts';
import {createTempHome} from '../helpers/temp-home.ts';
import {enterAsNewcomer, goTo} from './steps.ts';

/** As far as the menu writes them where it is narrow. */
const menu = ['Home', 'Users', 'Login', 'Logs', 'Req', 'Keys', 'Health', 'Set', 'Help'];

describe('the window', () => {
	test('may change its size at any time: the frame fills it, and nothing of the old one is left', async () => {
		await using home = createTempHome();
		await using terminal = openTerminal(home, {columns: 120, rows: 40});
		await enterAsNewcomer(terminal);
		await goTo(terminal, 'u', 'Users');
		await terminal.waitFor('▸ DEMO01');
		for (const [columns, rows] of [
			[80, 24],
			[200, 60],
			[60, 16],
			[120, 40],
			[80, 24],
		] as const) {
			terminal.resize(columns, rows);
			await seeWholeFrame(terminal, columns, rows);
			expect(terminal.screen()).toContain('▸ DEMO01');
		}

		// What resizing left is what drawing everything anew gives.
		await expectRedrawnAlike(terminal);
	});

	test('below 60 by 16 is called too small and takes no keys; larger again, all is as it was', async () => {
		await using home = createTempHome();
		await using terminal = openTerminal(home, {columns: 80, rows: 24});
		await enterAsNewcomer(terminal);
		await goTo(terminal, 'u', 'Users');
		await terminal.waitFor('▸ DEMO01');
		terminal.press('down');
		terminal.type('u');
		await terminal.waitFor('leave unchanged');
		terminal.press('tab');
		terminal.type('!');
		await terminal.waitFor(/name +DEMO TRADER TWO!/);
		for (const [columns, rows] of [
			[59, 24],
			[80, 15],
			[40, 10],
		] as const) {
			terminal.resize(columns, rows);
			await terminal.waitFor(screen => screen.replaceAll(/\s+/g, ' ').includes(`${columns} x ${rows} is too small`), {
				what: `that ${columns} by ${rows} is too small`,
			});
			expect(terminal.screen()).not.toContain('DEMO TRADER');
			const before = terminal.raw.length;
			terminal.type('?');
			terminal.press('escape', 'enter', 'ctrl-l');
			await terminal.waitFor(() => terminal.raw.includes('mStock Terminal', before), {
				what: 'the answer to the last key',
			});
		}

		terminal.resize(80, 24);
		await terminal.waitFor(/name +DEMO TRADER TWO!/);
		terminal.resize(30, 10);
		await terminal.waitFor('30 x 10');
		terminal.press('ctrl-c');
		expect(await terminal.waitForExit()).toMatchObject({exitCode: 0});
		expect(terminal.modes()).toMatchObject({isAlternateScreen: false, isCursorShown: true});
	});

	test.each([
		[80, 24],
		[120, 40],
	])('shows every screen whole at %i by %i', async (columns, rows) => {
		await using home = createTempHome();
		await using terminal = openTerminal(home, {columns, rows});
		await enterAsNewcomer(terminal);
		for (const [letter, title] of [
			['h', 'Home'],
			['u', 'Users'],
			['i', 'Login'],
			['l', 'Logs'],
			['r', 'Req'],
			['k', 'Keys'],
			['e', 'Health'],
			['s', 'Set'],
			['?', 'Help'],
		] as const) {
			await goTo(terminal, letter, title);
			await seeWholeFrame(terminal, columns, rows);
			expect(terminal.lines()[1]).toContain(`│ ${title}`);
		}
	});
});

/** Header on the first line, the whole menu below it, key hints on the last line, and no line of another frame. */
async function seeWholeFrame(terminal: PtyTerminal, columns: number, rows: number): Promise<void> {
	await terminal.waitFor(
		() => {
			const lines = terminal.lines();
			return (
				lines.length === rows &&
				/^ mStock\b.* IST\b/.test(lines[0] ?? '') &&
				lines.every(line => line.length <= columns) &&
				menu.every(title => lines.filter(line => new RegExp(`^[▌ ] ${title}`).test(line)).length === 1) &&
				/^ \S+ \w+/.test(lines.at(-1) ?? '')
			);
		},
		{what: `a whole frame of ${columns} by ${rows}`},
	);
}

/** Ctrl-L draws all of it again; the clock and what comes of a check apart, that changes nothing. */
async function expectRedrawnAlike(terminal: PtyTerminal): Promise<void> {
	const before = terminal.raw.length;
	const shape = () => terminal.lines().map(line => line.replaceAll(/\d/g, '0'));
	const shown = shape();
	terminal.press('ctrl-l');
	// All of it came anew, so at least the menu's words were written once more.
	await terminal.waitFor(() => terminal.raw.includes(menu.at(-1) ?? '', before), {what: 'a redraw'});
	expect(shape()).toEqual(shown);
}
