import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {findInvisible, findTakeovers, hostileTexts} from '../helpers/hostile-text.ts';
import {insertLogRows} from '../helpers/log-rows.ts';
import {openTerminal, runCommand} from '../helpers/program.ts';
import type {PtyTerminal} from '../helpers/pty-terminal.ts';
import {createTempHome, type TempHome} from '../helpers/temp-home.ts';
import {enterAsNewcomer, goTo} from './steps.ts';

const count = 1000;
const patienceMs = 120_000;

/** A home whose log holds a thousand rows that a stranger wrote, message and source alike. */
async function createHostileHome(): Promise<TempHome> {
	const home = createTempHome();
	const migrated = await runCommand(home, ['db', 'migrate']);
	if (migrated.exitCode !== 0) {
		throw new Error(migrated.stderr);
	}

	insertLogRows(
		join(home.mstockHome, 'mstock.sqlite'),
		hostileTexts(count).map((message, number) => ({
			level: 'WARN',
			message,
			source: number % 2 === 0 ? 'stranger' : 'a\r\u{1b}[2J\u{202e}b',
		})),
	);
	return home;
}

describe('a thousand hostile log rows', () => {
	test('are a thousand lines of visible text in the terminal, each in its place', {timeout: patienceMs}, async () => {
		await using home = await createHostileHome();
		await using terminal = openTerminal(home);
		await enterAsNewcomer(terminal);
		await goTo(terminal, 'l', 'Logs');
		terminal.type('l');
		await terminal.waitFor(/≥ WARN[^]*row 999 begins/);
		terminal.press('home');
		await terminal.waitFor(/row 0 begins/);

		const seen: number[] = [];
		for (;;) {
			const numbers = numbersInSight(terminal);
			seen.push(...numbers.filter(number => number > (seen.at(-1) ?? -1)));
			const last = numbers.at(-1) ?? 0;
			if (last >= count - 1) {
				break;
			}

			terminal.press('page-down');
			await terminal.waitFor(() => (numbersInSight(terminal).at(-1) ?? 0) > last, {what: 'the next page'});
		}

		expect(seen).toEqual(Array.from({length: count}, (_, number) => number));

		// The whole of a row is as harmless as its line: those that are one takeover each, and some mixtures.
		terminal.press('home');
		await terminal.waitFor(/▸ [^│]*row 0 begins/);
		terminal.press('enter');
		for (let number = 0; number < 40; number++) {
			await terminal.waitFor(screen => screen.split(`row ${number} begins`).length > 2, {
				what: `the whole of row ${number}`,
			});
			terminal.press('down');
		}

		terminal.press('ctrl-c');
		expect(await terminal.waitForExit()).toMatchObject({exitCode: 0});
		expect(findTakeovers(terminal.raw)).toEqual([]);
	});

	test('are a thousand lines of visible text in a pipe', async () => {
		await using home = await createHostileHome();
		const {exitCode, stdout, stderr} = await runCommand(home, ['logs', '--level', 'warn', '--limit', String(count)]);
		expect({exitCode, stderr}).toEqual({exitCode: 0, stderr: ''});
		expect(findInvisible(stdout)).toEqual([]);
		const lines = stdout.split('\n').filter(line => /row \d+ (begins|ends)/.test(line));
		expect(lines.map(line => /row (\d+) begins .* row (\d+) ends/.exec(line)?.slice(1))).toEqual(
			Array.from({length: count}, (_, number) => [String(number), String(number)]),
		);
	});
});

/** The rows in sight, from top to bottom. Every line of the list must begin as a row does: none is forged, none torn. */
function numbersInSight(terminal: PtyTerminal): readonly number[] {
	const list = terminal
		.lines()
		.map(line => line.split('│ ').slice(1).join('│ '))
		.filter(line => line.includes('WARN') || line.includes('begins') || line.includes('ends'))
		.filter(line => !line.startsWith('Logs'));
	return list.map(line =>
		Number(/^[▸ ] \d\d:\d\d:\d\d\.\d{3} +▲ WARN +\S+ +row (\d+) begins /.exec(line)?.[1] ?? Number.NaN),
	);
}
