import {defineBindings} from '../../keymap/binding.ts';

export const requestsBindings = defineBindings('Requests', [
	{id: 'requests.api', keys: ['a'], label: 'api', help: 'Show the requests of one API after the other, then all'},
	{
		id: 'requests.log',
		keys: ['f'],
		label: 'log of this login',
		help: 'Go to the log of the login that the marked request belongs to; o leads back',
	},
]);
