import {afterEach, describe, expect, test} from 'vitest';
import {createFakeProgram, type FakeProgramOptions} from '../../helpers/fake-program.ts';
import {createAccount} from '../../helpers/fixtures/account.ts';
import {encodeKeys} from '../../helpers/keys.ts';
import {renderFrame, type RenderedFrame} from '../../helpers/render-frame.tsx';

let open: RenderedFrame | undefined;

afterEach(() => {
	open?.unmount();
	open = undefined;
});

function show({columns = 80, rows = 24, ...rest}: FakeProgramOptions & {columns?: number; rows?: number} = {}) {
	open = renderFrame({program: createFakeProgram(rest), columns, rows});
	return open;
}

describe('the keys that do something here', () => {
	test('stand apart from their words, however many they are', async () => {
		const frame = show();
		await frame.type('gu?');
		const text = await frame.until('Keys   find:');
		expect(text).toMatch(/esc Shift-Tab {2,}menu {2,}Back to the menu/);
		expect(text).not.toMatch(/Shift-T…/);
	});

	test('are each listed once: with accounts d deletes, without it adds the demo accounts', async () => {
		const empty = show();
		await empty.type('gu?');
		expect(await empty.until('Keys   find:')).toMatch(/ d +demo accounts/);
		expect(empty.plain().match(/^.*│ [▸ ] d /gm)).toHaveLength(1);
		empty.unmount();
		const filled = show({accounts: [createAccount()]});
		await filled.type('gu?');
		expect(await filled.until('Keys   find:')).toMatch(/ d Del +delete/);
		expect(filled.plain().match(/^.*│ [▸ ] d /gm)).toHaveLength(1);
	});

	test('what the marked line says is there in full where its row cuts it', async () => {
		const frame = show({accounts: [createAccount()]});
		await frame.type('gu?');
		await frame.until('Keys   find:');
		await frame.type('set active');
		expect(await frame.until(/set active {2}Make .*…/)).toContain(
			'Make the marked account the one that commands without a user mean',
		);
	});
});

describe('the palette', () => {
	test.each(['sign out', 'log out', 'logout'])('finds the way out of a session by "%s"', async words => {
		const frame = show({accounts: [createAccount({session: 'signed-in'})], activeAccountId: '1'});
		await frame.type(`:${words}`);
		expect(await frame.until('sign out DEMO01 A')).toContain('o logs it out');
	});

	test('leads there with that account marked', async () => {
		const frame = show({
			accounts: [createAccount(), createAccount({accountId: '2', userId: 'DEMO02', session: 'signed-in'})],
			activeAccountId: '1',
		});
		await frame.type(':sign out demo02');
		await frame.until(/▸.*sign out DEMO02 A/);
		await frame.type(encodeKeys('enter'));
		await frame.until(/▸ DEMO02 A/);
		expect(frame.terminal.navigation.getSnapshot()).toMatchObject({screen: 'login', focus: 'content'});
	});
});
