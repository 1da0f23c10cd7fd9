import {execFileSync} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';

export type Usage = {
	/** CPU time of the process and all its descendants since they began, user and system together. */
	readonly cpuMs: number;
	/** Their resident memory now, shared pages counted in each. */
	readonly residentMb: number;
};

const tickMs = 1000 / Number(execFileSync('getconf', ['CLK_TCK'], {encoding: 'utf8'}));

/** What a process tree has used. Linux only: read from /proc, in ticks of 10 ms. */
export function readUsage(pid: number): Usage {
	const processes = readProcesses();
	const tree = new Set([pid]);
	// Children have later numbers mostly, not always: go round until nothing joins.
	for (let size = 0; size !== tree.size;) {
		size = tree.size;
		for (const {pid: child, parent} of processes) {
			if (tree.has(parent)) {
				tree.add(child);
			}
		}
	}

	const members = processes.filter(member => tree.has(member.pid));
	return {
		cpuMs: members.reduce((sum, {ticks}) => sum + ticks * tickMs, 0),
		residentMb: members.reduce((sum, member) => sum + residentMb(member.pid), 0),
	};
}

function readProcesses() {
	return readdirSync('/proc')
		.filter(name => /^\d+$/.test(name))
		.flatMap(name => {
			const stat = readIfThere(`/proc/${name}/stat`);
			if (stat === undefined) {
				return [];
			}

			// The name stands in brackets and may hold anything; fields are counted from behind it: state, parent, ...
			const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
			const [userTicks, systemTicks, childUserTicks, childSystemTicks] = fields.slice(11, 15).map(Number);
			return [
				{
					pid: Number(name),
					parent: Number(fields[1]),
					ticks: (userTicks ?? 0) + (systemTicks ?? 0) + (childUserTicks ?? 0) + (childSystemTicks ?? 0),
				},
			];
		});
}

function residentMb(pid: number): number {
	const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readIfThere(`/proc/${pid}/status`) ?? '')?.[1];
	return Number(kilobytes ?? 0) / 1024;
}

/** Processes end while one reads about them. */
function readIfThere(path: string): string | undefined {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return undefined;
	}
}
