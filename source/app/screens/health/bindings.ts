import {defineBindings} from '../../keymap/binding.ts';

export const healthBindings = defineBindings('Health', [
	{
		id: 'health.fix',
		keys: ['enter'],
		label: 'fix',
		help: 'Carry out the fix of the marked line; says first what it does',
	},
	{id: 'health.check', keys: ['c'], label: 'check again', help: 'Look at everything again'},
	{id: 'health.reconnect', keys: ['r'], label: 'reconnect', help: 'Open the database again'},
]);
