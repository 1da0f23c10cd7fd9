import {mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {delimiter, dirname, join} from 'node:path';

/**
A person who has never run the program: an empty home, an empty working directory, and nothing in the environment.

Remove it with `await using` or `remove()`.
*/
export type TempHome = AsyncDisposable & {
	/** Holds everything below. */
	readonly root: string;
	/** The person's `HOME`. */
	readonly home: string;
	/** The program's `MSTOCK_HOME`; it does not exist yet. */
	readonly mstockHome: string;
	/** An empty folder to start in, so that no `config/` is picked up. */
	readonly workingDirectory: string;
	/** The whole environment of a child: `PATH` (this Node first), `HOME`, `MSTOCK_HOME`, a UTF-8 locale, and these. */
	readonly environment: (extra?: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
	/** Every file that was written below `root`: path from there, and its bytes. */
	readonly files: () => ReadonlyArray<{readonly path: string; readonly bytes: Buffer}>;
	readonly remove: () => void;
};

export function createTempHome(): TempHome {
	const root = mkdtempSync(join(tmpdir(), 'mstock-test-'));
	const home = join(root, 'home');
	const workingDirectory = join(root, 'work');
	const mstockHome = join(root, 'mstock-home');
	mkdirSync(home);
	mkdirSync(workingDirectory);

	const remove = () => {
		rmSync(root, {recursive: true, force: true, maxRetries: 5, retryDelay: 50});
	};

	return {
		root,
		home,
		mstockHome,
		workingDirectory,
		environment: (extra = {}) => ({
			PATH: [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
			HOME: home,
			MSTOCK_HOME: mstockHome,
			LANG: 'C.UTF-8',
			...extra,
		}),
		files: () =>
			readdirSync(root, {recursive: true, withFileTypes: true})
				.filter(entry => entry.isFile())
				.map(entry => join(entry.parentPath, entry.name))
				.map(path => ({path: path.slice(root.length + 1), bytes: readFileSync(path)})),
		remove,
		async [Symbol.asyncDispose]() {
			remove();
		},
	};
}
