import {defineBindings} from '../../keymap/binding.ts';

export const logWindowBindings = defineBindings('Log', [
	{id: 'log.move', keys: ['up', 'down'], label: 'move', help: 'One row up or down; up stops following the newest row'},
	{id: 'log.page', keys: ['pageup', 'pagedown'], label: 'page', help: 'A page up or down', isInFooter: false},
	{id: 'log.first', keys: ['home'], label: 'first', help: 'To the very first row there is', isInFooter: false},
	{id: 'log.last', keys: ['end'], label: 'follow', help: 'To the newest row, and follow as more come'},
]);

export const logViewBindings = defineBindings('Log view', [
	{id: 'log.search', keys: ['/'], label: 'search', help: 'Show only rows that contain a text'},
	{id: 'log.all', keys: ['x'], label: 'show all', help: 'Take every filter away'},
	{id: 'log.pane', keys: ['tab'], label: 'scroll detail', help: 'Into the open row, to scroll what does not fit'},
	{id: 'log.detail', keys: ['enter', 'tab'], label: 'detail', help: 'Open the whole of the marked row'},
	{id: 'log.close', keys: ['enter', 'escape'], label: 'close detail', help: 'Close the open row'},
	{id: 'log.again', keys: ['r'], label: 'read again', help: 'Read again what could not be read'},
]);
