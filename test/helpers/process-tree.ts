import {readFileSync} from 'node:fs';

export type SeenProcess = {readonly pid: number; readonly argv: string; readonly environ: string};

/** What anybody with the right to look sees of a process and all that it started: Linux only. A process that has just ended is left out. */
export function lookAtProcesses(rootPid: number): readonly SeenProcess[] {
	const read = (pid: number, name: string) => {
		try {
			return readFileSync(`/proc/${pid}/${name}`, 'utf8');
		} catch {
			// It ended between being listed and being looked at.
			return undefined;
		}
	};

	const seen: SeenProcess[] = [];
	const pids = [rootPid];
	for (const pid of pids) {
		const argv = read(pid, 'cmdline');
		const environ = read(pid, 'environ');
		if (argv !== undefined && environ !== undefined) {
			seen.push({pid, argv: argv.replaceAll('\0', '\n'), environ: environ.replaceAll('\0', '\n')});
		}

		const children = read(pid, `task/${pid}/children`)?.trim() ?? '';
		pids.push(...children.split(' ').filter(Boolean).map(Number));
	}

	return seen;
}
