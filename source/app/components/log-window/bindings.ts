import {defineBindings} from '../../keymap/binding.ts';

export const logWindowBindings = defineBindings('Log', [
	{id: 'log.move', keys: ['up', 'down'], label: 'move', help: 'One row up or down; up stops following the newest row'},
	{id: 'log.page', keys: ['pageup', 'pagedown'], label: 'page', help: 'A page up or down', isInFooter: false},
	{id: 'log.first', keys: ['home'], label: 'first', help: 'To the very first row there is', isInFooter: false},
	{id: 'log.last', keys: ['end'], label: 'follow', help: 'To the newest row, and follow as more come'},
]);
