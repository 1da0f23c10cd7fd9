import {spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import {DatabaseError} from '../../source/errors.ts';
import {acquireLock, withLock} from '../../source/home/lock.ts';
import {useTemporaryFolder} from './temporary-folder.ts';

const makeFolder = useTemporaryFolder();
const children: ChildProcess[] = [];

afterEach(() => {
	for (const child of children.splice(0)) {
		child.kill('SIGKILL');
	}
});

describe('a lock', () => {
	test('is held by one at a time, and the others wait their turn', async () => {
		const folder = makeFolder();
		let inside = 0;
		let most = 0;
		const done = await Promise.all(
			[1, 2, 3, 4].map(number =>
				withLock(folder, 'turn', async () => {
					inside++;
					most = Math.max(most, inside);
					await new Promise(resolve => {
						setImmediate(resolve);
					});
					inside--;
					return number;
				}),
			),
		);
		expect({done, most}).toEqual({done: [1, 2, 3, 4], most: 1});
	});

	test('is let go when the work fails', async () => {
		const folder = makeFolder();
		await expect(
			withLock(folder, 'turn', () => {
				throw new Error('the work failed');
			}),
		).rejects.toThrow('the work failed');
		expect(await withLock(folder, 'turn', () => 'free', {waitMs: 0})).toBe('free');
	});

	test('is not had without waiting while somebody holds it, and is had once it is released, twice if need be', async () => {
		const folder = makeFolder();
		const held = await acquireLock(folder, 'login-7', {waitMs: 0});
		expect(held).toBeDefined();
		// Trying must not let go of what is held: closing a file drops its POSIX locks.
		expect(await acquireLock(folder, 'login-7', {waitMs: 0})).toBeUndefined();
		expect(await acquireLock(folder, 'login-7', {waitMs: 0})).toBeUndefined();
		const other = await acquireLock(folder, 'login-8', {waitMs: 0});
		expect(other).toBeDefined();
		held?.release();
		held?.release();
		const again = await acquireLock(folder, 'login-7', {waitMs: 0});
		expect(again).toBeDefined();
		again?.release();
		other?.release();
	});

	test('that stays taken ends the wait with an error that says what to do', async () => {
		const folder = makeFolder();
		const held = await acquireLock(folder, 'turn');
		const error: unknown = await withLock(folder, 'turn', () => 'never', {waitMs: 60}).catch(
			(caught: unknown) => caught,
		);
		expect(error).toBeInstanceOf(DatabaseError);
		expect(error).toMatchObject({code: 'LOCKED', isRetryable: true, hint: expect.stringContaining('try again')});
		held?.release();
	});

	test('of another process keeps this one out, and ends when that process is killed', async () => {
		const folder = makeFolder();
		const child = await holdInChild(folder, 'shared');
		expect(await acquireLock(folder, 'shared', {waitMs: 0})).toBeUndefined();
		const exited = once(child, 'exit');
		child.kill('SIGKILL');
		await exited;
		const held = await acquireLock(folder, 'shared', {waitMs: 2000});
		expect(held).toBeDefined();
		held?.release();
	});

	test('keeps another process out although this one tried it twice', async () => {
		const folder = makeFolder();
		const held = await acquireLock(folder, 'shared');
		expect(await acquireLock(folder, 'shared', {waitMs: 0})).toBeUndefined();
		await expect(holdInChild(folder, 'shared')).rejects.toThrow('busy');
		held?.release();
	});

	test('leaves one private file and no journal', async () => {
		const folder = join(makeFolder(), 'locks');
		await withLock(folder, 'turn', () => 'done');
		expect(readdirSync(folder)).toEqual(['turn.lock']);
		expect(statSync(join(folder, 'turn.lock')).mode & 0o777).toBe(0o600);
		expect(statSync(folder).mode & 0o777).toBe(0o700);
	});

	test('refuses a name that would leave its folder', async () => {
		await expect(acquireLock(makeFolder(), '../elsewhere')).rejects.toThrow('cannot have this name');
	});
});

/** Another process that holds the lock until it is killed; rejects when it could not have it. */
async function holdInChild(folder: string, name: string): Promise<ChildProcess> {
	const lockModule = new URL('../../source/home/lock.ts', import.meta.url).href;
	const script = `
		const {acquireLock} = await import(${JSON.stringify(lockModule)});
		const held = await acquireLock(${JSON.stringify(folder)}, ${JSON.stringify(name)}, {waitMs: 0});
		process.stdout.write(held ? 'held' : 'busy');
		globalThis.held = held;
		if (held) setInterval(() => {}, 1000);
	`;
	const child = spawn(process.execPath, ['--input-type=module', '-e', script], {stdio: ['ignore', 'pipe', 'inherit']});
	children.push(child);
	const [said] = (await once(child.stdout, 'data')) as [Buffer];
	if (String(said) !== 'held') {
		throw new Error(String(said));
	}

	return child;
}
