import {defineBindings} from '../../keymap/binding.ts';

export const settingsBindings = defineBindings('Settings', [
	{
		id: 'settings.change',
		keys: ['enter', 'space'],
		label: 'change',
		help: 'Change the marked setting; it holds at once and is kept',
	},
	{
		id: 'settings.step',
		keys: ['left', 'right'],
		label: 'other value',
		help: 'The value before or after, where there are only a few',
		isInFooter: false,
	},
]);

export const editBindings = defineBindings('Setting', [
	{id: 'edit.save', keys: ['enter'], label: 'save', help: 'Check the value and keep it'},
	{id: 'edit.leave', keys: ['escape', 'tab'], label: 'leave unchanged', help: 'Leave the setting as it was'},
]);
