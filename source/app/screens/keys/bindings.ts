import {defineBindings} from '../../keymap/binding.ts';

// Not "g": that begins the two-key chords that go to a screen.
export const keysBindings = defineBindings('Keys', [
	{
		id: 'keys.generate',
		keys: ['n'],
		label: 'new key',
		help: 'Make a new active key; the others only open what they sealed from then on',
	},
	{
		id: 'keys.sheet',
		keys: ['p'],
		label: 'recovery sheet',
		help: 'Show the recovery sheet, to print it or write it down',
	},
	{id: 'keys.again', keys: ['r'], label: 'read again', help: 'Read the keys again'},
]);
