import {afterEach, describe, expect, test} from 'vitest';
import type {RequestEntry, RequestFilter} from '../../../source/domain/log-entry.ts';
import {createFakeLogTable, requestEntry} from '../../helpers/fake-log-table.ts';
import {createFakeProgram, type FakeProgramOptions} from '../../helpers/fake-program.ts';
import {encodeKeys} from '../../helpers/keys.ts';
import {renderFrame, type RenderedFrame} from '../../helpers/render-frame.tsx';

const outside = {loginSequenceId: undefined, userId: undefined};

const story: readonly RequestEntry[] = [
	requestEntry(1, {
		...outside,
		apiName: 'health',
		message: 'health: the broker answers (401 without a session)',
		request: '{"method":"GET","url":"https://api.mstock.trade/openapi/typea/Health/GetHealthStatistics","headers":{}}',
		httpStatus: 401,
	}),
	requestEntry(2),
	requestEntry(3, {
		apiName: 'generate_session',
		message: 'session/token: success',
		request:
			'{"method":"POST","url":"https://api.mstock.trade/openapi/typea/session/token","headers":{},"body":{"otp":"[redacted]"}}',
		durationMs: 2140,
	}),
	requestEntry(4, {loginSequenceId: '26112410450099', userId: 'DEMO02'}),
	requestEntry(5, {
		loginSequenceId: '26112410450099',
		userId: 'DEMO02',
		apiName: 'generate_session',
		level: 'ERROR',
		message: 'session/token: the OTP is wrong',
		request: '{"method":"POST","url":"https://api.mstock.trade/openapi/typeb/session/token","headers":{}}',
		truncatedBytes: 41_200,
	}),
	requestEntry(6, {
		...outside,
		level: 'ERROR',
		apiName: 'login',
		message: 'connect/login: mStock did not answer within 7 s',
		response: undefined,
		httpStatus: undefined,
		durationMs: 7002,
	}),
];

let open: RenderedFrame | undefined;

afterEach(() => {
	open?.unmount();
	open = undefined;
});

function matches(filter: RequestFilter): (row: RequestEntry) => boolean {
	return ({apiName, message, request, response, loginSequenceId}) =>
		(filter.apiName === undefined || filter.apiName === apiName) &&
		(filter.loginSequenceId === undefined || filter.loginSequenceId === loginSequenceId) &&
		(filter.text === undefined || `${message}${request}${response}`.toLowerCase().includes(filter.text.toLowerCase()));
}

type ShowOptions = FakeProgramOptions & {
	readonly columns?: number;
	readonly rows?: number;
	readonly entries?: readonly RequestEntry[];
};

/** The Requests screen over a table in memory, with the arrows in it. */
async function showRequests({columns = 120, rows = 40, entries = story, ...rest}: ShowOptions = {}) {
	const table = createFakeLogTable(({requestId}: RequestEntry) => requestId, [...entries]);
	const listeners = new Set<() => void>();
	const program = createFakeProgram({
		...rest,
		services: {
			logs: {
				readRequests: async (filter, anchor, limit) => table.read(matches(filter), anchor, limit),
				countRequests: async filter => ({count: table.rows.filter(matches(filter)).length, isCapped: false}),
				apiNames: async () => ['generate_session', 'health', 'login'],
				async onAppended(listener) {
					listeners.add(listener);
					return () => listeners.delete(listener);
				},
			},
			...rest.services,
		},
	});
	const frame = renderFrame({program, columns, rows});
	open = frame;
	await frame.type('gr');
	await frame.until(/▌ Req/);
	return {
		...frame,
		add(...entriesToAdd: RequestEntry[]) {
			table.rows.push(...entriesToAdd);
			for (const listener of listeners) {
				listener();
			}
		},
	};
}

describe.each([
	[120, 40],
	[80, 24],
])('at %ix%i', (columns, rows) => {
	test('requests stand below the login they belong to', async () => {
		const frame = await showRequests({columns, rows});
		expect(await frame.until('6 rows')).toMatchSnapshot();
	});

	test('the open request shows what was sent and what came back', async () => {
		const frame = await showRequests({columns, rows});
		await frame.until('6 rows');
		await frame.type(encodeKeys('up', 'enter'));
		expect(await frame.until('did not fit the log and were cut')).toMatchSnapshot();
	});

	test('an empty list is an invitation', async () => {
		const frame = await showRequests({columns, rows, entries: []});
		expect(await frame.until('No requests yet.')).toMatchSnapshot();
	});
});

test('the theme gives what failed its colour', async () => {
	const frame = await showRequests({columns: 80, rows: 24});
	await frame.until('6 rows');
	expect(frame.styled()).toMatchSnapshot();
});

test('a heading says whose login it was and how it went', async () => {
	const frame = await showRequests();
	const text = await frame.until('6 rows');
	expect(text).toContain('login 26112410420017   DEMO01   ● ok   today 10:32   2 requests');
	expect(text).toContain('login 26112410450099   DEMO02   ✗ 1 failed   today 10:32   2 requests');
});

test('the heading stays in sight when its first request is scrolled away', async () => {
	const entries = Array.from({length: 60}, (_, index) => requestEntry(index + 1));
	const frame = await showRequests({columns: 80, rows: 24, entries});
	const text = await frame.until('60 rows');
	expect(text).toContain('login 26112410420017');
	expect(text).not.toContain('10:32:01');
	expect(text).toMatch(/▸ 10:33:00/);
});

test('a harmless question that was answered with 401 does not count as failed', async () => {
	const frame = await showRequests();
	expect(await frame.until('6 rows')).toMatch(/401 +182 ms {4}the broker answers \(401 without a session\)/);
});

test('a new request appears by itself, below its login', async () => {
	const frame = await showRequests();
	await frame.until('6 rows');
	frame.add(
		requestEntry(7, {
			apiName: 'logout',
			message: 'logout: success',
			loginSequenceId: '26112410450099',
			userId: 'DEMO02',
		}),
	);
	expect(await frame.until(/▸.*logout/)).toContain('following');
});

test('the smallest screen still shows heading, row and detail', async () => {
	const frame = await showRequests({columns: 60, rows: 16});
	await frame.until('6 rows');
	await frame.type(encodeKeys('up', 'enter'));
	await frame.until('┄┄ 10:32:05');
	expect(frame.plain()).toMatchSnapshot();
});

test('filter and marked row are there again when one comes back', async () => {
	const frame = await showRequests();
	await frame.until('6 rows');
	await frame.type('aaa');
	await frame.until('api: login');
	await frame.type(encodeKeys('up', 'up'));
	await frame.until(/▸ 10:32:02/);
	await frame.type('gk');
	await frame.until('▌ Keys');
	await frame.type('gr');
	await frame.until(/▸ 10:32:02/);
	expect(frame.plain()).toContain('api: login');
});

describe('filters', () => {
	test('a goes through the APIs, and then shows all', async () => {
		const frame = await showRequests();
		await frame.until('api: any');
		for (const words of ['api: generate_session', 'api: health', 'api: login', 'api: any']) {
			await frame.type('a');
			expect(await frame.until(words)).toContain('Requests');
		}
	});

	test('/ looks into request and answer, too', async () => {
		const frame = await showRequests();
		await frame.until('6 rows');
		await frame.type(`/"ugid":"7"${encodeKeys('enter')}`);
		const text = await frame.until('only requests with');
		expect(text).toContain('x shows all');
		await frame.type('x');
		expect(await frame.until('6 rows')).not.toContain('only requests with');
	});
});

describe('the login of a request', () => {
	test('f goes to its log, and o leads back to its requests', async () => {
		const frame = await showRequests();
		await frame.until('6 rows');
		await frame.type(encodeKeys('up'));
		await frame.type('f');
		await frame.until('only login 26112410450099');
		expect(frame.plain()).toContain('▌ Logs');
		await frame.type('o');
		await frame.until('▌ Requests');
		expect(await frame.until('2 rows')).toContain('only login 26112410450099');
	});

	test('f on a request outside a login says why it does nothing', async () => {
		const frame = await showRequests();
		await frame.until('6 rows');
		await frame.type('f');
		expect(await frame.until('the marked request belongs to no login')).toContain('▌ Requests');
	});
});

describe('the open request', () => {
	test('stands side by side where there is room, and below each other where not', async () => {
		const wide = await showRequests();
		await wide.until('6 rows');
		await wide.type(encodeKeys('up', 'up', 'enter'));
		expect(await wide.until('"password": "[redacted]"')).toMatch(/request +response/);
		wide.unmount();
		const narrow = await showRequests({columns: 80, rows: 24});
		await narrow.until('6 rows');
		await narrow.type(encodeKeys('up', 'up', 'enter', 'tab'));
		const text = await narrow.until(/^[^\n]*│ request$/m);
		expect(text).not.toContain('response');
		await narrow.type(encodeKeys('page-down'));
		await narrow.until(/^[^\n]*│ response$/m);
	});

	test('says when nothing came back', async () => {
		const frame = await showRequests();
		await frame.until('6 rows');
		await frame.type(encodeKeys('enter'));
		const text = await frame.until('no answer');
		expect(text).toMatch(/"method": "POST", +nothing|\{ +nothing/);
	});

	test('wraps long values and loses nothing of them', async () => {
		const token = 'x'.repeat(300);
		const frame = await showRequests({
			columns: 80,
			rows: 40,
			entries: [requestEntry(1, {request: `{"long":"${token}"}`})],
		});
		await frame.until('1 row');
		await frame.type(encodeKeys('enter'));
		const text = await frame.until('"long"');
		expect(text.match(/x/g)?.length).toBeGreaterThanOrEqual(300);
	});
});
