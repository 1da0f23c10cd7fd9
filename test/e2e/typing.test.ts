import {describe, expect, test} from 'vitest';
import {createSandboxControl, findSandbox} from '../helpers/control.ts';
import {encodeKeys, type KeyName} from '../helpers/keys.ts';
import {openTerminal} from '../helpers/program.ts';
import type {PtyTerminal} from '../helpers/pty-terminal.ts';
import {createTempHome} from '../helpers/temp-home.ts';
import {backToAccounts, chooseAccount, enterAsNewcomer, goTo, readOtp} from './steps.ts';

const rounds = 100;
const patienceMs = 120_000;

describe('keys that come faster than frames', () => {
	test(
		'Down and Enter in one write open the next screen of the menu, 100 times in 100',
		{timeout: patienceMs},
		async () => {
			await using home = createTempHome();
			await using terminal = openTerminal(home);
			await enterAsNewcomer(terminal);
			await goTo(terminal, 'h', 'Home');
			terminal.press('escape');
			const opened: string[] = [];
			for (let round = 0; round < rounds; round++) {
				await terminal.waitFor(screen => shownScreen(screen) === 'Home' && isInMenu(screen), {
					what: 'Home, in the menu',
				});
				terminal.press('down', 'enter');
				await terminal.waitFor(screen => !isInMenu(screen), {what: 'a screen that has the keys'});
				opened.push(shownScreen(terminal.screen()));
				terminal.press('shift-tab', 'up');
			}

			expect(opened).toEqual(Array.from({length: rounds}, () => 'Users'));
		},
	);

	test('Down and Enter in one write take the next account, 100 times in 100', {timeout: patienceMs}, async () => {
		await using home = createTempHome();
		await using terminal = openTerminal(home);
		await enterAsNewcomer(terminal);
		const taken: string[] = [];
		const wanted: string[] = [];
		for (let round = 0; round < rounds; round++) {
			const screen = await terminal.waitFor(/▸ DEMO0\d/);
			const listed = Array.from(screen.matchAll(/│ +(?:▸ )?(DEMO0\d) [AB]\b/g), ([, account = '']) => account);
			const marked = /▸ (DEMO0\d)/.exec(screen)?.[1] ?? '';
			// Below the last one comes the first.
			wanted.push(listed[(listed.indexOf(marked) + 1) % listed.length] ?? 'no list');
			terminal.press('down', 'enter');
			const attempt = await terminal.waitFor(/account +DEMO0\d[^]*● code/);
			taken.push(/account +(DEMO0\d)/.exec(attempt)?.[1] ?? '');
			await backToAccounts(terminal);
		}

		expect(taken).toEqual(wanted);
		expect(new Set(taken).size).toBe(4);
	});

	test('a code and Enter in one write are the whole code, sent once', async () => {
		await using home = createTempHome();
		await using terminal = openTerminal(home);
		await enterAsNewcomer(terminal);
		await chooseAccount(terminal, 'DEMO01');
		const otp = await readOtp(terminal);
		terminal.type(`9${encodeKeys('backspace')}${otp}${encodeKeys('enter')}`);
		await terminal.waitFor(/● DEMO01 A +is signed in/);
		const arrived = await createSandboxControl(findSandbox(home.mstockHome).controlUrl).requests();
		expect(arrived.filter(({path}) => path.endsWith('/session/token'))).toHaveLength(1);
	});

	test('Escape, g and l in one write leave one screen and open another', async () => {
		await using home = createTempHome();
		await using terminal = openTerminal(home);
		await enterAsNewcomer(terminal);
		await goTo(terminal, 'u', 'Users');
		terminal.type(`${encodeKeys('escape')}gl`);
		const screen = await terminal.waitFor(each => shownScreen(each) !== 'Users' && !isInMenu(each), {
			what: 'another screen, which has the keys',
		});
		expect(shownScreen(screen)).toBe('Logs');
	});
});

describe('a text field', () => {
	test('does with pastes, emoji and chords what a person expects', {timeout: patienceMs}, async () => {
		await using home = createTempHome();
		await using terminal = openTerminal(home);
		await enterAsNewcomer(terminal);
		await goTo(terminal, 'u', 'Users');
		await terminal.waitFor('▸ DEMO01');
		terminal.type('a');
		await terminal.waitFor('Add an account');

		// A line that was copied with its end: taken without it, and the form is still there.
		terminal.paste('NEW01\n');
		await shows(terminal, 'user id', 'NEW01');
		terminal.press('tab', 'tab');
		const name = async (input: string, becomes: string) => {
			terminal.type(input);
			await shows(terminal, 'name', becomes);
		};

		const keys = (...names: readonly KeyName[]) => encodeKeys(...names);
		terminal.paste('First\nSecond\r\n');
		await shows(terminal, 'name', 'First Second');
		await name(keys('ctrl-w'), 'First');
		await name(`ab${keys('backspace')}c`, 'First ac');
		await name(keys('ctrl-u'), '');
		await name('x👩\u{200d}💻', 'x👩\u{200d}💻');
		await name(`${keys('backspace')}y👍🏽`, 'xy👍🏽');
		await name(keys('backspace', 'backspace'), 'x');
		await name(` two${keys('ctrl-a')}>${keys('ctrl-e')}<`, '>x two<');
		await name(`${keys('home')}${keys('right', 'right', 'ctrl-k')}!`, '>x!');
		await name(`${keys('ctrl-l', 'ctrl-o', 'ctrl-r', 'alt-x', 'ctrl-t')}.`, '>x!.');
		await name(keys('left', 'left', 'delete'), '>x.');

		// Letters that are commands elsewhere are letters here.
		await name(`${keys('end', 'ctrl-u')}q?:g/`, 'q?:g/');
		terminal.press('escape');
		await terminal.waitFor(screen => !screen.includes('Add an account'));
		expect(terminal.screen()).not.toContain('NEW01');
	});
});

/** The line of the form with this label shows exactly this text before its note. */
async function shows(terminal: PtyTerminal, label: string, text: string): Promise<void> {
	await terminal.waitFor(
		() => {
			const line = terminal.lines().find(each => new RegExp(`▸ ${label} `).test(each));
			return line !== undefined && new RegExp(`▸ ${label} +${escape(text)} {2,}`).test(line);
		},
		{what: `"${text}" in the field "${label}"`},
	);
}

function escape(text: string): string {
	return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** The screen that the menu marks. */
function shownScreen(screen: string): string {
	return /^▌ (\w+)/m.exec(screen)?.[1] ?? '';
}

/** Whether the arrows are the menu's: then the last line offers to go into the screen. */
function isInMenu(screen: string): boolean {
	return /go in/.test(screen.split('\n').at(-1) ?? '');
}
