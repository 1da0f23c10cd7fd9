import {expect, test} from 'vitest';
import {openTerminalUnderShell, runCommand} from '../helpers/program.ts';
import {describeDialects} from '../helpers/with-program.ts';
import {openDatabaseHome} from './database-home.ts';
import {readRemains, untouched} from './restored-terminal.ts';
import {enterAsNewcomer, goTo, logInWithOtp, logOut} from './steps.ts';

const patienceMs = 120_000;

describeDialects('a newcomer', dialect => {
	test(
		'gets in with DEMO01 and the code on the screen, sees the session and its log live, logs out and quits',
		{
			timeout: patienceMs,
		},
		async () => {
			await using place = await openDatabaseHome(dialect);
			const {home, variables} = place;
			await using terminal = openTerminalUnderShell(home, {environment: variables});

			await enterAsNewcomer(terminal);
			expect(terminal.lines()[0]).toMatch(dialect === 'sqlite' ? /SQLite/ : /MariaDB|MySQL/);

			await logInWithOtp(terminal, 'DEMO01');
			const card = await terminal.waitFor(/session\/token succeeded for DEMO01/);
			for (const fact of [
				/client code +DEMO01$/m,
				/type +A$/m,
				/environment +SANDBOX$/m,
				/since +today \d\d:\d\d$/m,
				/valid until +(today|tomorrow) \d\d:\d\d/m,
				/time left +(\d+ h \d+ m|\d+:\d\d)/m,
			]) {
				expect(card).toMatch(fact);
			}

			const sequence = /sequence +(\d{1,20})$/m.exec(card)?.[1] ?? 'no sequence';
			expect(card).toContain(`live log of this login ┄┄ ${sequence}`);
			expect(terminal.lines()[0]).toMatch(/DEMO01 A +signed in, /);

			// The rows of this login among all others, and then a row that another process writes, all by itself.
			terminal.type('f');
			await terminal.waitFor(`only login ${sequence}`);
			await terminal.waitFor(/INFO +auth +login started for DEMO01/);
			expect(terminal.screen()).not.toContain('demo accounts: 4 added');
			terminal.type('x');
			await terminal.waitFor(/INFO +users +demo accounts: 4 added/);
			await terminal.waitFor(/INFO +auth +login started for DEMO01/);
			await terminal.waitFor(/INFO +auth +session\/token succeeded for DEMO01/);
			const update = await runCommand(home, ['users', 'update', 'DEMO02', '--name', 'Written elsewhere'], {
				environment: variables,
			});
			expect(update).toMatchObject({exitCode: 0});
			await terminal.waitFor(/INFO +users +.*DEMO02/);

			// Back with the menu: out, up, in.
			terminal.press('escape');
			terminal.press('up');
			await terminal.waitFor(/^▌ Login\b/m);
			terminal.press('enter');
			await terminal.waitFor(/● DEMO01 A +is signed in/);
			await logOut(terminal, 'DEMO01');
			expect(terminal.lines()[0]).toMatch(/DEMO01 A +signed out/);

			await goTo(terminal, 'l', 'Logs');
			await terminal.waitFor(/INFO +auth +.*logout.*DEMO01|INFO +auth +.*DEMO01.*logged out/);
			terminal.type('q');
			expect(await readRemains(terminal)).toEqual({exitCode: 0, ...untouched});
		},
	);
});
