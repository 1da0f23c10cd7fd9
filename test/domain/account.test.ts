import {expect, test} from 'vitest';
import {accountKey, accountLabel} from '../../source/domain/account.ts';
import {levelsFrom} from '../../source/domain/log-entry.ts';

test('an account is the same whatever the blanks and the case of its user id, but not of another type', () => {
	expect(accountKey(' demo01 ', 'A')).toBe(accountKey('DEMO01', 'A'));
	expect(accountKey('DEMO01', 'A')).not.toBe(accountKey('DEMO01', 'B'));
	expect(accountLabel({userId: 'DEMO01', apiKeyType: 'B'})).toBe('DEMO01 B');
});

test('a minimum level means itself and what is worse; DEBUG is not in the tables', () => {
	expect([levelsFrom('DEBUG'), levelsFrom('INFO'), levelsFrom('WARN'), levelsFrom('ERROR')]).toEqual([
		['INFO', 'WARN', 'ERROR'],
		['INFO', 'WARN', 'ERROR'],
		['WARN', 'ERROR'],
		['ERROR'],
	]);
});
