import {defineBindings} from './binding.ts';

/** What holds on every screen. The letters after `g` come from the screen registry. */
export const globalBindings = defineBindings('Everywhere', [
	{
		id: 'app.help',
		keys: ['?'],
		label: 'help',
		help: 'List the keys that do something here, and run the one you choose',
	},
	{
		id: 'app.palette',
		keys: [':', 'ctrl+p'],
		label: 'palette',
		help: 'Find a screen or an action by its name',
		isInFooter: false,
	},
	{
		id: 'app.logInAgain',
		keys: ['ctrl+r'],
		label: 'log in again',
		help: 'Log the active account in over the present screen, when its session is over',
	},
	{id: 'app.quit', keys: ['q'], label: 'quit', help: 'Leave mStock Terminal; asks first if something would be lost'},
	{id: 'app.leave', keys: ['ctrl+c'], label: 'leave', help: 'Leave at once, from anywhere', isInFooter: false},
	{id: 'app.redraw', keys: ['ctrl+l'], label: 'redraw', help: 'Draw the whole screen again', isInFooter: false},
	{id: 'app.theme', keys: ['ctrl+t'], label: 'theme', help: 'Next theme: dark, light, no colour', isInFooter: false},
]);

export const menuBindings = defineBindings('Menu', [
	{id: 'menu.move', keys: ['up', 'down'], label: 'choose', help: 'Move through the menu; the screen beside it follows'},
	{
		id: 'menu.first',
		keys: ['home', 'end'],
		label: 'first, last',
		help: 'To the first or the last screen',
		isInFooter: false,
	},
	{id: 'menu.enter', keys: ['enter', 'right', 'tab'], label: 'go in', help: 'Go into the screen'},
]);

export const contentBindings = defineBindings('Screen', [
	{id: 'content.leave', keys: ['escape', 'shift+tab'], label: 'menu', help: 'Back to the menu'},
]);
