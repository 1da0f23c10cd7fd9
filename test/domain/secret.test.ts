import {inspect} from 'node:util';
import {expect, test} from 'vitest';
import {Secret} from '../../source/domain/secret.ts';

test('a secret shows itself nowhere but where it is asked to', () => {
	const secret = new Secret('canary');
	const shown = [
		String(secret),
		JSON.stringify({secret}),
		inspect({secret}, {depth: 9, showHidden: true}),
		Object.keys(secret).join(),
		inspect(new Error('no', {cause: {secret}})),
	].join('\n');
	expect(shown).not.toContain('canary');
	expect(secret.reveal()).toBe('canary');
	expect([secret.isEmpty, new Secret('').isEmpty]).toEqual([false, true]);
});
