import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {describe, expect, test} from 'vitest';
import {toLockError} from '../../source/home/lock-error.ts';
import {useTemporaryFolder} from './temporary-folder.ts';

const makeFolder = useTemporaryFolder();

describe('a lock that cannot be taken', () => {
	test('because SQLite finds the disk full says that, and to make room', () => {
		const database = new DatabaseSync(join(makeFolder(), 'full.sqlite'));
		database.exec('PRAGMA max_page_count = 1');
		let full: unknown;
		try {
			database.exec('CREATE TABLE t (a)');
		} catch (error) {
			full = error;
		}

		database.close();
		expect(full).toMatchObject({errcode: 13});
		expect(toLockError('data-keys', full)).toMatchObject({
			kind: 'DatabaseError',
			exitCode: 4,
			code: 'SQLITE_FULL',
			message: expect.stringContaining('The disk is full'),
			hint: expect.stringContaining('Make room'),
		});
	});

	test.each([
		['the file system finds the disk full', {code: 'ENOSPC'}, {kind: 'DatabaseError', code: 'SQLITE_FULL'}],
		['the disk fails', {code: 'ERR_SQLITE_ERROR', errcode: 778}, {kind: 'DatabaseError', code: 'SQLITE_IOERR'}],
		['the folder may not be written to', {code: 'EACCES'}, {kind: 'ConfigurationError', field: 'MSTOCK_HOME'}],
	])('because %s says so', (_why, fields, expected) => {
		expect(toLockError('data-keys', Object.assign(new Error('outside words'), fields))).toMatchObject(expected);
	});
});
