// A process of its own: writes ten log rows a second into the database named on the command line, until it is stopped.
import {insertLogRows} from '../helpers/log-rows.ts';

const [databaseFile = ''] = process.argv.slice(2);
let number = 0;

setInterval(() => {
	number++;
	insertLogRows(databaseFile, [
		{
			level: number % 20 === 0 ? 'WARN' : 'INFO',
			source: 'feed',
			message: `fed row ${number}: positions answered in ${(number * 53) % 700} ms`,
		},
	]);
}, 100);
