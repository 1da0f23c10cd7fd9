import {toSafeText, trusted, type SafeText} from '../../../domain/safe-text.ts';
import {fitText, wrapText} from '../../../presentation/fit.ts';
import type {Role} from '../../../presentation/roles.ts';
import {safe} from '../../../presentation/safe-template.ts';
import {formatCountdown, formatDayClock, formatDuration} from '../../../presentation/time.ts';
import type {Session} from '../../../stores/login-flow.ts';
import type {Span} from '../../components/line.tsx';

export type SessionFacts = {
	readonly session: Session;
	/** False once the session is known to be over, whatever its times say. */
	readonly isLive: boolean;
	readonly warning: string | undefined;
	readonly now: Date;
	readonly columns: number;
};

const lastHourMs = 60 * 60_000;

/** The session card: who, where, since when, until when, and how long that is. */
export function sessionLines({session, isLive, warning, now, columns}: SessionFacts): ReadonlyArray<readonly Span[]> {
	const label = safe`${toSafeText(session.userId)} ${trusted(session.apiKeyType)}`;
	const row = (name: string, text: SafeText, role?: Role, note?: SafeText): readonly Span[] => [
		{text: fitText(trusted(`    ${name}`), 18), role: 'dim'},
		{text, ...(role === undefined ? {} : {role})},
		...(note === undefined ? [] : [{text: safe`   ${note}`, role: 'dim' as const}]),
	];
	const leftMs = session.validUntil.getTime() - now.getTime();
	const isOver = !isLive || leftMs <= 0;
	const left = leftMs < lastHourMs ? formatCountdown(leftMs) : formatDuration(leftMs);
	return [
		isOver
			? [
					{text: trusted('  ✗ '), role: 'failed'},
					{text: label, role: 'strong'},
					{text: trusted('   its session is over')},
				]
			: [{text: trusted('  ● '), role: 'ok'}, {text: label, role: 'strong'}, {text: trusted('   is signed in')}],
		[],
		row('who', session.userName === undefined ? trusted('the broker gave no name') : toSafeText(session.userName)),
		row('client code', session.clientCode === undefined ? trusted('-') : toSafeText(session.clientCode)),
		row('type', trusted(session.apiKeyType)),
		session.brokerEnv === 'live'
			? row('environment', trusted(' LIVE '), 'live')
			: row('environment', trusted('SANDBOX'), 'sandbox'),
		row('since', formatDayClock(session.loggedInAt, now)),
		row('valid until', formatDayClock(session.validUntil, now), undefined, trusted('12 h, never past midnight IST')),
		row('time left', isOver ? trusted('none') : left, isOver ? 'failed' : leftMs < lastHourMs ? 'attention' : 'strong'),
		row('sequence', toSafeText(session.loginSequenceId)),
		...warningLines(session, warning, columns),
	];
}

function warningLines(session: Session, warning: string | undefined, columns: number): ReadonlyArray<readonly Span[]> {
	const words =
		warning ??
		(session.isOnlyInMemory
			? 'The database could not keep this session: it lives in this program only. Log out before you leave.'
			: undefined);
	return words === undefined
		? []
		: [
				[],
				...wrapText(toSafeText(words), Math.max(20, columns - 4)).map((text, index): readonly Span[] => [
					{text: trusted(index === 0 ? '  ▲ ' : '    '), role: 'attention'},
					{text, role: 'attention'},
				]),
			];
}
