import {defineBindings} from '../../keymap/binding.ts';

export const logsBindings = defineBindings('Logs', [
	{id: 'logs.search', keys: ['/'], label: 'search', help: 'Show only rows that contain a text'},
	{id: 'logs.level', keys: ['l'], label: 'level', help: 'Least level shown: INFO, WARN, ERROR, and around again'},
	{id: 'logs.source', keys: ['s'], label: 'source', help: 'Show one part of the program after the other, then all'},
	{
		id: 'logs.followLogin',
		keys: ['f'],
		label: 'this login',
		help: 'Show only the login that the marked row belongs to',
	},
	{
		id: 'logs.requests',
		keys: ['o'],
		label: 'its requests',
		help: 'Go to the requests of the login that is shown or marked',
	},
	{id: 'logs.all', keys: ['x'], label: 'show all', help: 'Take every filter away'},
	{id: 'logs.pane', keys: ['tab'], label: 'scroll detail', help: 'Into the open row, to scroll what does not fit'},
	{
		id: 'logs.detail',
		keys: ['enter', 'tab'],
		label: 'detail',
		help: 'Open the whole of the marked row, or close it again',
	},
	{id: 'logs.closeDetail', keys: ['escape'], label: 'close', help: 'Close the open row'},
	{
		id: 'logs.cleanUp',
		keys: ['c'],
		label: 'clean up',
		help: 'Delete old rows of log and requests; shows first how many',
	},
	{id: 'logs.again', keys: ['r'], label: 'read again', help: 'Read the log again after it could not be read'},
]);
