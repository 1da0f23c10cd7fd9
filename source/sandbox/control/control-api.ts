import {jsonAnswer, type Answer} from '../http/answer.ts';
import type {Customers} from '../broker/customers.ts';
import type {SandboxClock} from '../clock.ts';
import {findDemoAccount} from '../demo-accounts.ts';
import type {Faults} from '../faults.ts';
import type {Feed} from '../feed/feed.ts';
import type {RequestRecord} from '../request-record.ts';
import type {SandboxState} from '../state.ts';
import {parseClockSetting, parseFault, parseFeedAction, parsePrice, type Parsed} from './control-input.ts';

export type ControlParts = {
	readonly customers: Customers;
	readonly clock: SandboxClock;
	readonly faults: Faults;
	readonly record: RequestRecord;
	readonly feed: Feed;
	readonly state: SandboxState;
	readonly save: () => void;
	/** Back to how it started, accounts, codes, sessions, clock, faults and record alike. */
	readonly reset: () => void;
	readonly health: () => Readonly<Record<string, unknown>>;
};

export type ControlRequest = {
	readonly method: string;
	/** Below the control URL, without slashes at the ends: `inbox/DEMO01`. */
	readonly path: string;
	readonly query: URLSearchParams;
	readonly body: string;
};

/** The phone, the fault switchboard, the clock and the record. JSON in and out; refusals are `{"error": sentence}`. */
export function answerControlRequest(request: ControlRequest, parts: ControlParts): Answer {
	const [name = '', ...rest] = request.path.split('/');
	const argument = rest.join('/');
	switch (`${request.method} ${name.toLowerCase()}`) {
		case 'GET inbox':
			return inbox(argument, parts);
		case 'GET faults':
			return jsonAnswer(200, parts.faults.list());
		case 'POST faults':
			return withInput(parseFault(request.body), fault => jsonAnswer(201, parts.faults.add(fault)));
		case 'DELETE faults':
			return jsonAnswer(200, {removed: parts.faults.clear()});
		case 'GET clock':
			return clockAnswer(parts);
		case 'POST clock':
			return withInput(parseClockSetting(request.body), setting => {
				parts.clock.set(setting);
				parts.save();
				parts.feed.sweep();
				return clockAnswer(parts);
			});
		case 'GET prices':
			return jsonAnswer(200, Object.values(parts.state.prices));
		case 'POST prices':
			return withInput(parsePrice(request.body), price => {
				parts.state.prices[price.symbol] = price;
				parts.save();
				return jsonAnswer(200, price);
			});
		case 'GET requests':
			return requests(request.query.get('since'), parts);
		case 'POST ws':
			return withInput(parseFeedAction(request.body), action =>
				jsonAnswer(200, {action: action.action, sockets: parts.feed.act(action)}),
			);
		case 'GET health':
			return jsonAnswer(200, parts.health());
		case 'POST reset':
			parts.reset();
			return jsonAnswer(200, {reset: true});
		default:
			return refusal(404, `The sandbox has no "${request.method} ${request.path}".`);
	}
}

function inbox(userId: string, parts: ControlParts): Answer {
	const account = findDemoAccount(userId);
	if (account === undefined) {
		return refusal(404, 'The sandbox has no such customer.');
	}

	const message = parts.customers.inbox(account);
	return jsonAnswer(200, {
		otp: message?.otp ?? null,
		sentAt: message?.sentAt.toISOString() ?? null,
		expiresAt: message?.expiresAt.toISOString() ?? null,
	});
}

function requests(since: string | null, parts: ControlParts): Answer {
	const sequence = Number(since ?? '0');
	return Number.isInteger(sequence) && sequence >= 0
		? jsonAnswer(200, parts.record.since(sequence))
		: refusal(400, '"since" must be a sequence number, for example 0.');
}

function clockAnswer({clock}: ControlParts): Answer {
	return jsonAnswer(200, {now: clock.now().toISOString(), speed: clock.speed()});
}

function withInput<Input>(parsed: Parsed<Input>, use: (input: Input) => Answer): Answer {
	return 'error' in parsed ? refusal(400, parsed.error) : use(parsed.input);
}

function refusal(status: number, error: string): Answer {
	return jsonAnswer(status, {error});
}
