import {createHash} from 'node:crypto';
import {describe, expect, test} from 'vitest';
import {Secret} from '../../source/domain/secret.ts';
import {formatRecoverySheet, masterKeyChecksum} from '../../source/vault/recovery-sheet.ts';

const key = 'cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=';

describe('the recovery sheet', () => {
	const sheet = formatRecoverySheet({
		masterKey: new Secret(key),
		home: '/home/asha/.local/share/mstock-terminal',
		database: 'MySQL, mstock on db.example:3306',
		keyIds: ['1', '3'],
		madeAt: new Date('2026-11-24T20:00:00Z'),
	});

	test('says which key, of which home and database, made when, and how to use it', () => {
		const digest = createHash('sha256').update(key).digest('hex').toUpperCase();
		expect(sheet.split('\n').slice(5, 15)).toEqual([
			'  master key   cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=',
			'  its kinds    aa_9a999AaA-aaAA9aA9a_aAaAAaaAaaAaAaAaaA9a9=',
			'               (a small letter, A capital, 9 digit; - _ = are themselves)',
			`  checksum     ${digest.slice(0, 4)}-${digest.slice(4, 8)}`,
			'',
			'  made         2026-11-25 01:30 IST',
			'  home         /home/asha/.local/share/mstock-terminal',
			'  database     MySQL, mstock on db.example:3306',
			'  data keys    1, 3',
			'',
		]);
		expect(sheet).toMatch(/MSTOCK_MASTER_KEY=[\s\S]*mstock doctor/);
	});

	test('fits an 80-column page', () => {
		expect(sheet.split('\n').filter(line => line.length > 78)).toEqual([]);
	});

	test('has a checksum that sees one wrong character', () => {
		expect(masterKeyChecksum(new Secret(key.replace('0', 'O')))).not.toBe(masterKeyChecksum(new Secret(key)));
	});
});
