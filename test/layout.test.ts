import {existsSync, readdirSync} from 'node:fs';
import {basename, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));

// What the user asked to see at the top of the project.
const required = ['README.md', 'knexfile.ts', 'migrations', 'package.json', 'source', 'test', 'tsconfig.json'];

// Made by npm and by the build, never committed.
const generated = new Set(['node_modules', 'dist', 'coverage']);

const allowedFolders = new Set(['source', 'migrations', 'test', 'docs']);

describe('the top level of the project', () => {
	test('has what the user asked for', () => {
		expect(required.filter(name => !existsSync(join(root, name)))).toEqual([]);
	});

	test('has no other folders, and no files but one-file configurations and the usual papers', () => {
		const entries = readdirSync(root, {withFileTypes: true}).map(entry => ({
			name: entry.name,
			isFolder: entry.isDirectory(),
		}));
		expect(findStrangers(entries)).toEqual([]);
	});

	test('is watched by a check that sees a stranger', () => {
		expect(
			findStrangers([
				{name: 'bench', isFolder: true},
				{name: 'scripts', isFolder: true},
				{name: 'notes.txt', isFolder: false},
				{name: 'helper.ts', isFolder: false},
				{name: 'vitest.config.ts', isFolder: false},
				{name: 'CHANGELOG.md', isFolder: false},
				{name: '.ci', isFolder: true},
				{name: 'node_modules', isFolder: true},
			]),
		).toEqual(['bench', 'scripts', 'notes.txt', 'helper.ts']);
	});
});

describe('file names', () => {
	test('are kebab-case in source and test', () => {
		const crooked = filesBelow('source', 'migrations', 'test').filter(
			path =>
				!/^[a-z0-9]+([.-][a-z0-9]+)*\.[a-z]+$/.test(
					basename(path)
						.replace(/^\d{14}_/, '')
						.replaceAll('_', '-'),
				),
		);
		expect(crooked).toEqual([]);
	});

	test('say what is inside: no utils, helpers, manager or data', () => {
		const vague = filesBelow('source').filter(path =>
			/^(utils?|helpers?|manager|data|info|misc|common)\.tsx?$/.test(basename(path)),
		);
		expect(vague).toEqual([]);
	});
});

function findStrangers(entries: ReadonlyArray<{readonly name: string; readonly isFolder: boolean}>): readonly string[] {
	return entries
		.filter(({name, isFolder}) => {
			if (name.startsWith('.') || generated.has(name)) {
				return false;
			}

			return isFolder
				? !allowedFolders.has(name)
				: !/^(package\.json|package-lock\.json|tsconfig\.json|knexfile\.ts|README\.md|CHANGELOG\.md|LICENSE|Dockerfile|[a-z]+\.config\.(ts|mjs))$/.test(
						name,
					);
		})
		.map(({name}) => name);
}

function filesBelow(...folders: readonly string[]): readonly string[] {
	return folders.flatMap(folder =>
		readdirSync(join(root, folder), {recursive: true, withFileTypes: true})
			.filter(entry => entry.isFile() && /\.(ts|tsx|mjs)$/.test(entry.name))
			.map(entry => join(entry.parentPath, entry.name)),
	);
}
