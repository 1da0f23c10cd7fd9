import type {RoleStyles} from './theme.ts';

/** For light backgrounds: amber is unreadable there, so attention is a dark magenta. */
export const light: RoleStyles = {
	normal: '',
	dim: '90',
	strong: '1',
	accent: '34',
	ok: '32',
	attention: '35',
	failed: '31',
	live: '1;97;41',
	profit: '32',
	loss: '31',
	stale: '35',
	selected: '1;34',
	off: '90',
	sandbox: '34',
	heading: '90',
	caret: '7',
};
