import {spawn} from 'node:child_process';
import {setTimeout as pause} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {openTerminal} from '../helpers/program.ts';
import type {TempHome} from '../helpers/temp-home.ts';
import {databaseFileOf} from './prepare-home.ts';
import {readUsage} from './process-usage.ts';
import {percentile} from './statistics.ts';
import {goTo, isFirstFrame, selectedRow} from './words.ts';

/** Milliseconds from a key to the frame that shows the selection on another row. */
export async function measureKeys(home: TempHome, presses: number) {
	await using terminal = await openLogs(home);
	const times: number[] = [];
	for (let press = 0; press < presses; press++) {
		// A person's rhythm, out of step with any timer of the program.
		await pause(30 + ((press * 67) % 90));
		const before = selectedRow(terminal);
		const begin = performance.now();
		terminal.press(press % 8 < 4 ? 'up' : 'down');
		await terminal.waitFor(() => selectedRow(terminal) !== before, {deadlineMs: 2000, what: 'the selection moved'});
		times.push(performance.now() - begin);
	}

	return {p50Ms: percentile(times, 50), p95Ms: percentile(times, 95), presses: times.length};
}

/** What a frame costs while another process adds ten rows a second and the viewer follows them. */
export async function measureFeed(home: TempHome, seconds: number) {
	await using terminal = await openLogs(home);
	terminal.press('end');
	const feeder = spawn(
		process.execPath,
		['--import', 'tsx', fileURLToPath(new URL('feed-rows.ts', import.meta.url)), databaseFileOf(home)],
		{stdio: ['ignore', 'ignore', 'inherit']},
	);
	try {
		await terminal.waitFor('fed row', {what: 'the first row of the other process'});
		await pause(2000);
		const before = readUsage(terminal.pid);
		const start = terminal.raw.length;
		await pause(seconds * 1000);
		const written = terminal.raw.slice(start);
		const cpuMs = readUsage(terminal.pid).cpuMs - before.cpuMs;
		// Ink brackets every frame in the marks of synchronised output.
		const frames = written.split('\u{1b}[?2026h').length - 1;
		return {
			frames,
			framesPerSecond: frames / seconds,
			bytesPerFrame: Buffer.byteLength(written) / frames,
			cpuMsPerFrame: cpuMs / frames,
			cpuPercent: cpuMs / (seconds * 10),
			fullClears: written.split(/\u{1b}\[[23]J/u).length - 1,
		};
	} finally {
		feeder.kill();
	}
}

async function openLogs(home: TempHome) {
	const terminal = openTerminal(home);
	try {
		await terminal.waitFor(isFirstFrame);
		terminal.type(goTo.logs);
		await terminal.waitFor(screen => /(bench|fed) row \d+/.test(screen) && selectedRow(terminal) >= 0, {
			what: 'the log viewer with a selected row',
		});
		return terminal;
	} catch (error) {
		await terminal[Symbol.asyncDispose]();
		throw error;
	}
}
