import {readFile, writeFile} from 'node:fs/promises';
import {keySignsOf, type BindingTable} from '../../source/app/keymap/binding.ts';
import {createGoBindings} from '../../source/app/keymap/go-bindings.ts';
import {contentBindings, globalBindings, menuBindings} from '../../source/app/keymap/global-bindings.ts';
import {menuScreens, screens} from '../../source/app/screens/index.ts';
import {textFieldBindings} from '../../source/app/components/text-field.tsx';

const begin = '<!-- keys:begin, written by `npm run readme` from the tables that dispatch them -->\n';
const end = '<!-- keys:end -->';

/** The key tables of the README, from the records that dispatch them. */
export function keyReference(): string {
	const shared = [globalBindings, createGoBindings(menuScreens), menuBindings, contentBindings, textFieldBindings];
	const ofScreens = screens.flatMap(screen => screen.tables);
	const unique = [
		...new Map<string, BindingTable>([...shared, ...ofScreens].map(table => [table.title, table])).values(),
	];
	return unique.map(table => section(table)).join('\n');
}

function section({title, bindings}: BindingTable): string {
	const rows = bindings.map(
		binding => `| \`${keySignsOf(binding).replaceAll('|', String.raw`\|`)}\` | ${binding.help} |`,
	);
	return [`**${title}**`, '', '| Key | What it does |', '| --- | --- |', ...rows, ''].join('\n');
}

/** The README with its key section made anew. */
export function withKeyReference(readme: string): string {
	const from = readme.indexOf(begin) + begin.length;
	const to = readme.indexOf(end);
	return `${readme.slice(0, from)}\n${keyReference()}\n${readme.slice(to)}`;
}

if (process.argv[1]?.endsWith('key-reference.ts')) {
	const path = new URL('../../README.md', import.meta.url);
	await writeFile(path, withKeyReference(await readFile(path, 'utf8')));
}
