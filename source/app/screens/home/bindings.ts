import {defineBindings} from '../../keymap/binding.ts';

export const homeBindings = defineBindings('Home', [
	{id: 'home.run', keys: ['enter'], label: 'do it', help: 'Do what the marked line says'},
]);
