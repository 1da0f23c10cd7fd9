import {defineBindings} from '../../keymap/binding.ts';

export const logsBindings = defineBindings('Logs', [
	{id: 'logs.errorBefore', keys: ['e'], label: 'error', help: 'To the error before the marked row'},
	{
		id: 'logs.errorAfter',
		keys: ['E'],
		label: 'next error',
		help: 'To the error after the marked row',
		isInFooter: false,
	},
	{id: 'logs.level', keys: ['l'], label: 'level', help: 'Least level shown: INFO, WARN, ERROR, and around again'},
	{id: 'logs.source', keys: ['s'], label: 'source', help: 'Show one part of the program after the other, then all'},
	{
		id: 'logs.followLogin',
		keys: ['f'],
		label: 'this login',
		help: 'Show only the login that the marked row belongs to, or everything again',
	},
	{
		id: 'logs.requests',
		keys: ['o'],
		label: 'its requests',
		help: 'Go to the requests of the login that is shown or marked',
	},
	{id: 'logs.cleanUp', keys: ['c'], label: 'clean up', help: 'Delete old rows of log and requests; counts them first'},
]);
