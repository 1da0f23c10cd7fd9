import {defineBindings} from '../../keymap/binding.ts';

export const welcomeBindings = defineBindings('Welcome', [
	{
		id: 'welcome.recoverySheet',
		keys: ['p'],
		label: 'recovery sheet',
		help: 'Show the recovery sheet, to print it or write it down',
	},
	{id: 'welcome.back', keys: ['escape'], label: 'back', help: 'Back to the choice before'},
]);
