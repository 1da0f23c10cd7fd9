import {defineBindings} from '../../keymap/binding.ts';

export const usersBindings = defineBindings('Users', [
	{
		id: 'user.addDemo',
		keys: ['d'],
		label: 'demo accounts',
		help: 'Add the four demo accounts of the sandbox',
	},
	{id: 'user.add', keys: ['a'], label: 'add', help: 'Add a broker account'},
	{
		id: 'user.update',
		keys: ['u'],
		label: 'update',
		help: 'Change the marked account; what you leave empty stays as it is',
	},
	{
		id: 'user.delete',
		keys: ['d', 'delete'],
		label: 'delete',
		help: 'Delete the marked account; says first what goes and what stays',
	},
	{id: 'user.login', keys: ['enter'], label: 'log in', help: 'Go to Login with the marked account'},
	{
		id: 'user.setActive',
		keys: ['s'],
		label: 'set active',
		help: 'Make the marked account the one that commands without a user mean',
	},
	{id: 'user.filter', keys: ['/'], label: 'filter', help: 'Show only the accounts that contain what you type'},
	{id: 'user.clearFilter', keys: ['escape'], label: 'all accounts', help: 'Take the filter away'},
]);

export const filterBindings = defineBindings('Filter', [
	{
		id: 'filter.keep',
		keys: ['enter', 'tab', 'shift+tab'],
		label: 'keep the filter',
		help: 'Back to the list, filtered',
	},
	{id: 'filter.clear', keys: ['escape'], label: 'all accounts', help: 'Take the filter away'},
]);
