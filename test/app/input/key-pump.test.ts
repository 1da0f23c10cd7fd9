import {EventEmitter} from 'node:events';
import type {ReadStream} from 'node:tty';
import {expect, test} from 'vitest';
import {createKeyPump} from '../../../source/app/input/key-pump.ts';

function createPump() {
	const rawModes: boolean[] = [];
	const stdin = Object.assign(new EventEmitter(), {
		setRawMode: (isRaw: boolean) => rawModes.push(isRaw),
		resume() {},
		pause() {},
	}) as unknown as ReadStream;
	const seen: Array<{readonly chord: string; readonly turn: number}> = [];
	let turn = 0;
	let isDone: () => void = () => {};
	const pump = createKeyPump({
		stdin,
		onKey(key) {
			seen.push({chord: key.chord, turn});
			if (key.chord === 'end') {
				isDone();
			}

			return key.chord === 'alt+g'
				? [
						{...key, chord: 'escape'},
						{...key, chord: 'g'},
					]
				: [];
		},
		onWheel() {},
	});
	const untilEnd = new Promise<void>(resolve => {
		isDone = resolve;
	});
	const count = () => {
		turn++;
		if (seen.at(-1)?.chord !== 'end') {
			setImmediate(count);
		}
	};
	setImmediate(count);
	return {pump, stdin, seen, untilEnd, rawModes};
}

test('each key has a macrotask of its own, so that the frame of one is there before the next', async () => {
	const {pump, stdin, seen, untilEnd} = createPump();
	pump.start();
	stdin.emit('data', Buffer.from('\u001B[B\rq\u001B[F'));
	await untilEnd;
	expect(seen.map(({chord}) => chord)).toEqual(['down', 'enter', 'q', 'end']);
	expect(new Set(seen.map(({turn}) => turn)).size).toBe(4);
	pump.stop();
});

test('an Alt chord that was really two keys gives both before what came behind it', async () => {
	const {pump, stdin, seen, untilEnd} = createPump();
	pump.start();
	stdin.emit('data', Buffer.from('\u001Bgh\u001B[F'));
	await untilEnd;
	expect(seen.map(({chord}) => chord)).toEqual(['alt+g', 'escape', 'g', 'h', 'end']);
	pump.stop();
});

test('a sequence that the line tore apart is put together again, and a letter of two bytes too', async () => {
	const {pump, stdin, seen, untilEnd} = createPump();
	pump.start();
	stdin.emit('data', Buffer.from('\u001B['));
	stdin.emit('data', Buffer.from('A'));
	const rupee = Buffer.from('₹');
	stdin.emit('data', rupee.subarray(0, 2));
	stdin.emit('data', rupee.subarray(2));
	stdin.emit('data', Buffer.from('\u001B[F'));
	await untilEnd;
	expect(seen.map(({chord}) => chord)).toEqual(['up', '₹', 'end']);
	pump.stop();
});

test('a lone Escape is a key of its own', async () => {
	const {pump, stdin, seen} = createPump();
	pump.start();
	stdin.emit('data', Buffer.from('\u001B'));
	await expect.poll(() => seen.map(({chord}) => chord)).toEqual(['escape']);
	stdin.emit('data', Buffer.from('\u001B[F'));
	pump.stop();
});

test('stopping gives the terminal its line mode back', () => {
	const {pump, rawModes} = createPump();
	pump.start();
	pump.stop();
	expect(rawModes).toEqual([true, false]);
});
