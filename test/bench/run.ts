/*
`npm run bench`: how fast and how light the built program is, each against a baseline measured in the same run.

`--quick` takes fewer and shorter measurements, to see that everything works; its numbers prove nothing. Exit code 1 when a target is missed.
*/
import {mkdtempSync, rmSync} from 'node:fs';
import {cpus, tmpdir} from 'node:os';
import {join} from 'node:path';
import {requireBuild} from '../helpers/program.ts';
import {buildHello} from './build-hello.ts';
import {measureIdle} from './idle.ts';
import {measureFeed, measureKeys} from './log-viewer.ts';
import {prepareHome} from './prepare-home.ts';
import {milliseconds, printReport, type ReportLine} from './report.ts';
import {measureStarts} from './start-times.ts';
import type {Summary} from './statistics.ts';

const targets = {
	firstFrameToHello: 1.4,
	keyToPaintP95Ms: 33,
	bytesPerFrame: 2200,
	fullClears: 0,
	idleCpuPercent: 0.5,
	idleMb: 150,
} as const;

const isQuick = process.argv.includes('--quick');
const effort = isQuick
	? {rounds: 2, presses: 20, feedSeconds: 4, idleSeconds: 6}
	: {rounds: 12, presses: 200, feedSeconds: 20, idleSeconds: 60};

const say = (text: string) => {
	process.stderr.write(`${text}\n`);
};

requireBuild();
const folder = mkdtempSync(join(tmpdir(), 'mstock-bench-'));
try {
	say('building the bare Ink program, preparing a home with four accounts and 2,000 log rows');
	const helloFile = await buildHello(folder);
	await using home = await prepareHome(2000);

	say(`starting everything in turns, ${effort.rounds} rounds`);
	const starts = await measureStarts(home, helloFile, effort.rounds);
	say(`pressing ${effort.presses} keys in the log viewer`);
	const keys = await measureKeys(home, effort.presses);
	say(`following ten rows a second for ${effort.feedSeconds} s`);
	const feed = await measureFeed(home, effort.feedSeconds);
	say(`leaving it alone for ${effort.idleSeconds} s`);
	const idle = await measureIdle(home, effort.idleSeconds);

	const against = (what: string, start: Summary, target?: number): ReportLine => {
		// Medians compare what a person meets; the minimum in the detail shows the machine at rest.
		const ratio = start.median / starts.hello.median;
		return {
			what,
			measured: `${ratio.toFixed(2)} x Ink hello`,
			detail: `${milliseconds(start.median)} (min ${milliseconds(start.minimum)}), ${(start.median / starts.node.median).toFixed(1)} x bare Node`,
			target: target === undefined ? '' : `at most ${target}`,
			hasPassed: target === undefined ? undefined : ratio <= target,
		};
	};

	const lines: readonly ReportLine[] = [
		{
			what: 'bare Node, node -e 0',
			measured: milliseconds(starts.node.median),
			detail: `min ${milliseconds(starts.node.minimum)}`,
			target: '',
			hasPassed: undefined,
		},
		against('bare Ink hello, bundled', starts.hello),
		against('start to first frame', starts.firstFrame, targets.firstFrameToHello),
		against('start to usable user list', starts.userList),
		against('very first run to welcome', starts.veryFirstRun),
		{
			what: 'key to paint, log viewer, p95',
			measured: milliseconds(keys.p95Ms),
			detail: `p50 ${milliseconds(keys.p50Ms)}, ${keys.presses} keys`,
			target: `at most ${targets.keyToPaintP95Ms} ms`,
			hasPassed: keys.p95Ms <= targets.keyToPaintP95Ms,
		},
		{
			what: 'bytes a frame, ten rows a second',
			measured: `${Math.round(feed.bytesPerFrame)} bytes`,
			detail: `${feed.frames} frames, ${feed.framesPerSecond.toFixed(1)} a second`,
			target: `at most ${targets.bytesPerFrame}`,
			hasPassed: feed.bytesPerFrame <= targets.bytesPerFrame,
		},
		{
			what: 'CPU a frame, ten rows a second',
			measured: milliseconds(feed.cpuMsPerFrame),
			detail: `${feed.cpuPercent.toFixed(1)} % of a core`,
			target: '',
			hasPassed: undefined,
		},
		{
			what: 'full-screen clears meanwhile',
			measured: String(feed.fullClears),
			detail: '',
			target: 'none',
			hasPassed: feed.fullClears <= targets.fullClears,
		},
		{
			what: 'idle CPU, sandbox inside',
			measured: `${idle.cpuPercent.toFixed(2)} %`,
			detail: `${Math.round(idle.seconds)} s, ${idle.bytesWritten} bytes written`,
			target: `at most ${targets.idleCpuPercent} %`,
			hasPassed: idle.cpuPercent <= targets.idleCpuPercent,
		},
		{
			what: 'idle memory, sandbox inside',
			measured: `${Math.round(idle.residentMb)} MB`,
			detail: `peak ${Math.round(idle.peakMb)} MB`,
			target: `at most ${targets.idleMb} MB`,
			hasPassed: idle.peakMb <= targets.idleMb,
		},
	];
	printReport(
		`mStock Terminal, Node ${process.versions.node}, ${cpus().length} cores, 120x40${isQuick ? ', QUICK: the numbers prove nothing' : ''}`,
		lines,
		text => {
			process.stdout.write(text);
		},
	);
	process.exitCode = lines.some(({hasPassed}) => hasPassed === false) ? 1 : 0;
} finally {
	rmSync(folder, {recursive: true, force: true});
}
