import {accountLabel, type Account, type BrokerEnvironment} from '../../domain/account.ts';
import {marketPhase, type MarketPhase} from '../../domain/market-clock.ts';
import {toSafeText, trusted, type SafeText} from '../../domain/safe-text.ts';
import {displayWidth, truncateText} from '../../presentation/fit.ts';
import {safe} from '../../presentation/safe-template.ts';
import {formatAge, formatClock, formatDuration} from '../../presentation/time.ts';
import {activeEnvironment} from '../../services/environment.ts';
import type {AccountsState} from '../../stores/accounts.ts';
import {areFindingsStale, type Status} from '../../stores/status.ts';
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

/** Who, where, until when, what time, and whether all is well. The environment is the one loud thing when it is LIVE: the whole line then. */
export function Header({columns}: {readonly columns: number}) {
	const {program, clock} = useTerminal();
	const {stores, config} = program;
	const isWide = columns >= wideColumns;
	const environment = useStore(stores.settings, settings => activeEnvironment(config, settings));
	const status = useStore(stores.status, state => state);
	const accounts = useStore(stores.accounts, state => state);
	// Minutes are all it shows, so it repaints once a minute.
	const minute = useStore(clock, now => Math.floor(now.getTime() / 60_000));
	const now = clock.getSnapshot().getTime() >= minute * 60_000 ? clock.getSnapshot() : new Date(minute * 60_000);

	const isLive = environment === 'live';
	const left: Span[] = [
		{text: trusted(' '), role: undefined},
		{text: trusted('mStock'), role: 'strong'},
		{text: trusted(isWide ? '  ' : ' ')},
		{text: trusted(isLive ? 'LIVE' : 'SANDBOX'), role: isLive ? 'strong' : 'sandbox'},
		{text: trusted(isWide ? '   ' : '  ')},
	];
	const right: Span[] = [...clockSpans(now, isWide), ...healthSpans(status, now, isWide), {text: trusted(' ')}];
	const room = Math.max(0, columns - widthOf(left) - widthOf(right) - 1);
	const wordings = whoWordings(whoFacts(accounts, environment), now, isWide);
	const fitting = wordings.find(words => displayWidth(words) <= room) ?? wordings.at(-1);
	const who = truncateText(fitting ?? nobody, room);
	const gap = trusted(' '.repeat(Math.max(1, columns - widthOf(left) - displayWidth(who) - widthOf(right))));
	const spans: readonly Span[] = [
		...left,
		{text: who, role: who === nobody ? 'dim' : undefined},
		{text: gap},
		...right,
	];
	return <Line spans={isLive ? [{text: trusted(spans.map(({text}) => text).join('')), role: 'live'}] : spans} />;
}

const nobody = trusted('nobody signed in');

type WhoFacts = {
	/** The account whose state stands here. */
	readonly shown: Account | undefined;
	/** All that are signed in, and those of them that are not the one shown. */
	readonly signedInCount: number;
	readonly otherCount: number;
};

/** The active account, if it is one of the present broker's; else one that is signed in there, if it is the only one. */
function whoFacts({accounts, activeAccountId}: AccountsState, environment: BrokerEnvironment): WhoFacts {
	const own = accounts.filter(({brokerEnv}) => brokerEnv === environment);
	const signedIn = own.filter(({session}) => session === 'signed-in');
	const shown =
		own.find(({accountId}) => accountId === activeAccountId) ?? (signedIn.length === 1 ? signedIn[0] : undefined);
	return {
		shown,
		signedInCount: signedIn.length,
		otherCount: signedIn.filter(account => account !== shown).length,
	};
}

/** The same said in ever fewer words; the first that has room is taken. */
function whoWordings({shown, signedInCount, otherCount}: WhoFacts, now: Date, isWide: boolean): readonly SafeText[] {
	if (shown === undefined) {
		return [signedInCount === 0 ? nobody : safe`${signedInCount} signed in`];
	}

	const label = toSafeText(accountLabel(shown));
	const short = safe`${label}  ${shortState(shown, now)}`;
	const state = isWide ? safe`${label}   ${longState(shown, now)}` : short;
	if (otherCount === 0) {
		return [state, short];
	}

	return [
		safe`${state}   ${signedInCount} signed in`,
		safe`${short}  ${signedInCount} signed in`,
		safe`${short}  +${otherCount}`,
		short,
	];
}

function longState({session, sessionEndsAt}: Account, now: Date): SafeText {
	if (session === 'signed-in') {
		return sessionEndsAt === undefined
			? trusted('signed in')
			: safe`signed in, ${formatDuration(sessionEndsAt.getTime() - now.getTime())} left`;
	}

	return trusted(session === 'expired' ? 'session expired' : 'signed out');
}

function shortState({session, sessionEndsAt}: Account, now: Date): SafeText {
	if (session === 'signed-in') {
		return sessionEndsAt === undefined ? trusted('in') : formatDuration(sessionEndsAt.getTime() - now.getTime());
	}

	return trusted(session === 'expired' ? 'expired' : 'out');
}

function clockSpans(now: Date, isWide: boolean): readonly Span[] {
	return [
		{text: trusted(phaseWords[marketPhase(now)]), role: 'dim'},
		{text: safe` ${formatClock(now)} IST`},
		{text: trusted(isWide ? '   ' : '  ')},
	];
}

function healthSpans({database, findings, checkedAt}: Status, now: Date, isWide: boolean): readonly Span[] {
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
	const verdict: Span =
		failed > 0
			? {text: safe`✗ ${failed}`, role: 'failed'}
			: warned > 0
				? {text: safe`▲ ${warned}`, role: 'attention'}
				: {text: trusted(isWide ? '● healthy' : '●'), role: 'ok'};
	// What was seen long ago is not what is: it says when.
	return checkedAt !== undefined && areFindingsStale({checkedAt}, now)
		? [...lead, {text: safe`${verdict.text} ${formatAge(checkedAt, now)}`, role: 'stale'}]
		: [...lead, verdict];
}

function widthOf(spans: readonly Span[]): number {
	return spans.reduce((sum, span) => sum + displayWidth(span.text), 0);
}
