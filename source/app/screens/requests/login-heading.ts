import type {RequestEntry} from '../../../domain/log-entry.ts';
import {toSafeText, trusted} from '../../../domain/safe-text.ts';
import {sequenceTail} from '../../../presentation/columns/logs.ts';
import {requestRole, requestTime} from '../../../presentation/columns/requests.ts';
import {formatQuantity} from '../../../presentation/numbers.ts';
import {signOf} from '../../../presentation/roles.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {formatDayClock} from '../../../presentation/time.ts';
import type {Span} from '../../components/line.tsx';

/** A new heading stands where the login changes. */
export function startsLogin(row: RequestEntry, previous: RequestEntry): boolean {
	return row.loginSequenceId !== previous.loginSequenceId;
}

/**
The line above the requests of one login: which it is, whose, since when, and how it went.

@param index of a request that belongs to it. Requests outside the window are not counted, so a count may grow while one scrolls.
*/
export function loginHeading(rows: readonly RequestEntry[], index: number, now: Date): readonly Span[] {
	const sequence = rows[index]?.loginSequenceId;
	let start = index;
	while (start > 0 && rows[start - 1]?.loginSequenceId === sequence) {
		start--;
	}

	const next = rows.findIndex((row, position) => position > index && row.loginSequenceId !== sequence);
	const group = rows.slice(start, next === -1 ? rows.length : next);
	const [first] = group;
	if (first === undefined) {
		return [];
	}

	const user = group.find(({userId}) => userId !== undefined)?.userId;
	const failed = group.filter(row => requestRole(row) === 'failed').length;
	return [
		...sequenceSpans(sequence),
		...(user === undefined ? [] : [{text: safe`   ${toSafeText(user)}`}]),
		{text: trusted('   ')},
		failed === 0
			? {text: safe`${signOf('ok')} ok`, role: 'ok'}
			: {text: safe`${signOf('failed')} ${failed} failed`, role: 'failed'},
		{
			text: safe`   ${formatDayClock(requestTime(first), now)}   ${formatQuantity(group.length, 'request')}`,
			role: 'dim',
		},
	];
}

/** The whole id, for it may be wanted elsewhere; bright only what tells it from others. */
function sequenceSpans(sequence: string | undefined): readonly Span[] {
	if (sequence === undefined) {
		return [{text: trusted('outside a login'), role: 'strong'}];
	}

	const {head, tail} = sequenceTail(sequence);
	return [
		{text: trusted('login '), role: 'strong'},
		{text: head, role: 'dim'},
		{text: tail, role: 'strong'},
	];
}
