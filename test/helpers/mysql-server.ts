import {execFile, spawn, type ChildProcess} from 'node:child_process';
import {accessSync, constants} from 'node:fs';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {promisify} from 'node:util';
import mysql from 'mysql2/promise';

const run = promisify(execFile);

export type MysqlServer = {
	/** `mysql://user:password@host:port`, for a user who may create databases. */
	readonly url: string;
	readonly name: string;
	/** Stops the server if this process started it, and removes its files. */
	readonly stop: () => Promise<void>;
};

type Environment = Readonly<Record<string, string | undefined>>;

const howToProceed = [
	'The database tests need a MySQL-compatible server, and none was found. One of these helps:',
	'  - install MariaDB 10.11+ or MySQL 8 so that mariadbd or mysqld is on PATH or in /usr/sbin (Debian: apt-get install mariadb-server);',
	'  - or give a server to test on: TEST_MYSQL_URL=mysql://user:password@host:3306 npm test (the user must be allowed to create databases).',
].join('\n');

/**
Find a MySQL-compatible server for the suite: the one of `TEST_MYSQL_URL`; else an installed one, started privately on a temporary folder and
a free loopback port; else, as root on a Debian, one installed with apt. A server that this process neither started nor was given is never touched.

@throws {Error} saying what to do when there is none
*/
export async function startMysqlServer(environment: Environment): Promise<MysqlServer> {
	const given = environment['TEST_MYSQL_URL'];
	if (given !== undefined && given !== '') {
		return {url: given, name: await serverName(given), async stop() {}};
	}

	const binary = findServer(environment) ?? (await installServer(environment));
	if (binary === undefined) {
		throw new Error(howToProceed);
	}

	return startPrivately(binary);
}

function findServer(environment: Environment): string | undefined {
	const folders = [
		...(environment['PATH'] ?? '').split(path.delimiter),
		'/usr/sbin',
		'/usr/local/sbin',
		'/usr/libexec',
	].filter(folder => path.isAbsolute(folder));
	return folders
		.flatMap(folder => ['mariadbd', 'mysqld'].map(name => path.join(folder, name)))
		.find(file => isExecutable(file));
}

function isExecutable(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		// Not there, or not for us: the next candidate may be.
		return false;
	}
}

async function installServer(environment: Environment): Promise<string | undefined> {
	if (process.getuid?.() !== 0 || !isExecutable('/usr/bin/apt-get')) {
		return undefined;
	}

	const options = {env: {...environment, DEBIAN_FRONTEND: 'noninteractive'}, maxBuffer: 64 * 1024 * 1024};
	process.stderr.write('No MySQL-compatible server here: installing mariadb-server with apt-get for the tests.\n');
	try {
		await run('apt-get', ['update', '-qq'], options);
		await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'mariadb-server'], options);
	} catch (error) {
		throw new Error(`apt-get could not install mariadb-server.\n${howToProceed}`, {cause: error});
	}

	return findServer(environment);
}

async function startPrivately(binary: string): Promise<MysqlServer> {
	const root = await mkdtemp(path.join(tmpdir(), 'mstock-mysql-'));
	try {
		const dataFolder = path.join(root, 'data');
		const isMariaDb = (await run(binary, ['--version'])).stdout.includes('MariaDB');
		await createDataFolder(binary, dataFolder, isMariaDb);
		return await serve(binary, root, dataFolder, isMariaDb, 3);
	} catch (error) {
		await rm(root, {recursive: true, force: true});
		throw error;
	}
}

async function createDataFolder(binary: string, dataFolder: string, isMariaDb: boolean): Promise<void> {
	const common = ['--no-defaults', `--datadir=${dataFolder}`, ...asRoot()];
	if (!isMariaDb) {
		await run(binary, [...common, '--initialize-insecure']);
		return;
	}

	const installer = ['mariadb-install-db', 'mysql_install_db']
		.flatMap(name =>
			[path.resolve(path.dirname(binary), '../bin'), path.resolve(path.dirname(binary), '../scripts'), '/usr/bin'].map(
				folder => path.join(folder, name),
			),
		)
		.find(file => isExecutable(file));
	if (installer === undefined) {
		throw new Error(`${binary} has no mariadb-install-db beside it.\n${howToProceed}`);
	}

	await run(installer, [
		...common,
		'--auth-root-authentication-method=normal',
		'--skip-test-db',
		'--skip-name-resolve',
		'--innodb-flush-log-at-trx-commit=0',
		'--innodb-flush-method=nosync',
		'--innodb-log-file-size=16M',
	]);
}

async function serve(
	binary: string,
	root: string,
	dataFolder: string,
	isMariaDb: boolean,
	triesLeft: number,
): Promise<MysqlServer> {
	const port = await freePort();
	const logFile = path.join(root, 'server.log');
	const guard = spawnGuarded(root, [
		binary,
		'--no-defaults',
		`--datadir=${dataFolder}`,
		// Relative to the data folder: a socket's whole path may not exceed about a hundred bytes.
		'--socket=server.sock',
		'--pid-file=server.pid',
		'--bind-address=127.0.0.1',
		`--port=${port}`,
		`--log-error=${logFile}`,
		'--skip-log-bin',
		'--innodb-flush-log-at-trx-commit=0',
		'--innodb-buffer-pool-size=64M',
		'--innodb-doublewrite=OFF',
		// MySQL's first root is root@localhost, which 127.0.0.1 is only by its name.
		...(isMariaDb
			? ['--skip-name-resolve', '--innodb-flush-method=nosync', '--innodb-log-file-size=16M']
			: ['--mysqlx=OFF']),
		...asRoot(),
	]);
	const url = `mysql://root@127.0.0.1:${port}`;
	try {
		await untilReady(url, logFile);
		return {url, name: await serverName(url), stop: () => stopGuard(guard)};
	} catch (error) {
		const log = await readFile(logFile, 'utf8').catch(() => '(no log)');
		if (triesLeft > 1 && log.includes('Address already in use')) {
			// Somebody took the port between finding and using it.
			guard.kill('SIGKILL');
			return serve(binary, root, dataFolder, isMariaDb, triesLeft - 1);
		}

		await stopGuard(guard);
		throw new Error(`The test server ${binary} did not start. The end of its log:\n${log.slice(-2000)}`, {
			cause: error,
		});
	}
}

/**
Run the server under a shell that stops it and removes its folder when our end of the pipe closes: then a suite that is killed leaves nothing behind.
*/
function spawnGuarded(root: string, command: readonly string[]): ChildProcess {
	const script = [
		'root=$1; shift',
		'"$@" >/dev/null 2>&1 & server=$!',
		'cat >/dev/null',
		'kill -TERM $server 2>/dev/null; wait $server; rm -rf "$root"',
	].join('\n');
	// Its own process group: a Ctrl-C at the suite must reach the server through the pipe, in order, and not twice.
	return spawn('/bin/sh', ['-c', script, 'mysql-guard', root, ...command], {
		detached: true,
		stdio: ['pipe', 'ignore', 'ignore'],
	});
}

async function stopGuard(guard: ChildProcess): Promise<void> {
	if (guard.exitCode !== null || guard.signalCode !== null) {
		return;
	}

	const ended = new Promise<void>(resolve => {
		guard.once('exit', () => {
			resolve();
		});
	});
	guard.stdin?.end();
	await ended;
}

async function untilReady(url: string, logFile: string): Promise<void> {
	const deadline = Date.now() + 60_000;
	for (;;) {
		try {
			const connection = await mysql.createConnection(url);
			await connection.end();
			return;
		} catch (error) {
			const log = await readFile(logFile, 'utf8').catch(() => '');
			if (Date.now() > deadline || log.includes('Aborting')) {
				throw error;
			}

			await delay(50);
		}
	}
}

async function serverName(url: string): Promise<string> {
	const connection = await mysql.createConnection(url);
	try {
		const [rows] = await connection.query<mysql.RowDataPacket[]>('SELECT VERSION() AS version');
		const version = String(rows[0]?.['version']);
		return `${version.includes('MariaDB') ? 'MariaDB' : 'MySQL'} ${version.replace(/-.*$/, '')}`;
	} finally {
		await connection.end();
	}
}

function asRoot(): readonly string[] {
	return process.getuid?.() === 0 ? ['--user=root'] : [];
}

function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const probe = createServer();
		probe.once('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const address = probe.address();
			probe.close(() => {
				resolve(typeof address === 'object' && address !== null ? address.port : 0);
			});
		});
	});
}
