import {mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createFileSink} from '../../source/logging/sinks/file-sink.ts';
import {exchange, loggerOver} from './records.ts';

let folder = '';

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'mstock-log-'));
});

afterEach(async () => {
	await rm(folder, {recursive: true, force: true});
});

async function linesOf(path: string): Promise<Array<Record<string, unknown>>> {
	const text = await readFile(path, 'utf8');
	return text
		.split('\n')
		.filter(line => line !== '')
		.map(line => JSON.parse(line) as Record<string, unknown>);
}

test('every record becomes one JSON line, DEBUG, stacks and exchanges included, in a private file of a private folder', async () => {
	const path = join(folder, 'logs', 'mstock.log');
	const sink = createFileSink({path});
	const logger = loggerOver(sink);
	logger.debug('app', 'started');
	logger.error('broker', 'two\nlines \u202E', {error: new Error('password=canary'), loginSequenceId: '1'});
	logger.request(exchange);
	await logger.flush();
	const [debug, error, request] = await linesOf(path);
	expect(debug).toEqual({at: '2026-11-24T05:12:07.118Z', level: 'DEBUG', source: 'app', message: 'started'});
	expect(error).toMatchObject({
		level: 'ERROR',
		message: 'two\nlines \u202E',
		loginSequenceId: '1',
		error: expect.stringContaining('Error: password=[redacted]'),
	});
	expect(request).toMatchObject({
		api: 'login',
		httpStatus: 200,
		durationMs: 182,
		userId: 'DEMO01',
		request: expect.stringContaining('[redacted]'),
	});
	expect((await stat(path)).mode & 0o777).toBe(0o600);
	expect((await stat(join(folder, 'logs'))).mode & 0o777).toBe(0o700);
	const text = await readFile(path, 'utf8');
	expect(text).not.toContain('canary');
	// What a terminal would act on is escaped: the file may be looked at with `cat`.
	expect(text).not.toMatch(/[\p{Cf}\u0000-\u0009\u000B-\u001F\u007F-\u009F]/u);
});

test('a file that has grown is put aside, and only so many are kept', async () => {
	const path = join(folder, 'mstock.log');
	const sink = createFileSink({path, rotateAtBytes: 300, files: 3});
	const logger = loggerOver(sink);
	for (let index = 0; index < 12; index += 1) {
		logger.info('app', `line ${index} ${'x'.repeat(100)}`);
		await logger.flush();
	}

	expect((await readdir(folder)).sort()).toEqual(['mstock.log', 'mstock.log.1', 'mstock.log.2']);
	const kept = await Promise.all(['.2', '.1', ''].map(async ending => linesOf(`${path}${ending}`)));
	const numbers = kept.flat().map(({message}) => Number(/\d+/.exec(String(message))?.[0]));
	expect(numbers).toEqual(Array.from({length: numbers.length}, (_, index) => 12 - numbers.length + index));
	expect(sink.state()).toEqual({dropped: 0, pending: 0, failure: undefined});
});

test('two sinks on one file leave whole lines', async () => {
	const path = join(folder, 'mstock.log');
	const loggers = [loggerOver(createFileSink({path})), loggerOver(createFileSink({path}))];
	for (let index = 0; index < 200; index += 1) {
		for (const logger of loggers) {
			logger.info('app', `line ${index} ${'x'.repeat(index)}`);
		}
	}

	await Promise.all(loggers.map(async logger => logger.flush()));
	expect(await linesOf(path)).toHaveLength(400);
});

test('a full disk stops nobody: lines wait, the oldest are dropped and counted', async () => {
	// Linux has a device that is always full; elsewhere a folder in the file's place refuses as well.
	const full = process.platform === 'linux' ? {path: '/dev/full', code: 'ENOSPC'} : {path: folder, code: 'EISDIR'};
	const sink = createFileSink({path: full.path, capacity: 5});
	const logger = loggerOver(sink);
	for (let index = 0; index < 8; index += 1) {
		logger.info('app', `line ${index}`);
	}

	await logger.flush();
	expect(sink.state()).toEqual({dropped: 3, pending: 5, failure: full.code});
	expect(logger.failures()).toBe(0);
});

test('lines that waited out a failure are written in order, and the file says how many were lost', async () => {
	// A file where the folder should be: nothing can be written until it goes.
	const blocked = join(folder, 'blocked');
	const path = join(blocked, 'mstock.log');
	await writeFile(blocked, '');
	const sink = createFileSink({path, capacity: 2});
	const logger = loggerOver(sink);
	for (const message of ['one', 'two', 'three']) {
		logger.info('app', message);
	}

	await logger.flush();
	expect(sink.state()).toMatchObject({dropped: 1, pending: 2});
	await rm(blocked);
	await logger.flush();
	expect((await linesOf(path)).map(({message}) => message)).toEqual([
		'1 line before this one could not be written and is lost',
		'two',
		'three',
	]);
	expect(sink.state()).toEqual({dropped: 1, pending: 0, failure: undefined});
});
