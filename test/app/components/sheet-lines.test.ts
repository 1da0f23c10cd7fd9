import {Buffer} from 'node:buffer';
import {describe, expect, test} from 'vitest';
import {layOutSheet} from '../../../source/app/components/sheet-lines.ts';
import {Secret} from '../../../source/domain/secret.ts';
import {formatRecoverySheet} from '../../../source/vault/recovery-sheet.ts';

const sheet = formatRecoverySheet({
	masterKey: new Secret(`${Buffer.alloc(32, 7).toString('base64url')}=`),
	home: '/home/asha/.local/share/mstock-terminal/in/a/folder/further/down/than/most',
	database: '/home/asha/.local/share/mstock-terminal/mstock.sqlite',
	keyIds: ['1', '2'],
	madeAt: new Date('2026-11-24T05:12:00Z'),
})
	.trimEnd()
	.split('\n');

describe('a recovery sheet', () => {
	test('stays as it is printed where it fits', () => {
		expect(layOutSheet(sheet, 100)).toEqual(sheet);
	});

	test('flows on where the place is narrow, each value below its beginning', () => {
		expect(layOutSheet(sheet, 67).join('\n')).toMatchInlineSnapshot(`
			"mStock Terminal: recovery sheet of a vault

			Keep this apart from the computer. Whoever has it and the database
			can read every stored password. Without it and without the home
			folder, nobody can.

			  master key   BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=
			  its kinds    AaaAAaaAAaaAAaaAAaaAAaaAAaaAAaaAAaaAAaaAAaa=
			               (a small letter, A capital, 9 digit; - _ = are
			               themselves)
			  checksum     EBBA-D97F

			  made         2026-11-24 10:42 IST
			  home         /home/asha/.local/share/mstock-terminal/in/a/folder/
			               further/down/than/most
			  database     /home/asha/.local/share/mstock-terminal/mstock.sqlit
			               e
			  data keys    1, 2

			To open the vault again

			  1. Bring the database back: copy the SQLite file to the new home
			     folder, or restore the MySQL database and set the DB_
			     variables.
			  2. Write one line into config/.env of the home folder (or set it
			     in the environment):  MSTOCK_MASTER_KEY=<the 44 characters
			     above>
			  3. Check what you typed: the first eight digits of the SHA-256 of
			     the 44 characters are the checksum above.
			  4. Run "mstock doctor". The vault round trip must say ok."
		`);
	});

	test('loses no word at any width', () => {
		const words = (lines: readonly string[]) => lines.join('').replaceAll(' ', '');
		for (let columns = 20; columns <= 100; columns++) {
			const lines = layOutSheet(sheet, columns);
			expect(words(lines)).toBe(words(sheet));
			expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(columns);
		}
	});
});
