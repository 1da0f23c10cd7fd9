import {readFile} from 'node:fs/promises';
import {expect, test} from 'vitest';
import {withKeyReference} from './helpers/key-reference.ts';

const readReadme = async () => readFile(new URL('../README.md', import.meta.url), 'utf8');

test('the keys in the README are those that the program answers; `npm run readme` writes them', async () => {
	const readme = await readReadme();
	expect(withKeyReference(readme)).toBe(readme);
	expect(readme).toContain('| `?` |');
});

test('the README names every folder of the source', async () => {
	const readme = await readReadme();
	const {readdir} = await import('node:fs/promises');
	const entries = await readdir(new URL('../source/', import.meta.url), {withFileTypes: true});
	for (const entry of entries.filter(candidate => candidate.isDirectory())) {
		expect(readme).toContain(`\`source/${entry.name}\``);
	}
});
