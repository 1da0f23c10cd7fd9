import type {RoleStyles} from './theme.ts';

/** No colour at all: weight and inverse only. Every meaning also has a sign, so nothing is lost. */
export const noColor: RoleStyles = {
	normal: '',
	dim: '2',
	strong: '1',
	accent: '4',
	ok: '',
	attention: '1',
	failed: '1',
	live: '1;7',
	profit: '',
	loss: '',
	stale: '1',
	selected: '1',
	off: '2',
	sandbox: '',
	heading: '2',
	caret: '7',
};
