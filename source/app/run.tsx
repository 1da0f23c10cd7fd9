import process from 'node:process';
import {render} from 'ink';
import type {Program} from '../compose.ts';
import type {Unsubscribe} from '../services/services.ts';
import {App} from './app.tsx';
import {createTerminal} from './create-terminal.ts';
import {createKeyPump} from './input/key-pump.ts';
import type {KeyPress} from './input/key-press.ts';
import {guardTerminal} from './terminal-guard.ts';

const enterAlternateScreen = '\u001B[?1049h';
const bracketedPasteOn = '\u001B[?2004h';
// Held back by the terminal until Ink, which ends the hold with each of its frames, has drawn.
const heldBlankScreen = '\u001B[?2026h\u001B[2J\u001B[H';
const maxFps = 60;
const leftByCrash = 1;
const leftByHangUp = 129;

export type RunOptions = {
	/** The first whole frame is on the terminal; what takes long may begin. */
	readonly onPainted: () => void;
};

/**
Paint the terminal and stay until the person leaves. The caller has checked that there is one.

@returns the exit code: 0 when the person left, 128 + number for a signal, 1 after a crash
*/
export async function runTerminal(program: Program, {onPainted}: RunOptions): Promise<number> {
	const {stdin, stdout} = process;
	let finish: (exitCode: number) => void = () => {};
	const finished = new Promise<number>(resolve => {
		finish = resolve;
	});

	let handleKey: (key: KeyPress) => readonly KeyPress[] = () => [];
	let redraw = () => {};
	const pump = createKeyPump({
		stdin,
		onKey: key => handleKey(key),
		onWheel(turn) {
			handleKey({chord: turn, text: undefined, raw: ''});
		},
	});

	const terminal = createTerminal({
		program,
		now: program.now,
		forwardToInk: pump.forward,
		redraw() {
			redraw();
		},
		exit() {
			finish(0);
		},
	});
	handleKey = terminal.dispatcher.handleKey;

	const guard = guardTerminal({
		stdin,
		stdoutDescriptor: stdout.fd,
		process,
		onSignal: finish,
		onCrash(error) {
			program.recordCrash(error);
			process.stderr.write(
				`mStock Terminal ended because of an error of its own. The details are in ${program.config.paths.crashFile}\n`,
			);
			finish(leftByCrash);
		},
	});

	// A terminal that went away (a closed window, a killed multiplexer) is a hang-up, however it shows.
	for (const stream of [stdin, stdout, process.stderr]) {
		stream.on('error', () => {
			finish(leftByHangUp);
		});
	}

	pump.start();
	const stopHoming = homeOnEntry(stdout);
	const instance = render(<App terminal={terminal} />, {
		stdin: pump.inkStdin,
		stdout,
		alternateScreen: true,
		incrementalRendering: true,
		exitOnCtrlC: false,
		patchConsole: false,
		maxFps,
	});
	stopHoming();
	stdout.write(bracketedPasteOn);
	redraw = () => {
		// Ink writes only what differs from its last frame: it must forget that one, then hear of a resize, which makes it draw.
		stdout.write(heldBlankScreen);
		instance.clear();
		stdout.write(heldBlankScreen);
		stdout.emit('resize');
	};

	// The second hand: wakes at the turn of each second, so that a countdown never skips one.
	let secondHand: NodeJS.Timeout | undefined;
	const tick = () => {
		terminal.tick();
		secondHand = setTimeout(tick, 1000 - (program.now().getTime() % 1000));
	};
	secondHand = setTimeout(tick, 1000 - (program.now().getTime() % 1000));

	const watches: Unsubscribe[] = [];
	const begin = async () => {
		const {accounts, health} = program.services;
		await instance.waitUntilRenderFlush();
		onPainted();
		// Watching begins before the first reading, so that nothing falls in between.
		watches.push(await accounts.watch(), await health.watch());
		await accounts.list();
		await health.check();
	};
	terminal.dispatcher.run(begin);

	const exitCode = await finished;
	clearTimeout(secondHand);
	for (const stop of watches) {
		stop();
	}

	pump.stop();
	instance.unmount();
	guard.restore();
	// Left before the first frame: whoever waits for it must not wait for ever.
	onPainted();
	await program.dispose();
	guard.release();
	return exitCode;
}

/**
The alternate screen keeps the cursor where the shell left it, and Ink draws its first frame from there: put it into the corner first.

Ink enters by itself while it renders for the first time; this adds to exactly that write.
*/
function homeOnEntry(stdout: NodeJS.WriteStream): () => void {
	const original = stdout.write.bind(stdout) as (...parameters: unknown[]) => boolean;
	const homing = (chunk: unknown, ...rest: unknown[]): boolean =>
		original(
			typeof chunk === 'string' ? chunk.replace(enterAlternateScreen, `${enterAlternateScreen}\u001B[H`) : chunk,
			...rest,
		);
	stdout.write = homing;
	return () => {
		stdout.write = original;
	};
}
