import type {RoleStyles} from './theme.ts';

/** For dark backgrounds. Sixteen-colour codes only, so that the person's own palette holds. */
export const dark: RoleStyles = {
	normal: '',
	dim: '2',
	strong: '1',
	accent: '36',
	ok: '32',
	attention: '33',
	failed: '31',
	live: '1;97;41',
	profit: '32',
	loss: '31',
	stale: '33',
	selected: '1;36',
	off: '2',
	sandbox: '36',
	heading: '2',
	caret: '7',
};
