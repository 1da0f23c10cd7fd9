import {accountLabel} from '../../domain/account.ts';
import {marketPhase, type MarketPhase} from '../../domain/market-clock.ts';
import {toSafeText, trusted, type SafeText} from '../../domain/safe-text.ts';
import {displayWidth, truncateText} from '../../presentation/fit.ts';
import {safe} from '../../presentation/safe-template.ts';
import {formatClock, formatDuration} from '../../presentation/time.ts';
import type {AccountsState} from '../../stores/accounts.ts';
import type {Status} from '../../stores/status.ts';
import {useStore} from '../hooks/use-store.ts';
import {useTerminal} from '../terminal-context.ts';
import {Line, type Span} from './line.tsx';

const phaseWords: Readonly<Record<MarketPhase, string>> = {
	'pre-open': 'NSE pre-open',
	open: 'NSE open',
	closing: 'NSE closing',
	closed: 'NSE closed',
	weekend: 'NSE weekend',
};

/** From this width on there is room for whole sentences. */
const wideColumns = 100;

/** Who, where, until when, what time, and whether all is well. The environment is the one loud thing when it is LIVE. */
export function Header({columns}: {readonly columns: number}) {
	const {program, clock} = useTerminal();
	const {stores, config} = program;
	const isWide = columns >= wideColumns;
	const environment = useStore(stores.settings, settings => settings.environment ?? config.environment);
	const status = useStore(stores.status, state => state);
	const accounts = useStore(stores.accounts, state => state);
	// Minutes are all it shows, so it repaints once a minute.
	const minute = useStore(clock, now => Math.floor(now.getTime() / 60_000));
	const now = clock.getSnapshot().getTime() >= minute * 60_000 ? clock.getSnapshot() : new Date(minute * 60_000);

	const isLive = environment === 'live';
	const badge: Span = {text: trusted(isLive ? ' LIVE ' : 'SANDBOX'), role: isLive ? 'live' : 'sandbox'};
	const left: Span[] = [
		{text: trusted(' '), role: undefined},
		{text: trusted('mStock'), role: 'strong'},
		{text: trusted(isWide ? '  ' : ' ')},
		badge,
		{text: trusted(isWide ? '   ' : '  ')},
	];
	const right: Span[] = [...clockSpans(now, isWide), ...healthSpans(status, isWide), {text: trusted(' ')}];
	const room = columns - widthOf(left) - widthOf(right) - 1;
	const who = truncateText(whoText(accounts, now, isWide), Math.max(0, room));
	const gap = trusted(' '.repeat(Math.max(1, columns - widthOf(left) - displayWidth(who) - widthOf(right))));
	return (
		<Line
			spans={[
				...left,
				{text: who, role: accounts.activeAccountId === undefined ? 'dim' : undefined},
				{text: gap},
				...right,
			]}
		/>
	);
}

function whoText({accounts, activeAccountId}: AccountsState, now: Date, isWide: boolean): SafeText {
	const active = accounts.find(account => account.accountId === activeAccountId);
	const signedIn = accounts.filter(account => account.session === 'signed-in');
	const shown = active?.session === 'signed-in' ? active : (signedIn[0] ?? active);
	if (shown === undefined) {
		return trusted('nobody signed in');
	}

	const label = toSafeText(accountLabel(shown));
	const others = signedIn.length > 1 ? safe`  +${signedIn.length - 1}` : trusted('');
	if (shown.session !== 'signed-in' || shown.sessionEndsAt === undefined) {
		return safe`${label}  ${trusted(isWide ? (shown.session === 'expired' ? 'session expired' : 'signed out') : shown.session === 'expired' ? 'expired' : 'out')}${others}`;
	}

	const left = formatDuration(shown.sessionEndsAt.getTime() - now.getTime());
	return isWide ? safe`${label}   signed in, ${left} left${others}` : safe`${label}  ${left}${others}`;
}

function clockSpans(now: Date, isWide: boolean): readonly Span[] {
	return [
		{text: trusted(phaseWords[marketPhase(now)]), role: 'dim'},
		{text: safe` ${formatClock(now)} IST`},
		{text: trusted(isWide ? '   ' : '  ')},
	];
}

function healthSpans({database, findings}: Status, isWide: boolean): readonly Span[] {
	if (database.state === 'opening') {
		return [{text: trusted(isWide ? 'opening the database' : '…'), role: 'dim'}];
	}

	const name = trusted(database.client === 'sqlite' ? 'SQLite' : 'MySQL');
	const lead: Span[] = isWide ? [{text: name, role: 'dim'}, {text: trusted('  ')}] : [];
	if (database.state !== 'ready') {
		return [...lead, {text: trusted(isWide ? '✗ not usable' : '✗'), role: 'failed'}];
	}

	const failed = findings.filter(finding => finding.state === 'failed').length;
	const warned = findings.filter(finding => finding.state === 'warning').length;
	if (failed > 0) {
		return [...lead, {text: safe`✗ ${failed}`, role: 'failed'}];
	}

	return [
		...lead,
		warned > 0 ? {text: safe`▲ ${warned}`, role: 'attention'} : {text: trusted(isWide ? '● healthy' : '●'), role: 'ok'},
	];
}

function widthOf(spans: readonly Span[]): number {
	return spans.reduce((sum, span) => sum + displayWidth(span.text), 0);
}
