import {defineBindings} from '../../keymap/binding.ts';

export const helpBindings = defineBindings('Help', [
	{id: 'help.scroll', keys: ['up', 'down'], label: 'scroll', help: 'One line up or down'},
	{id: 'help.page', keys: ['pageup', 'pagedown'], label: 'page', help: 'A page up or down', isInFooter: false},
	{id: 'help.ends', keys: ['home', 'end'], label: 'start, end', help: 'To the start or the end', isInFooter: false},
	{
		id: 'help.find',
		keys: ['enter', '/'],
		label: 'find a key',
		help: 'Find a key of any screen by its words, and go where it works',
	},
]);
